use super::{
    escape::{Escapes, Unit},
    span::Span,
};

/// How far before a place one has to look to tell whether a word ends there.
const LONGEST_ESCAPE: usize = 6;

/// Whether nothing that belongs to a word touches the span. An escape before it counts as what it stands for:
/// in `\nhunter2` the word is `hunter2`.
pub(super) fn is_whole(text: &[u8], span: Span) -> bool {
    let after = text.get(span.end).is_none_or(|byte| !is_word(*byte));
    after && (ends_a_word(text, span.start) || escape_ends(text, span.start))
}

fn ends_a_word(text: &[u8], at: usize) -> bool {
    at == 0 || !is_word(text[at - 1])
}

fn escape_ends(text: &[u8], at: usize) -> bool {
    (2..=LONGEST_ESCAPE.min(at)).any(|length| {
        let escape = &text[at - length..at];
        let twice;
        let (kind, escape) = match escape {
            [b'\\', ..] => (Escapes::Json, escape),
            [b'%', b'2', b'5', high, low] => {
                twice = [b'%', *high, *low];
                (Escapes::Percent, &twice[..])
            }
            [b'%', ..] => (Escapes::Percent, escape),
            _ => return false,
        };
        matches!(kind.unit(escape), Unit::Escape(unit)
            if unit.length == escape.len() && !unit.meaning().iter().any(|byte| is_word(*byte)))
    })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_its_own_is_whole() {
        for (text, is_expected) in [
            ("hunter22", true),
            (" hunter22.", true),
            ("\"hunter22\"", true),
            (r"\nhunter22", true),
            (r"\u000ahunter22", true),
            ("%20hunter22", true),
            ("%2520hunter22", true),
            ("xhunter22", false),
            ("_hunter22", false),
            ("éhunter22", false),
            (r"\u0041hunter22", false),
            ("hunter22x", false),
            ("hunter220", false),
        ] {
            let start = text.find("hunter22").unwrap();
            let whole = is_whole(text.as_bytes(), Span { start, end: start + 8 });
            assert_eq!(whole, is_expected, "{text}");
        }
    }
}
