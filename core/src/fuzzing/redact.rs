use crate::redact::{
    Engine, EngineFlow,
    reference::{self, Known, Span},
    spelling::{WAYS, written},
};

const MOST_HELD: usize = 64 * 1024;

/// So that the reference, which is slow, is done soon.
const LONGEST_TEXT: usize = 1500;

/// What patterns look for, and what escapes and words are made of.
const FRAGMENTS: [&str; 24] = [
    "password=",
    "\"apiKey\": \"",
    "\\\"fullKey\\\":\\\"",
    "authorization: Basic ",
    "x-api-key: ",
    "sk_live_EXAMPLE",
    "eyJhbGciOiJub25l.eyJFWEFNUExF.",
    "AQEEXAMPLE+/EXAMPLE+/EXAMPLE==-EXAMPLE+/EXAMPLE+/EXAMPLE==",
    "https://user:EXAMPLE@host/",
    "Some(\"",
    "[REDACTED]",
    "\\",
    "\\\\",
    "\\n",
    "\\u00",
    "\\ud83d\\ude00",
    "\\u005c",
    "%",
    "%25",
    "%5C",
    "\"",
    " ",
    "\n",
    "é",
];

/// Reads secrets, a text full of them and some cuts from the input, and tries the promises of the redactor on them.
///
/// # Panics
///
/// When one is broken.
pub fn redact(input: &[u8]) {
    let mut plan = Plan(input);
    let known = plan.secrets();
    let order = plan.number(256);
    let cuts: Vec<usize> = (0..=plan.number(6)).map(|_| 1 + plan.number(64)).collect();
    let text = plan.text(&known);

    let engine = engine(&known, false);
    let places = reference::spans(&known, &text);
    let expected = reference::cover(&text, &places.concat());
    same(&engine.redact(&text), &expected, "in one piece");
    same(&in_pieces(&engine, &text, &cuts), &expected, "in pieces");

    with_patterns(&known, &text, &cuts);
    one_by_one(&engine, &known, &places, order, &text);
}

fn engine(known: &[Known], patterns: bool) -> Engine {
    let engine = Engine::new(patterns);
    for known in known {
        register(&engine, known);
    }
    engine
}

fn register(engine: &Engine, known: &Known) {
    assert_eq!(engine.pin(&known.text, known.guessable), Ok(()));
}

/// The output for the text in pieces of these lengths, again and again.
fn in_pieces(engine: &Engine, text: &[u8], cuts: &[usize]) -> Vec<u8> {
    let mut flow = EngineFlow::new();
    let mut output = Vec::new();
    let mut rest = text;
    for cut in cuts.iter().cycle() {
        let (piece, after) = rest.split_at(rest.len().min(*cut));
        output.extend(push(&mut flow, engine, piece));
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    output.extend(flow.finish(engine));
    assert_eq!(flow.held(), 0, "what is finished holds nothing");
    output
}

fn push(flow: &mut EngineFlow, engine: &Engine, piece: &[u8]) -> Vec<u8> {
    let before = flow.held();
    let output = flow.push(engine, piece);
    assert!(flow.held() <= MOST_HELD, "{} bytes are held", flow.held());
    assert!(flow.held() <= before + piece.len(), "more is held than was given");
    output
}

/// With patterns the cuts make no difference either, and what is redacted has nothing left to redact.
fn with_patterns(known: &[Known], text: &[u8], cuts: &[usize]) {
    let all = engine(known, true);
    same(&in_pieces(&all, text, cuts), &all.redact(text), "with patterns, in pieces");
    let alone = Engine::new(true);
    let once = alone.redact(text);
    same(&in_pieces(&alone, text, cuts), &once, "patterns alone, in pieces");
}

/// What is removed no longer counts, whatever its place is used for next.
fn one_by_one(engine: &Engine, known: &[Known], places: &[Vec<Span>], order: usize, text: &[u8]) {
    let check = |left: &[usize], what| {
        let spans: Vec<Span> = left.iter().flat_map(|at| &places[*at]).copied().collect();
        same(&engine.redact(text), &reference::cover(text, &spans), what);
    };
    let mut left = distinct(known);
    let all = left.clone();
    assert_eq!(engine.len(), all.len(), "twice is once");
    while !left.is_empty() {
        let next = &known[left.remove(order % left.len())];
        engine.remove(&next.text, next.guessable);
        check(&left, "after a removal");
    }
    assert_eq!(engine.len(), 0, "all are gone");
    for at in all.into_iter().rev().step_by(1 + order % 2) {
        register(engine, &known[at]);
        left.push(at);
    }
    check(&left, "registered again");
}

/// The first of each that are the same.
fn distinct(known: &[Known]) -> Vec<usize> {
    let of = |known: &Known| (known.text.clone(), known.guessable);
    (0..known.len()).filter(|at| known[..*at].iter().all(|before| of(before) != of(&known[*at]))).collect()
}

fn same(output: &[u8], expected: &[u8], what: &str) {
    assert_eq!(output.escape_ascii().to_string(), expected.escape_ascii().to_string(), "{what}");
}

/// What the input says, byte by byte; at its end it says nothing but zeros.
struct Plan<'a>(&'a [u8]);

impl<'a> Plan<'a> {
    fn number(&mut self, below: usize) -> usize {
        match self.0 {
            [byte, rest @ ..] => {
                self.0 = rest;
                usize::from(*byte) % below
            }
            [] => 0,
        }
    }

    fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (bytes, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        bytes
    }

    fn secrets(&mut self) -> Vec<Known> {
        let mut known = Vec::new();
        for _ in 0..=self.number(6) {
            let text = self.secret(&known);
            // Of a length that can be registered.
            let text = if text.len() < 8 { text + "EXAMPLE0" } else { text };
            known.push(Known { text, guessable: self.number(3) == 0 });
        }
        known
    }

    fn secret(&mut self, known: &[Known]) -> String {
        let style = self.number(12);
        let other = if known.is_empty() { "" } else { &*known[self.number(known.len())].text };
        let half = other.chars().count() / 2;
        match style {
            0 => other.chars().take(half).collect(),
            1 => other.chars().skip(half).collect(),
            2 => format!("{other}{}", self.letters(b"abcXYZ019_", 8)),
            3 => format!("{}{other}", self.letters(b"abcXYZ019_", 8)),
            4 => String::from_utf8_lossy(&written(other, &[self.way()])).chars().take(60).collect(),
            5 => self.letters(b"ab", 40),
            6 => self.letters(b"a", 40),
            7 => self.letters(b"a%25\\u0041n", 40),
            8 => self.letters(b"a\"\\%/+<\n=", 24),
            9 => format!("pässwörd€{}", self.letters(b"ab\"%", 12)),
            10 => format!("sk_test_{}", self.letters(b"0123456789", 24)),
            _ => self.letters(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 80),
        }
    }

    /// From 8 to 8 + `more` letters of an alphabet.
    fn letters(&mut self, alphabet: &[u8], more: usize) -> String {
        let count = 8 + self.number(more);
        (0..count).map(|_| char::from(alphabet[self.number(alphabet.len())])).collect()
    }

    #[expect(clippy::cast_possible_truncation, reason = "there are few")]
    fn way(&mut self) -> u8 {
        self.number(WAYS.into()) as u8
    }

    fn text(&mut self, known: &[Known]) -> Vec<u8> {
        let mut text = Vec::new();
        while !self.0.is_empty() && text.len() < LONGEST_TEXT {
            match self.number(6) {
                0 => {
                    let count = self.number(16);
                    text.extend(self.bytes(count));
                }
                1 => text.extend(FRAGMENTS[self.number(FRAGMENTS.len())].as_bytes()),
                2 => {
                    let (count, fragment) = (self.number(40), FRAGMENTS[self.number(FRAGMENTS.len())]);
                    text.extend(fragment.repeat(count).as_bytes());
                }
                _ => text.extend(self.planted(known)),
            }
        }
        text.truncate(LONGEST_TEXT);
        text
    }

    /// A secret, or a part of it, spelled in up to three ways, one inside the other.
    fn planted(&mut self, known: &[Known]) -> Vec<u8> {
        let secret = &known[self.number(known.len())].text;
        let ways: Vec<u8> = (0..self.number(4)).map(|_| self.way()).collect();
        let mut spelled = written(secret, &ways);
        if self.number(4) == 0 {
            let end = spelled.len() - self.number(1 + spelled.len().min(200));
            spelled.truncate(end);
        }
        spelled
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

        #[test]
        fn any_plan_can_be_tried(input in proptest::collection::vec(any::<u8>(), 0..400)) {
            super::redact(&input);
        }
    }
}
