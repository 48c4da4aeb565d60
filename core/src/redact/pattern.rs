//! Finds what looks like a secret: keys of the platforms' formats, JSON Web Tokens, values whose name tells, and
//! credentials in URLs.

mod beginning;
mod class;
mod field;
mod gap;
mod grid;
mod jwt;
mod key;
mod name;
mod rare;
mod text;
mod url;
mod value;

use std::ops::Range;

use self::{
    grid::Part,
    name::Core,
    text::{Judged, Text},
};
use super::span::Span;

pub(crate) const FAMILIES: usize = 4;
const KEY: usize = 0;
const JWT: usize = 1;
const FIELD: usize = 2;
const URL: usize = 3;

/// Something that looks like a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Matches of one family never overlap.
    pub(crate) family: usize,
    /// Where it begins: with a name, `eyJ`, a key's prefix or `://`.
    pub(crate) start: usize,
    /// What must not be shown of it.
    pub(crate) span: Span,
}

/// How far the core of a name or what follows it may be from the name's start.
const GRAM_REACH: usize = 16;
/// How far the rare byte of a candidate may be from its start.
const RARE_REACH: usize = 2;

/// Finds everything that starts within `starts`, in the whole text. `busy` tells for each family where its next match
/// may start at the earliest, and is kept up to date.
///
/// Unless this is the `last` of the text, returns the first position from which something may start that is decided by
/// what follows.
pub(crate) fn find(
    text: &[u8],
    starts: Range<usize>,
    busy: &mut [usize; FAMILIES],
    last: bool,
    found: &mut Vec<Found>,
) -> Option<usize> {
    let text = Text { bytes: text, last };
    let end = starts.end.min(text.bytes.len());
    let mut search = Search { text, starts: starts.start..end, busy, found, open: usize::MAX };
    search.search();
    (search.open != usize::MAX).then_some(search.open)
}

struct Search<'a> {
    text: Text<'a>,
    starts: Range<usize>,
    busy: &'a mut [usize; FAMILIES],
    found: &'a mut Vec<Found>,
    open: usize,
}

impl Search<'_> {
    fn search(&mut self) {
        let bytes = self.text.bytes;
        let mut rare = rare::Bytes::new(bytes, self.starts.start, self.starts.end + RARE_REACH);
        let mut urls_from = self.starts.start;
        let from = self.starts.start;
        let to = bytes.len().min(self.starts.end + GRAM_REACH);
        let (grams, _) = bytes.get(from..to).unwrap_or_default().as_chunks();
        for (number, block) in grams.chunks(grid::BLOCK).enumerate() {
            let mut hits = grid::hits(block);
            while hits != 0 {
                let top = hits.ilog2() as usize;
                hits ^= 1 << top;
                let gram = block.len() - 1 - top;
                let at = from + 4 * (number * grid::BLOCK + gram);
                match grid::find(block[gram], at) {
                    Some((Part::KeyPrefix, prefix)) if self.is_free(KEY, prefix) => {
                        // A key may be found either way, and the first must be the first to be found.
                        while let Some((at, byte)) = rare.next_before(prefix) {
                            self.look_around_rare(at, byte, &mut urls_from);
                        }
                        self.look_at_key(prefix);
                    }
                    Some((Part::Name(core), at)) => self.look_at_name(core, at),
                    _ => {}
                }
            }
        }
        while let Some((at, byte)) = rare.next_before(usize::MAX) {
            self.look_around_rare(at, byte, &mut urls_from);
        }
        self.look_for_url(bytes.len().min(self.starts.end + RARE_REACH), urls_from);
        if !self.text.last
            && let Some(open) = beginning::cut_off(self.text, self.starts.clone(), self.busy)
        {
            self.open = self.open.min(open);
        }
    }

    fn look_at_key(&mut self, start: usize) {
        if self.is_free(KEY, start) {
            self.settle(KEY, start, &key::judge(self.text, start));
        }
    }

    fn look_at_name(&mut self, core: Core, at: usize) {
        // A name cannot start after its core.
        if at >= self.busy[FIELD]
            && let Some(name) = name::around(self.text, core, at)
            && self.is_free(FIELD, name.start)
        {
            self.settle(FIELD, name.start, &field::judge(self.text, &name));
        }
    }

    fn look_around_rare(&mut self, at: usize, byte: u8, urls_from: &mut usize) {
        match byte {
            b'@' => {
                self.look_for_url(at, *urls_from);
                *urls_from = at + 1;
            }
            b'J' => {
                let start = at - RARE_REACH;
                // A header that ends here is too short, which is told fastest so.
                let next = self.text.bytes.get(at + 1);
                if next.is_none_or(|next| class::is(*next, class::URL_BASE64)) && self.is_free(JWT, start) {
                    self.settle(JWT, start, &jwt::judge(self.text, start));
                }
            }
            _ => {
                let start = at - RARE_REACH;
                if self.is_free(KEY, start) {
                    self.settle(KEY, start, &key::judge_adyen(self.text, start));
                }
            }
        }
    }

    /// Looks for a URL whose credentials may last until here. Those that begin before `from` have been looked at.
    fn look_for_url(&mut self, until: usize, from: usize) {
        let bytes = self.text.bytes;
        let Some(authority) = bytes.get(from..until) else { return };
        let outside = authority.iter().rposition(|byte| !class::is(*byte, class::USERINFO));
        if let Some(slash) = outside.map(|outside| from + outside)
            && let Some(start) = slash.checked_sub(2)
            && bytes[start..].starts_with(url::SEPARATOR)
            && self.is_free(URL, start)
        {
            self.settle(URL, start, &url::judge(self.text, start));
        }
    }

    /// Whether a match of this family may start here, and matters.
    fn is_free(&self, family: usize, start: usize) -> bool {
        self.starts.contains(&start) && self.busy[family] <= start && start < self.open
    }

    fn settle(&mut self, family: usize, start: usize, judged: &Judged) {
        match judged {
            Ok(Some(span)) => {
                self.busy[family] = span.end;
                self.found.push(Found { family, start, span: *span });
            }
            Ok(None) => {}
            Err(text::Open) => self.open = start,
        }
    }
}

#[cfg(test)]
mod tests;
