use serde::Serialize;

use crate::{environment::Environment, platform::Platform, secret::Secret};

/// A documented start of a key and who issues it. `sk_live_` and `sk_test_` belong to two of the five.
struct KeyFormat {
    prefix: &'static str,
    environment: Environment,
    platforms: &'static [Platform],
}

const FORMATS: [KeyFormat; 4] = [
    KeyFormat { prefix: "caibo_live_sk_", environment: Environment::Live, platforms: &[Platform::Caibo] },
    KeyFormat { prefix: "caibo_test_sk_", environment: Environment::Test, platforms: &[Platform::Caibo] },
    KeyFormat {
        prefix: "sk_live_",
        environment: Environment::Live,
        platforms: &[Platform::Bousol, Platform::CertoPay],
    },
    KeyFormat {
        prefix: "sk_test_",
        environment: Environment::Test,
        platforms: &[Platform::Bousol, Platform::CertoPay],
    },
];

/// Adyen keys have been seen to start so; Adyen documents no format, and this one tells no environment.
const ADYEN_START: &str = "AQE";

fn format_of(text: &str) -> Option<&'static KeyFormat> {
    FORMATS.iter().find(|format| text.starts_with(format.prefix))
}

/// What the look of a text tells about the key it may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Recognition {
    /// The platforms that issue keys of this format; empty where the format tells nothing.
    pub platforms: Vec<Platform>,
    /// The environment, where the format tells it.
    pub environment: Option<Environment>,
    /// The text with all but its public prefix and at most four last characters hidden.
    pub masked: String,
}

/// Tells which platforms' keys look like this, without any network.
///
/// The format proves nothing: `sk_live_` is used by Bousol, by `CertoPay` and by platforms beyond these five.
/// Adyen and Compago document no format; a start that Adyen's keys have been seen to have counts for Adyen.
///
/// ```
/// use keyhelm::{Environment, Platform, recognise};
///
/// let seen = recognise("caibo_test_sk_EXAMPLE000000001");
/// assert_eq!(seen.platforms, [Platform::Caibo]);
/// assert_eq!(seen.environment, Some(Environment::Test));
/// assert_eq!(seen.masked, "caibo_test_sk_****0001");
///
/// assert_eq!(recognise("sk_live_EXAMPLE000000001").platforms, [Platform::Bousol, Platform::CertoPay]);
/// assert!(recognise("hello").platforms.is_empty());
/// ```
///
/// A [`Secret`] can be given, too; nothing of it is exposed.
pub fn recognise(text: impl Into<Secret>) -> Recognition {
    let given = text.into();
    let text = given.reveal().trim();
    let format = format_of(text);
    let platforms = match format {
        Some(format) => format.platforms.to_vec(),
        None if text.starts_with(ADYEN_START) => vec![Platform::Adyen],
        None => Vec::new(),
    };
    Recognition { platforms, environment: format.map(|format| format.environment), masked: mask(text) }
}

/// The environment a key's own format tells at this platform.
pub(crate) fn environment_of(platform: Platform, key: &str) -> Option<Environment> {
    format_of(key).filter(|format| format.platforms.contains(&platform)).map(|format| format.environment)
}

/// The public prefix, four asterisks, and at most four last characters: never more than a quarter of what follows
/// the prefix.
pub(crate) fn mask(text: &str) -> String {
    let prefix = format_of(text).map_or("", |format| format.prefix);
    let tail = text.get(prefix.len()..).unwrap_or_default();
    let length = tail.chars().count();
    let shown = (length / 4).min(4);
    let end: String = tail.chars().skip(length - shown).collect();
    format!("{prefix}****{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_shows_at_most_a_quarter_of_the_tail() {
        for (text, masked) in [
            ("", "****"),
            ("abc", "****"),
            ("abcd", "****d"),
            ("sk_live_", "sk_live_****"),
            ("sk_live_1234567", "sk_live_****7"),
            ("sk_live_0123456789abcdef", "sk_live_****cdef"),
            ("sk_live_0123456789abcdef0123456789", "sk_live_****6789"),
            ("AQE0123456789abcdef", "****cdef"),
            ("日本語日本語日本語日本語", "****日本語"),
        ] {
            assert_eq!(mask(text), masked, "{text}");
        }
    }

    #[test]
    fn only_the_platforms_own_prefix_tells_an_environment() {
        assert_eq!(environment_of(Platform::Bousol, "sk_live_x"), Some(Environment::Live));
        assert_eq!(environment_of(Platform::CertoPay, "sk_test_x"), Some(Environment::Test));
        assert_eq!(environment_of(Platform::Caibo, "caibo_live_sk_x"), Some(Environment::Live));
        assert_eq!(environment_of(Platform::Caibo, "sk_live_x"), None);
        assert_eq!(environment_of(Platform::Compago, "sk_live_x"), None);
        assert_eq!(environment_of(Platform::Adyen, "sk_test_x"), None);
    }
}
