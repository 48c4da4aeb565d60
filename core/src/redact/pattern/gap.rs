//! What may stand between a name, its separator and its value: blanks, and the codes by which a terminal changes its
//! colours, as `tracing-subscriber` writes them.

use super::{
    class::{BLANK, COLOUR, ESCAPE, is},
    text::{Open, Text},
};

const MOST_BLANKS: usize = 8;
const MOST_CODES: usize = 4;
/// `38;2;255;255;255`.
const LONGEST_COLOUR: usize = 16;

/// Where the gap ends that begins here.
pub(super) fn gap_end(text: Text<'_>, at: usize) -> Result<usize, Open> {
    let mut at = text.run(at, MOST_BLANKS, BLANK)?;
    for _ in 0..MOST_CODES {
        let Some(end) = code_end(text, at)? else { break };
        at = text.run(end, MOST_BLANKS, BLANK)?;
    }
    Ok(at)
}

fn code_end(text: Text<'_>, at: usize) -> Result<Option<usize>, Open> {
    if text.at(at)? != Some(ESCAPE) || text.at(at + 1)? != Some(b'[') {
        return Ok(None);
    }
    let end = text.run(at + 2, LONGEST_COLOUR, COLOUR)?;
    Ok((text.at(end)? == Some(b'm')).then_some(end + 1))
}

/// Whether such a code ends right before.
pub(super) fn follows_code(text: Text<'_>, at: usize) -> bool {
    let Some(before) = text.bytes.get(..at).and_then(|before| before.strip_suffix(b"m")) else {
        return false;
    };
    let colour = before.iter().rev().take(LONGEST_COLOUR).take_while(|byte| is(**byte, COLOUR)).count();
    before[..before.len() - colour].ends_with(&[ESCAPE, b'['])
}
