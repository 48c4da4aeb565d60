use zeroize::Zeroizing;

use super::{
    escape::{Escapes, Unit},
    span::Span,
};

/// A text with its escapes undone, from left to right, and where each byte came from. One is used again and again.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) text: Zeroizing<Vec<u8>>,
    undone: Vec<Undone>,
    /// How many bytes at the end belong to an escape that is cut off there.
    pub(super) cut_off: usize,
}

/// Where an escape was, in the source, and what it became.
struct Undone {
    source: Span,
    target: Span,
}

impl Reading {
    /// Reads another text. Tells whether it has any escapes of this kind.
    pub(super) fn read(&mut self, source: &[u8], escapes: Escapes) -> bool {
        self.text.clear();
        self.undone.clear();
        self.cut_off = 0;
        if self.text.capacity() < source.len() {
            // What is undone is never longer, so nothing is moved and left behind unwiped.
            self.text = Zeroizing::new(Vec::with_capacity(source.len().next_power_of_two()));
        }
        let mut read = 0;
        let mut from = 0;
        while let Some(found) = source.get(from..).and_then(|rest| memchr::memchr(escapes.sign(), rest)) {
            let at = from + found;
            from = at + 1;
            match escapes.unit(&source[at..]) {
                Unit::Raw => {}
                Unit::Unfinished => self.cut_off = self.cut_off.max(source.len() - at),
                Unit::Escape(escape) => {
                    self.text.extend_from_slice(&source[read..at]);
                    let start = self.text.len();
                    self.text.extend_from_slice(escape.meaning());
                    let target = Span { start, end: self.text.len() };
                    read = at + escape.length;
                    from = read;
                    self.undone.push(Undone { source: Span { start: at, end: read }, target });
                }
            }
        }
        self.text.extend_from_slice(&source[read..]);
        !self.undone.is_empty()
    }

    /// The bytes of the source that a stretch of the reading, which is not empty, was read from.
    pub(super) fn source(&self, span: Span) -> Span {
        Span { start: self.byte(span.start).start, end: self.byte(span.end - 1).end }
    }

    fn byte(&self, at: usize) -> Span {
        let before = self.undone.partition_point(|undone| undone.target.start <= at);
        let (from, to) = match before.checked_sub(1).map(|last| &self.undone[last]) {
            Some(last) if at < last.target.end => return last.source,
            Some(last) => (last.target.end, last.source.end),
            None => (0, 0),
        };
        Span { start: to + (at - from), end: to + (at - from) + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_knows_where_it_came_from() {
        let source = br"a\u20ACb\nc";
        let mut reading = Reading::default();
        assert!(reading.read(source, Escapes::Json));
        assert_eq!(&**reading.text, "a€b\nc".as_bytes());
        let of = |start, end| {
            let span = reading.source(Span { start, end });
            std::str::from_utf8(&source[span.start..span.end]).unwrap()
        };
        let read = [of(0, 1), of(1, 4), of(2, 3), of(4, 6), of(5, 7)];
        assert_eq!(read, ["a", r"\u20AC", r"\u20AC", r"b\n", r"\nc"]);
        assert!(!reading.read(br"a\xb%", Escapes::Json));
    }
}
