use zeroize::Zeroizing;

use crate::{
    redact::{self, REDACTED},
    secret::Secret,
};

/// The longest piece of a platform's text that an error quotes, in characters.
const TEXT_LIMIT: usize = 300;
const NAME_LIMIT: usize = 128;

/// Makes text from outside fit to be shown: one line, not too long, without the secrets the call knows, those that the
/// shared redactor knows, and anything that looks like one.
#[derive(Default)]
pub(crate) struct Scrub {
    secrets: Vec<Secret>,
}

impl Scrub {
    pub(crate) fn new(secrets: impl IntoIterator<Item = Secret>) -> Self {
        let mut secrets: Vec<Secret> =
            secrets.into_iter().filter(|secret| !secret.reveal().trim().is_empty()).collect();
        // A secret that holds another one goes first, or its rest would stay.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.reveal().len()));
        Self { secrets }
    }

    /// A sentence from outside.
    pub(crate) fn text(&self, text: &str) -> String {
        // First as it came, for secrets with white space of their own; then folded, as a platform may fold it, too.
        let line = self.without_secrets(&fold(&self.without_secrets(text)));
        match line.char_indices().nth(TEXT_LIMIT) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }

    fn without_secrets(&self, text: &str) -> String {
        // The call's own once more, as the redactor does not know short ones, and a password only as a whole word.
        self.secrets.iter().fold(redact::shared().redact_text(text).into_owned(), |clean, secret| {
            // EXPOSE: to find it in the text and take it out.
            let secret = secret.reveal();
            clean.replace(secret, REDACTED).replace(&*Zeroizing::new(fold(secret)), REDACTED)
        })
    }

    /// A code or an id from outside: plain characters only, and nothing of it may be secret.
    pub(crate) fn name(&self, name: &str) -> Option<String> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/".contains(&byte);
        let plain = !name.is_empty() && name.len() <= NAME_LIMIT && name.bytes().all(is_plain);
        (plain && self.text(name) == name).then(|| name.to_owned())
    }
}

/// One line with single spaces.
fn fold(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_taken_out_however_its_spaces_are_written() {
        let scrub = Scrub::new([Secret::password("correct horse  battery"), Secret::new("AQE-EXAMPLE")]);
        for echo in
            ["correct horse  battery", "correct horse battery", "correct\n horse\tbattery", "xAQE-EXAMPLEx"]
        {
            let text = scrub.text(&format!("wrong: {echo}!"));
            assert!(text.starts_with("wrong: ") && text.contains(REDACTED), "{text}");
            assert!(!text.contains("horse") && !text.contains("EXAMPLE"), "{text}");
        }
    }

    #[test]
    fn a_secret_of_white_space_hides_nothing_else() {
        assert_eq!(Scrub::new([Secret::password("  ")]).text("a  b"), "a b");
    }
}
