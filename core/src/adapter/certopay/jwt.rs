use std::time::{Duration, SystemTime};

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::adapter::{
    Life,
    json::{self, Maybe},
};

/// Base64url as RFC 7515 has it, without padding; padding is forgiven.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[derive(Default, Deserialize)]
#[serde(default)]
struct Claims {
    exp: Maybe<f64>,
    iat: Maybe<f64>,
}

/// How long a JWT lives by its `exp` claim (RFC 7519, section 4.1.4), read without checking the signature: the token
/// is the platform's own, and only the platform trusts it.
///
/// With an `iat` claim beside it the length is known whatever this machine's clock shows.
pub(super) fn life(token: &str) -> Life {
    let claims = token.split('.').nth(1).and_then(|payload| {
        let payload = Zeroizing::new(BASE64URL.decode(payload).ok()?);
        json::object::<Claims>(&payload)
    });
    let Some(Claims { exp: Maybe(Some(exp)), iat }) = claims else {
        return Life::Untold;
    };
    match iat.0 {
        Some(iat) if iat <= exp => seconds(exp - iat).map_or(Life::Unreadable, Life::For),
        _ => seconds(exp)
            .and_then(|since_epoch| SystemTime::UNIX_EPOCH.checked_add(since_epoch))
            .map_or(Life::Unreadable, Life::Until),
    }
}

fn seconds(value: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(value).ok()
}
