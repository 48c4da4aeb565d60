use std::ops::Range;

use super::{
    escape::{Escapes, Unit},
    reading::Reading,
    search::{Hit, Search},
    span::Span,
    specials::is_sign,
};

const KINDS: [Escapes; 2] = [Escapes::Json, Escapes::Percent];

/// Finds registered texts that are spelled with escapes, of one kind or of two, one inside the other.
pub(super) struct Escaped<'a> {
    search: &'a Search<'a>,
    text: &'a [u8],
    /// Before it nothing begins, and no escape reaches over it.
    from: usize,
    /// The text ends here, so an escape that is cut off is none.
    last: bool,
    /// Everything before has been read.
    read: usize,
    first: Reading,
    second: Reading,
}

impl<'a> Escaped<'a> {
    pub(super) fn new(search: &'a Search<'a>, text: &'a [u8], from: usize, last: bool) -> Self {
        Self { search, text, from, last, read: from, first: Reading::default(), second: Reading::default() }
    }

    /// Adds the hits whose escapes are in `place`, and gives the first place that is still open.
    pub(super) fn find(&mut self, place: Range<usize>, hits: &mut Vec<Hit>) -> Option<usize> {
        let mut open = None;
        for found in memchr::memchr2_iter(b'\\', b'%', &self.text[place.clone()]) {
            let at = place.start + found;
            if at < self.read || !self.may_matter(at) {
                continue;
            }
            let region = self.region(at);
            self.read = region.end;
            let stops_open = !self.last && region.end == self.text.len();
            if !stops_open && region.len() <= self.search.registry.shortest() {
                continue;
            }
            let source = &self.text[region.clone()];
            let known = hits.len();
            let mut readings = Readings { search: self.search, stops_open, hits, open: None };
            readings.read(source, &mut self.first, &mut self.second);
            open = open.or(readings.open.map(|at| region.start + at));
            for hit in &mut hits[known..] {
                *hit = hit.moved(region.start);
            }
        }
        open
    }

    /// Whether the escape here stands for a byte of a registered text, or for a sign of another escape.
    #[inline]
    fn may_matter(&self, at: usize) -> bool {
        let text = &self.text[at..];
        let registry = self.search.registry;
        let kind = if text[0] == b'%' { Escapes::Percent } else { Escapes::Json };
        if let Some((byte, length)) = kind.usual(text)
            && !is_sign(byte)
        {
            return registry.has_byte(byte) && registry.specials.may_have(self.text, at, kind, length, byte);
        }
        match kind.unit(text) {
            Unit::Raw => false,
            Unit::Unfinished => !self.last,
            Unit::Escape(escape) => match escape.meaning() {
                b"%" => true,
                b"\\" => registry.has_byte(b'\\') || self.second_may_matter(&text[escape.length..]),
                meaning => meaning.iter().any(|byte| registry.has_byte(*byte)),
            },
        }
    }

    /// `\\"` and `\\n` are everywhere in JSON inside JSON, and nearly never part of a secret.
    fn second_may_matter(&self, after: &[u8]) -> bool {
        let Some(&letter) = after.first() else { return !self.last };
        match Escapes::Json.unit(&[b'\\', letter]) {
            Unit::Escape(escape) => escape.meaning().iter().any(|byte| self.search.registry.has_byte(*byte)),
            Unit::Raw => letter == b'%',
            Unit::Unfinished => true,
        }
    }

    /// The stretch around an escape that a registered text can be part of. Its ends are no part of any escape for a
    /// byte of such a text, so what is read in it is what is read in the whole.
    fn region(&self, at: usize) -> Range<usize> {
        let ends = |byte: &u8| !matches!(byte, b'\\' | b'%') && !self.search.registry.has_byte(*byte);
        let floor = self.read.max(self.from);
        let before = self.text[floor..at].iter().rposition(ends).map_or(floor, |end| floor + end + 1);
        let after = self.text[at..].iter().position(ends).map_or(self.text.len(), |end| at + end);
        before..after
    }
}

/// What the readings of one region give, in places of the region.
struct Readings<'a> {
    search: &'a Search<'a>,
    /// More may follow.
    stops_open: bool,
    hits: &'a mut Vec<Hit>,
    open: Option<usize>,
}

impl Readings<'_> {
    fn read(&mut self, source: &[u8], first: &mut Reading, second: &mut Reading) {
        for kind in KINDS {
            if !source.contains(&kind.sign()) {
                continue;
            }
            let differs = first.read(source, kind);
            self.look_at(first, differs, |span| first.source(span));
            if !differs {
                continue;
            }
            // Half an escape is not read again: it will be whole, or none, when more is there.
            let whole = first.text.len() - if self.stops_open { first.cut_off } else { 0 };
            for kind in KINDS {
                let text = &first.text[..whole];
                if text.contains(&kind.sign()) {
                    let differs = second.read(text, kind);
                    self.look_at(second, differs, |span| first.source(second.source(span)));
                }
            }
        }
    }

    fn look_at(&mut self, reading: &Reading, differs: bool, source: impl Fn(Span) -> Span) {
        if differs {
            let known = self.hits.len();
            self.search.find(&reading.text, &(0..reading.text.len()), self.hits);
            for hit in &mut self.hits[known..] {
                hit.take_edges(&reading.text);
                hit.span = source(hit.span);
            }
        }
        if self.stops_open {
            self.note_open(reading, source);
        }
    }

    fn note_open(&mut self, reading: &Reading, source: impl Fn(Span) -> Span) {
        let whole = reading.text.len() - reading.cut_off;
        let known = self.search.registry.book().starts.open(&reading.text[..whole], 0);
        if let Some(at) = known.or((reading.cut_off > 0).then_some(whole)) {
            let at = source(Span { start: at, end: at + 1 }).start;
            self.open = Some(self.open.map_or(at, |open| open.min(at)));
        }
    }
}
