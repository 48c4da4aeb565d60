mod reference;
mod registered;
mod vectors;

use super::{Engine, EngineFlow};

/// The text pushed in pieces, and what comes out altogether.
fn streamed(engine: &Engine, text: &[u8], cuts: &[usize]) -> Vec<u8> {
    let mut flow = EngineFlow::new();
    let mut output = Vec::new();
    let mut from = 0;
    for cut in cuts.iter().copied().chain([text.len()]) {
        output.extend(flow.push(engine, &text[from..cut]));
        from = cut;
    }
    output.extend(flow.finish(engine));
    output
}
