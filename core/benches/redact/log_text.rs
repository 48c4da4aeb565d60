//! Logs as services write them: lines of 150 to 400 bytes, about half of them JSON.

use std::fmt::Write as _;

use keyhelm::Secret;

use super::{
    forms,
    measure::{BASE64, BASE64_URL, DIGITS, Dice, HEX, WORD},
};

/// A log and the number of its lines that hold a secret.
pub(crate) struct Log {
    pub(crate) text: String,
    pub(crate) planted: usize,
}

/// A log of so many bytes where a secret is in one line of so many, or in none.
pub(crate) fn make(bytes: usize, secrets: &[Secret], one_in: Option<usize>) -> Log {
    let mut dice = Dice::new(11);
    let mut log = Log { text: String::with_capacity(bytes + 1024), planted: 0 };
    while log.text.len() < bytes {
        let hidden = one_in.filter(|&lines| dice.below(lines) == 0).map(|_| {
            let secret = &secrets[dice.below(secrets.len())];
            forms::any(secret.expose(), &mut dice)
        });
        log.planted += usize::from(hidden.is_some());
        line(&mut log.text, &mut dice, hidden.as_deref());
    }
    log
}

/// So many lines of so many bytes without a secret.
pub(crate) fn lines(count: usize, length: usize) -> Vec<String> {
    let mut dice = Dice::new(13);
    let mut made = Vec::new();
    while made.len() < count {
        let mut text = String::new();
        line(&mut text, &mut dice, None);
        if text.len() >= length {
            text.truncate(length);
            made.push(text);
        }
    }
    made
}

fn line(log: &mut String, dice: &mut Dice, hidden: Option<&str>) {
    let start = log.len();
    let is_json = dice.below(2) == 0;
    let _ = if is_json { json(log, dice, hidden) } else { plain(log, dice, hidden) };
    let wanted = dice.between(150, 400);
    while log.len() - start < wanted - 30 {
        let _ = if is_json { more_json(log, dice) } else { more_plain(log, dice) };
    }
    log.push_str(if is_json { "}\n" } else { "\n" });
}

fn json(log: &mut String, dice: &mut Dice, hidden: Option<&str>) -> std::fmt::Result {
    write!(log, r#"{{"timestamp":"{}","level":"{}","#, time(dice), level(dice))?;
    write!(log, r#""target":"payments::{}","msg":"{}""#, dice.pick(PLACES), dice.pick(MESSAGES))?;
    hidden.map_or(Ok(()), |hidden| write!(log, r#","detail":"{hidden}""#))
}

fn plain(log: &mut String, dice: &mut Dice, hidden: Option<&str>) -> std::fmt::Result {
    write!(
        log,
        "{} {:>5} payments::{}: {}",
        time(dice),
        level(dice),
        dice.pick(PLACES),
        dice.pick(MESSAGES)
    )?;
    hidden.map_or(Ok(()), |hidden| write!(log, " detail {hidden} end"))
}

fn more_json(log: &mut String, dice: &mut Dice) -> std::fmt::Result {
    match dice.below(9) {
        0 => write!(log, r#","request_id":"{}""#, uuid(dice)),
        1 => write!(log, r#","digest":"sha256:{}""#, dice.text(HEX, 64)),
        2 => write!(log, r#","cursor":"{}==""#, dice.text(BASE64, 22)),
        3 => write!(log, r#","url":"{}""#, url(dice).replace('/', "\\/")),
        4 => write!(log, r#","user_agent":"{}""#, dice.pick(AGENTS)),
        5 => write!(log, r#","duration_ms":{}.{}"#, dice.below(4000), dice.text(DIGITS, 3)),
        6 => write!(
            log,
            r#","error":"line {}: \"{}\"\n\tat {}""#,
            dice.below(99),
            dice.pick(MESSAGES),
            dice.pick(PLACES)
        ),
        7 => write!(
            log,
            r#","amount":{{"value":{},"currency":"EUR"}},"token_count":{}"#,
            dice.below(99_999),
            dice.below(9)
        ),
        _ => write!(
            log,
            r#","psp_reference":"{}","status":{}"#,
            dice.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 16),
            dice.pick(STATUSES)
        ),
    }
}

fn more_plain(log: &mut String, dice: &mut Dice) -> std::fmt::Result {
    match dice.below(8) {
        0 => write!(log, " request_id={}", uuid(dice)),
        1 => write!(log, " commit {}", dice.text(HEX, 40)),
        2 => write!(log, " id={}", dice.text(BASE64_URL, 22)),
        3 => write!(log, " {} {}", dice.pick(&["GET", "POST", "PATCH", "DELETE"]), url(dice)),
        4 => write!(log, " agent=\"{}\"", dice.pick(AGENTS)),
        5 => write!(log, " took {}.{} ms", dice.below(4000), dice.text(DIGITS, 3)),
        6 => write!(
            log,
            " from 10.{}.{}.{}:{}",
            dice.below(256),
            dice.below(256),
            dice.below(256),
            dice.between(1024, 65_535)
        ),
        _ => write!(
            log,
            " status={} api_key_id={} password_changed=false",
            dice.pick(STATUSES),
            dice.text(WORD, 10)
        ),
    }
}

fn time(dice: &mut Dice) -> String {
    let (day, hour, minute) = (dice.between(1, 28), dice.below(24), dice.below(60));
    format!("2026-03-{day:02}T{hour:02}:{minute:02}:{:02}.{}Z", dice.below(60), dice.text(DIGITS, 6))
}

fn level(dice: &mut Dice) -> &'static str {
    dice.pick(&["TRACE", "DEBUG", "INFO", "INFO", "INFO", "WARN", "ERROR"])
}

fn uuid(dice: &mut Dice) -> String {
    let group = |dice: &mut Dice, length| dice.text(HEX, length);
    format!(
        "{}-{}-4{}-a{}-{}",
        group(dice, 8),
        group(dice, 4),
        group(dice, 3),
        group(dice, 3),
        group(dice, 12)
    )
}

fn url(dice: &mut Dice) -> String {
    let place = dice.pick(&["keys", "payments", "origins", "webhooks"]);
    let id = dice.text(WORD, 12);
    let query = dice.pick(&[
        "?limit=50&page=3",
        "?q=M%C3%BCller%20%26%20S%C3%B6hne",
        "",
        "?from=2026-03-01T00%3A00%3A00Z",
    ]);
    format!("https://api.platform.example/v3/{place}/{id}{query}")
}

const PLACES: &[&str] = &["client", "transport::pool", "rate_limit", "webhook::delivery", "ledger", "retry"];
const STATUSES: &[&str] = &["200", "200", "200", "201", "404", "422", "429", "503"];
const MESSAGES: &[&str] = &[
    "request completed",
    "connection reused from the pool",
    "the platform asked us to slow down, waiting",
    "payment authorised and captured in one step",
    "key rotated, the old one ends in 24 hours",
    "no password is set for this user",
    "retrying after a timeout",
];
const AGENTS: &[&str] = &[
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)",
    "curl/8.5.0",
    "keyhelm/0.1.0",
];
