use super::super::{FAMILIES, find};

fn open(text: &str) -> Option<usize> {
    find(text.as_bytes(), 0..text.len(), &mut [0; FAMILIES], false, &mut Vec::new())
}

/// The part from `|` on is held back.
#[test]
fn only_what_may_become_a_match_is_held_back() {
    for marked in [
        "hello",
        "the surpass",
        "xpass",
        "mytoken",
        "next_tok",
        "say |pass",
        "say \"|pass",
        "my|Pass",
        "my_|pass",
        "|t",
        "(|tok",
        "|token",
        "|api_key",
        "api_key_id",
        "api_key_id=x",
        "api_key}",
        "|api_key ",
        "|api_key        ",
        "api_key         ",
        "|api_key        =",
        "api_key =         ",
        "{\"|password\":\"abc",
        "\"|password\":\"abc",
        "\"password\":\"abc\"",
        "\"|password\\",
        "|password=",
        "|password=\\",
        "password={",
        "|password=[REDA",
        "password=[RED}",
        "password=[REDACTED]",
        "|password=Some",
        "|password: t",
        "x-|api-key: abc",
        "x-api-key: abc\r",
        "|authorization: Bearer ",
        "|authorization: Bearer abc",
        "authorization: Bearer abc ",
        "|authorization: Digest abc ",
        "https|://user",
        "https|:",
        "https|:/",
        "https|://",
        "https://host/",
        "https|://user:abc@",
        "https://user:abc@/",
        " :",
        "|eyJ",
        "ae",
        "a.|e",
        "-ey",
        "|eyJhbGciOi",
        "eyJhbGci.",
        "|eyJhbGciOi.eyJzdWIiOi",
        "eyJhbGciOi.eyJzdWIiOi.sig ",
        "|sk_liv",
        "|sk_live_abc",
        "sk_live_abc ",
        "|sk_live_abcdefghijklmnop.",
        "task_live_abc",
        "|AQ",
        "|AQEabc",
        "AQEabc-",
        "AQEabc ",
        "|caibo_live_sk",
    ] {
        let text = marked.replace('|', "");
        assert_eq!(open(&text), marked.find('|'), "{marked}");
    }
}

#[test]
fn what_is_as_long_as_it_can_be_is_decided() {
    for (start, filler, most) in [
        ("sk_live_", "a", 512),
        ("password=", "a", 8193),
        ("password=\"", "a", 8193),
        ("https://a:", "a", 1023),
        ("eyJhbGciOi.", "a", 16384 - 11),
    ] {
        let text = |length: usize| format!("{start}{}", filler.repeat(length));
        assert!(open(&text(most - 1)).is_some(), "{start}");
        assert_eq!(open(&text(most)), None, "{start}");
    }
}
