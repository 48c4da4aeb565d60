//! Lenient reading: a member that is missing, null or of another type than documented is absent, never an error.
//! Whether an absent member matters is the platform's decision.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Deserializer as Reader;

use crate::secret::Secret;

/// A kind of JSON value that can be taken where it fits.
pub(crate) trait Lenient: Sized {
    fn of_text(_text: &str) -> Option<Self> {
        None
    }
    fn of_bool(_value: bool) -> Option<Self> {
        None
    }
    fn of_u64(_value: u64) -> Option<Self> {
        None
    }
    fn of_f64(_value: f64) -> Option<Self> {
        None
    }
    fn of_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
    fn of_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl Lenient for String {
    fn of_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Lenient for Secret {
    fn of_text(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self::new(text))
    }
}

impl Lenient for bool {
    fn of_bool(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl Lenient for u64 {
    fn of_u64(value: u64) -> Option<Self> {
        Some(value)
    }
}

/// Any number that is not negative and not absurd, for times in seconds.
impl Lenient for f64 {
    fn of_u64(value: u64) -> Option<Self> {
        #[expect(clippy::cast_precision_loss, reason = "seconds beyond 2^53 are absurd anyway")]
        let value = value as f64;
        Some(value)
    }
    fn of_f64(value: f64) -> Option<Self> {
        (value.is_finite() && value >= 0.0).then_some(value)
    }
}

/// The elements that fit; the others are left out.
impl<T: Lenient> Lenient for Vec<T> {
    fn of_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        let mut items = Self::new();
        while let Some(Maybe(item)) = list.next_element::<Maybe<T>>()? {
            items.extend(item);
        }
        Ok(Some(items))
    }
}

/// A member that may be of any type.
#[derive(Clone)]
pub(crate) struct Maybe<T>(pub(crate) Option<T>);

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: Lenient> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor(PhantomData)).map(Self)
    }
}

struct AnyVisitor<T>(PhantomData<T>);

impl<'de, T: Lenient> Visitor<'de> for AnyVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Option<T>, E> {
        Ok(T::of_text(text))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Option<T>, E> {
        Ok(T::of_bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Option<T>, E> {
        Ok(T::of_u64(value))
    }

    fn visit_i64<E>(self, _value: i64) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Option<T>, E> {
        Ok(T::of_f64(value))
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Option<T>, A::Error> {
        T::of_list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
        T::of_map(map)
    }
}

/// Makes a struct whose members are lenient a lenient member itself.
macro_rules! lenient_object {
    ($type:ty) => {
        impl $crate::adapter::json::Lenient for $type {
            fn of_map<'de, A: serde::de::MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
                let members = serde::de::value::MapAccessDeserializer::new(map);
                serde::Deserialize::deserialize(members).map(Some)
            }
        }
    };
}
pub(crate) use lenient_object;

/// The body without the mark that some servers put before UTF-8. RFC 8259, section 8.1, lets a reader ignore it.
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Whether the body is a web page, which no platform's API answers with.
pub(crate) fn is_markup(body: &[u8]) -> bool {
    without_mark(body).trim_ascii_start().starts_with(b"<")
}

/// The texts under these names at the top of a JSON object. Whatever is repeated, broken or of another type beside
/// or behind them, a text that was read is given back: it may be a secret that is shown this once. Of a name that
/// comes twice the last text counts.
pub(crate) fn texts<const N: usize>(body: &[u8], names: [&str; N]) -> [Option<Secret>; N] {
    let mut found = [const { None }; N];
    let mut reader = Reader::from_slice(without_mark(body));
    // An error further on takes nothing back.
    reader.deserialize_map(TextVisitor { names: &names, found: &mut found }).unwrap_or_default();
    found
}

struct TextVisitor<'a> {
    names: &'a [&'a str],
    found: &'a mut [Option<Secret>],
}

impl<'de> Visitor<'de> for TextVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match self.names.iter().position(|wanted| *wanted == name) {
                Some(place) => {
                    let Maybe(text) = map.next_value()?;
                    self.found[place] = text.or_else(|| self.found[place].take());
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

/// Reads a JSON object; anything else, or no JSON at all, is `None`.
pub(crate) fn object<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Option<T> {
    let body = without_mark(body);
    // serde reads a JSON array into a struct as well, member by member, which no platform means.
    let is_object = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    is_object.then(|| serde_json::from_slice(body).ok()).flatten()
}
