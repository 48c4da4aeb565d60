use serde::Deserialize;

use crate::{
    adapter::{
        Life, Response, Token, Unreadable,
        json::{self, Lenient as _, Maybe},
    },
    key::timestamp,
    secret::Secret,
};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct LoginAnswer {
    access_token: Maybe<Secret>,
    expire_date: Maybe<String>,
}

pub(super) fn token(response: &Response) -> Result<Token, Unreadable> {
    let answer: LoginAnswer = json::object(&response.body).ok_or(Unreadable("no JSON object"))?;
    let secret = answer.access_token.0.ok_or(Unreadable("no `accessToken`"))?;
    let life = match answer.expire_date.0 {
        Some(text) => timestamp::parse(&text).map_or(Life::Unreadable, Life::Until),
        None => Life::Unreadable,
    };
    Ok(Token { secret: Secret::password(secret.reveal()), life })
}

/// The shortest text without quotes that may be a key, and not an `OK`.
const SHORTEST_BARE_KEY: usize = 16;

/// A bare JSON string. The same text without quotes is taken as well, as long as it looks like one word: a secret
/// that arrived must not be lost over its wrapping. An object, a list or nothing at all holds no secret.
pub(super) fn issued_secret(response: &Response) -> Result<Secret, Unreadable> {
    const NO_KEY: Unreadable = Unreadable("no key as a JSON string");
    let body = json::without_mark(&response.body);
    if let Ok(Maybe(quoted)) = serde_json::from_slice::<Maybe<Secret>>(body) {
        return quoted.and_then(Secret::trimmed).ok_or(NO_KEY);
    }
    let text = std::str::from_utf8(body).map_err(|_| NO_KEY)?.trim();
    let is_one_word = text.len() >= SHORTEST_BARE_KEY && text.bytes().all(|byte| byte.is_ascii_graphic());
    let is_markup = text.starts_with(['<', '{', '[', '"']);
    if is_one_word && !is_markup { Secret::of_text(text).ok_or(NO_KEY) } else { Err(NO_KEY) }
}
