use super::{
    escaped::Escaped,
    pattern::{self, FAMILIES, Found},
    registry::Registry,
    search::{Hit, Search},
    span::Span,
    token,
};

/// How much of a text is searched in one go: little enough to stay in the fastest memory while each of the searches
/// looks at it.
const BLOCK: usize = 16 * 1024;

/// The most bytes without a sign of an escape that an escape can end with, and the sign.
const LONGEST_TAIL: usize = 11;

/// What is looked for: registered texts and, if asked for, patterns.
pub(super) struct Sieve {
    pub(super) registry: Registry,
    pub(super) patterns: bool,
}

/// What was found in a text.
#[derive(Default)]
pub(super) struct Sifted {
    /// Of registered texts, in no order.
    pub(super) spans: Vec<Span>,
    pub(super) patterns: Vec<Found>,
    /// From here on, what follows may change what is found.
    pub(super) open: Option<usize>,
}

impl Sifted {
    fn leave_open(&mut self, at: Option<usize>) {
        self.open = match (self.open, at) {
            (Some(open), Some(at)) => Some(open.min(at)),
            (open, at) => open.or(at),
        };
    }
}

impl Sieve {
    /// Finds what begins at `from` or later. What stands before is there to be looked back at.
    pub(super) fn sift(&self, text: &[u8], from: usize, busy: &mut [usize; FAMILIES], last: bool) -> Sifted {
        let mut sifted = Sifted::default();
        let mut hits = Vec::new();
        let search = Search::new(&self.registry);
        let mut escaped = search.as_ref().map(|search| Escaped::new(search, text, from, last));
        let mut start = from;
        while start < text.len() {
            let block = start..text.len().min(start + BLOCK);
            start = block.end;
            if let (Some(search), Some(escaped)) = (&search, &mut escaped) {
                search.find(text, &block, &mut hits);
                take_hits(text, from, last, &mut hits, &mut sifted, Hit::take_edges);
                let open = escaped.find(block.clone(), &mut hits);
                take_hits(text, from, last, &mut hits, &mut sifted, |_, _| {});
                sifted.leave_open(open);
            }
            if self.patterns {
                let open = pattern::find(text, block, busy, last, &mut sifted.patterns);
                sifted.leave_open(open);
            }
        }
        if search.is_some() && !last {
            let open = self.registry.book().starts.open(text, from);
            sifted.leave_open(open);
        }
        sifted
    }

    /// The last place from `from` up to `at` that no escape reaches across, so that reading can begin there.
    pub(super) fn boundary(&self, text: &[u8], from: usize, mut at: usize) -> usize {
        while self.registry.is_used() && at > from {
            let near = from.max(at.saturating_sub(LONGEST_TAIL));
            let Some(sign) = memchr::memrchr2(b'\\', b'%', &text[near..at]).map(|found| near + found) else {
                break;
            };
            let is_end = |byte: &u8| !matches!(byte, b'\\' | b'%') && !self.registry.has_byte(*byte);
            at = text[sign..at].iter().rposition(is_end).map_or(sign, |end| sign + end + 1);
            if text[sign..at].iter().any(is_end) {
                break;
            }
        }
        at
    }
}

fn take_hits(
    text: &[u8],
    from: usize,
    last: bool,
    hits: &mut Vec<Hit>,
    sifted: &mut Sifted,
    take_edges: impl Fn(&mut Hit, &[u8]),
) {
    for mut hit in hits.drain(..).filter(|hit| hit.span.start >= from) {
        if hit.whole_token && !token::is_whole(text, hit.span) {
            continue;
        }
        let is_open = !last && hit.is_open(text);
        take_edges(&mut hit, text);
        if is_open {
            sifted.leave_open(Some(hit.span.start));
        }
        sifted.spans.push(hit.span);
    }
}
