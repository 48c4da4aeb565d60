use proptest::{collection::vec, prelude::*, sample::select};

use super::{
    super::{super::span::Span, name::SPELLINGS},
    hidden, reference, streamed,
};

const PIECES: &[&str] = &[
    "api_key",
    "apikey",
    "API-KEY",
    "ApiKey",
    "x-api-key",
    "X-Api-Key",
    "fullKey",
    "full_key",
    "password",
    "Password",
    "passwd",
    "PASSPHRASE",
    "access_token",
    "accessToken",
    "refresh-token",
    "auth_token",
    "x-checkout-token",
    "checkoutToken",
    "bearer_token",
    "secret_key",
    "secretKey",
    "client_secret",
    "clientSecret",
    "secret",
    "Secret",
    "SECRET",
    "authorization",
    "Authorization",
    "proxy-authorization",
    "token",
    "Token",
    "next_token",
    "keyPrefix",
    "key",
    "pass",
    "word",
    "tok",
    "en",
    "api",
    "auth",
    "x-",
    "\"",
    "\"",
    "\"",
    "'",
    "\\",
    "\\\"",
    "\\\\\\\"",
    "\\\\\\\\\\\\\\\"",
    "\\\\",
    "`",
    ":",
    ":",
    ":",
    "=",
    "=",
    "=>",
    "\x1b[2m",
    "\x1b[38;5;12m",
    "\x1b[",
    "m",
    " ",
    " ",
    "  ",
    "         ",
    "\t",
    "\r\n",
    "\n",
    ",",
    "&",
    ";",
    "?",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    "Some(",
    "b",
    "SecretString(",
    "abcdefghijklmnopqrstuvwxyz(",
    "null",
    "None",
    "true",
    "***",
    "•",
    "...",
    "[REDACTED]",
    "[REDA",
    "Basic ",
    "bearer ",
    "Token  ",
    "ApiKey\t",
    "Digest ",
    "Bearer",
    "must",
    "a",
    "b1",
    "EXAMPLE",
    "hunter22",
    "12345678",
    "é",
    "日本",
    "\u{7f}",
    "\0",
    "sk_live_",
    "sk_test_",
    "caibo_live_sk_",
    "caibo_test_sk_",
    "EXAMPLE00000",
    "00000000000",
    "~",
    "+",
    "/",
    ".",
    "-",
    "_",
    "AQE",
    "AQEexampleexampleexa",
    "exampleexampleexample",
    "eyJ",
    "eyJhbGciOiJ",
    "eyJzdWIiOiJ",
    ".ey",
    "EXAMPLE_sig",
    "://",
    "https://",
    "HTTP://",
    "postgres://",
    "git+ssh://",
    "user",
    "@",
    "@",
    "user:",
    "a-long-user-name",
    ":/",
    "/",
    "#",
];

fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        30 => select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        2 => vec(any::<u8>(), 1..4),
        1 => (select(&b"aJQ@.\\\"=:"[..]), 1_usize..40).prop_map(|(byte, times)| vec![byte; times]),
    ]
}

/// What likely is a match, with something to spoil it.
fn likely() -> impl Strategy<Value = Vec<u8>> {
    let name = select(&PIECES[..30]);
    let quote = select(&["", "\"", "'", "\\\"", "\\\\\\\"", "\\\\\\\\\\\\\\\""][..]);
    let separator = select(&[":", "=", ": ", "=>", " = ", " => ", "==", ":\t", "        :        "][..]);
    let value = select(
        &[
            "EXAMPLE",
            "example",
            "null",
            "****",
            "Bearer EXAMPLE",
            "Basic example",
            "Digest a=\"b\", c",
            "hunt\\\\\\\"er",
            "[REDACTED]",
            "[REDACTED]x",
            "a,b&c",
            "<a>",
            "EXAMPLE12",
            "",
            "Some(\"x\")",
            "null})",
            "None",
            "true]",
            "]",
            "b'x'",
            "x\\\"y",
            "日本",
        ][..],
    );
    (name, quote, separator, quote_again(), value).prop_map(
        |(name, quote, separator, (open, close), value)| {
            format!("{name}{quote}{separator}{open}{value}{close}").into_bytes()
        },
    )
}

fn quote_again() -> impl Strategy<Value = (&'static str, &'static str)> {
    let quotes = ["", "\"", "'", "\\\"", "\\\\\\\"", "Some(\"", "b'", "`"];
    (select(quotes.to_vec()), select(quotes.to_vec()), any::<bool>())
        .prop_map(|(open, close, same)| if same { (open, open) } else { (open, close) })
}

/// So long that it reaches a limit.
fn long() -> impl Strategy<Value = Vec<u8>> {
    let limit = select(&[24_usize, 64, 256, 512, 1024, 8192, 16384][..]);
    let filler = select(&["a", "B", "é", "日", "\\", ".a", "*", "=", "sk_live_", "\\\""][..]);
    (limit, -20_isize..20, filler).prop_map(|(limit, more, filler)| {
        filler.repeat(limit.saturating_add_signed(more).div_ceil(filler.len())).into_bytes()
    })
}

fn text() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![12 => piece(), 4 => likely()];
    vec(part, 0..24).prop_map(|parts| parts.concat())
}

fn long_text() -> impl Strategy<Value = Vec<u8>> {
    (text(), long(), text(), long(), text()).prop_map(|(a, b, c, d, e)| [a, b, c, d, e].concat())
}

fn redacted(text: &[u8], spans: &[Span]) -> Vec<u8> {
    let mut redacted = Vec::new();
    let mut from = 0;
    for span in spans {
        redacted.extend_from_slice(&text[from..span.start]);
        redacted.extend_from_slice(b"[REDACTED]");
        from = span.end;
    }
    redacted.extend_from_slice(&text[from..]);
    redacted
}

fn shown(text: &[u8], spans: &[Span]) -> Vec<String> {
    spans.iter().map(|span| String::from_utf8_lossy(&text[span.start..span.end]).into_owned()).collect()
}

/// Wherever it stands on the grid and in a block of rare bytes.
#[test]
fn each_kind_of_match_is_found_at_every_offset() {
    let samples = [
        "sk_live_EXAMPLE000000001",
        "sk_test_EXAMPLE000000001",
        "caibo_live_sk_EXAMPLE000000001",
        "caibo_test_sk_EXAMPLE000000001",
        "AQEexampleEXAMPLEexample-exampleEXAMPLEexample",
        "eyJFWEFNUExF.eyJFWEFNUExF.EXAMPLE",
        "https://user:EXAMPLE@example.com",
    ];
    let named = SPELLINGS.iter().map(|name| String::from_utf8_lossy(name));
    let named = named.flat_map(|name| {
        [":", "=", " =", "\t=", "\":", "':", "\\\":"].map(|after| format!("{name}{after}EXAMPLE00"))
    });
    for sample in samples.map(str::to_owned).into_iter().chain(named) {
        for offset in 0..70 {
            for edge in ["", "@ ", "\n"] {
                let text = format!("{edge}{}\n{sample}", "-".repeat(offset));
                let found = hidden(text.as_bytes());
                assert_eq!(found, reference::hidden(text.as_bytes()), "{text}");
                assert_eq!(found.len(), 1, "{text}");
                assert_eq!(streamed(text.as_bytes(), &[offset + 3], 16, 16), found, "{text}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_grid_finds_what_a_plain_search_finds(text in text()) {
        let (found, expected) = (hidden(&text), reference::hidden(&text));
        prop_assert_eq!(&found, &expected, "{:?}\n{:?}", shown(&text, &found), shown(&text, &expected));
    }

    #[test]
    fn what_is_redacted_stays_as_it_is(text in text()) {
        let once = redacted(&text, &hidden(&text));
        let twice = redacted(&once, &hidden(&once));
        prop_assert_eq!(String::from_utf8_lossy(&once), String::from_utf8_lossy(&twice));
    }

    #[test]
    fn in_pieces_the_same_is_found(
        text in text(),
        cuts in vec(0_usize..300, 0..12),
        block in 1_usize..64,
        context in 16_usize..24,
    ) {
        let found = streamed(&text, &cuts, block, context);
        let expected = reference::hidden(&text);
        prop_assert_eq!(&found, &expected, "{:?}\n{:?}", shown(&text, &found), shown(&text, &expected));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn limits_are_the_same(text in long_text(), cuts in vec(0_usize..40_000, 0..6), block in 16_usize..4096) {
        let expected = reference::hidden(&text);
        prop_assert_eq!(&hidden(&text), &expected);
        prop_assert_eq!(&streamed(&text, &cuts, block, 16), &expected);
    }
}
