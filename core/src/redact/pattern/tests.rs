mod agreement;
mod open;
mod reference;
mod vectors;

use super::{super::span::Span, FAMILIES, find};

fn hidden(text: &[u8]) -> Vec<Span> {
    let mut found = Vec::new();
    let open = find(text, 0..text.len(), &mut [0; FAMILIES], true, &mut found);
    assert_eq!(open, None, "nothing follows the last of a text");
    reference::united(found.iter().map(|found| found.span).collect())
}

/// What is hidden of a text that comes in pieces, each searched in blocks.
fn streamed(text: &[u8], cuts: &[usize], block: usize, context: usize) -> Vec<Span> {
    let mut cuts: Vec<usize> = cuts.iter().copied().filter(|cut| *cut < text.len()).collect();
    cuts.sort_unstable();
    cuts.push(text.len());
    let (mut kept, mut settled) = (0, 0);
    let mut busy = [0; FAMILIES];
    let mut spans = Vec::new();
    for cut in cuts {
        let window = &text[kept..cut];
        let mut open = None;
        let mut found = Vec::new();
        let mut window_busy = busy.map(|busy: usize| busy.saturating_sub(kept));
        let mut start = settled - kept;
        while start < window.len() {
            let starts = start..window.len().min(start + block);
            start = starts.end;
            let first = find(window, starts, &mut window_busy, cut == text.len(), &mut found);
            open = open.or(first);
        }
        settled = open.map_or(cut, |open| kept + open);
        for found in found.iter().filter(|found| kept + found.start < settled) {
            let span = Span { start: kept + found.span.start, end: kept + found.span.end };
            busy[found.family] = busy[found.family].max(span.end);
            spans.push(span);
        }
        kept = settled.saturating_sub(context);
    }
    assert_eq!(settled, text.len());
    reference::united(spans)
}
