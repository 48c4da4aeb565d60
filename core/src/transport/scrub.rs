use crate::{
    key::format,
    secret::{REDACTED, Secret},
};

/// The longest piece of a platform's text that an error quotes, in characters.
const TEXT_LIMIT: usize = 300;
const NAME_LIMIT: usize = 128;

/// Makes text from outside fit to be shown: one line, not too long, without the secrets the call knows and without
/// anything that has the look of a key.
#[derive(Default)]
pub(crate) struct Scrub {
    secrets: Vec<Secret>,
}

impl Scrub {
    pub(crate) fn new(secrets: impl IntoIterator<Item = Secret>) -> Self {
        let mut secrets: Vec<Secret> = secrets.into_iter().filter(|secret| !secret.is_empty()).collect();
        // A secret that holds another one goes first, or its rest would stay.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
        Self { secrets }
    }

    /// A sentence from outside.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in &self.secrets {
            // EXPOSE: to find it in the text and take it out.
            clean = clean.replace(secret.expose(), REDACTED);
        }
        let words: Vec<String> = clean
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|word| !word.is_empty())
            .map(format::hide_keys)
            .collect();
        let line = words.join(" ");
        match line.char_indices().nth(TEXT_LIMIT) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }

    /// A code or an id from outside: plain characters only, and nothing of it may be secret.
    pub(crate) fn name(&self, name: &str) -> Option<String> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/".contains(&byte);
        let plain = !name.is_empty() && name.len() <= NAME_LIMIT && name.bytes().all(is_plain);
        (plain && self.text(name) == name).then(|| name.to_owned())
    }
}
