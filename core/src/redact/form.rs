use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use zeroize::Zeroizing;

/// A way in which a secret may stand in a text.
pub(super) struct Form {
    pub(super) text: Zeroizing<Vec<u8>>,
    /// The character before or after it holds bits of the secret too.
    pub(super) edges: Edges,
    /// It counts only where nothing that belongs to a word touches it.
    pub(super) whole_token: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Edges {
    pub(super) before: bool,
    pub(super) after: bool,
}

/// All forms of a secret, each once. Escaped spellings are not among them: those are undone in the text instead.
pub(super) fn forms(secret: &[u8], guessable: bool) -> Vec<Form> {
    let plain =
        Form { text: Zeroizing::new(secret.to_vec()), edges: Edges::default(), whole_token: guessable };
    let mut forms = vec![plain];
    let mut add = |text: Zeroizing<Vec<u8>>, edges: Edges| {
        match forms.iter_mut().find(|form| *form.text == *text && !form.whole_token) {
            // Where a secret repeats itself, two alignments can read the same.
            Some(same) => {
                same.edges.before |= edges.before;
                same.edges.after |= edges.after;
            }
            None => forms.push(Form { text, edges, whole_token: false }),
        }
    };
    for offset in 0..3 {
        let mut shifted = Zeroizing::new(vec![0; offset]);
        shifted.reserve_exact(secret.len());
        shifted.extend_from_slice(secret);
        for alphabet in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let blob = Zeroizing::new(alphabet.encode(&*shifted));
            let (first, end) = ((offset * 8).div_ceil(6), shifted.len() * 8 / 6);
            let edges = Edges { before: offset > 0, after: !(shifted.len() * 8).is_multiple_of(6) };
            add(Zeroizing::new(blob.as_bytes().get(first..end).unwrap_or_default().to_vec()), edges);
        }
    }
    for digits in [b"0123456789abcdef", b"0123456789ABCDEF"] {
        let mut text = Zeroizing::new(Vec::with_capacity(secret.len() * 2));
        for byte in secret {
            text.extend([byte >> 4, byte & 15].map(|digit| digits[usize::from(digit)]));
        }
        add(text, Edges::default());
    }
    forms
}

pub(super) fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}
