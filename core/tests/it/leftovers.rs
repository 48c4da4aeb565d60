//! What the redactor has forgotten is nowhere in the memory of the process: not as it was, not in another form.

use std::{
    fs::{self, File},
    ops::Range,
    os::unix::fs::FileExt as _,
};

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use keyhelm::{Redactor, Secret};
use zeroize::{Zeroize as _, Zeroizing};

const PIECE: usize = 1024 * 1024;

/// What a byte is hidden with, so that what is looked for is not found where it is kept.
const VEIL: u8 = 0xA5;

/// Sixteen bytes from the middle of a text, since the allocator writes over the ends of what is freed. Kept veiled.
struct Trace {
    name: &'static str,
    veiled: [u8; 16],
}

impl Trace {
    fn of(name: &'static str, text: &[u8]) -> Self {
        let from = text.len() / 2 - 8;
        Self { name, veiled: std::array::from_fn(|at| text[from + at] ^ VEIL) }
    }

    fn is_in(&self, memory: &[u8]) -> bool {
        // Four bytes tell nothing, and leave few places to look at.
        let anchor: [u8; 4] = std::array::from_fn(|at| self.veiled[at] ^ VEIL);
        memchr::memmem::find_iter(memory, &anchor).any(|at| {
            memory.get(at..at + self.veiled.len()).is_some_and(|found| {
                found.iter().zip(self.veiled).all(|(byte, veiled)| byte ^ VEIL == veiled)
            })
        })
    }
}

/// What of these is in the memory that this process can write to and that is no file's, save for the stack of this
/// thread, where a vector register may have been put down.
fn found(traces: &[Trace]) -> Vec<&'static str> {
    let memory = File::open("/proc/self/mem").unwrap();
    let mut piece = vec![0; PIECE];
    let mut found = Vec::new();
    for region in regions() {
        for start in region.clone().step_by(PIECE - 16) {
            let length = PIECE.min(usize::try_from(region.end - start).unwrap());
            // A region may have gone since it was listed.
            let Ok(length) = memory.read_at(&mut piece[..length], start) else { continue };
            found.extend(traces.iter().filter(|trace| trace.is_in(&piece[..length])).map(|trace| trace.name));
            piece.zeroize();
            piece.resize(PIECE, 0);
        }
    }
    found
}

fn regions() -> Vec<Range<u64>> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let here = std::ptr::from_ref(&maps).addr() as u64;
    let region = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        let (start, end) = words.next()?.split_once('-')?;
        let is_writable = words.next()?.starts_with("rw");
        let is_anonymous = words.nth(3).is_none_or(|name| name == "[heap]");
        let address = |digits| u64::from_str_radix(digits, 16).ok();
        let region = address(start)?..address(end)?;
        (is_writable && is_anonymous && !region.contains(&here)).then_some(region)
    };
    maps.lines().filter_map(region).collect()
}

/// A text that is nowhere else, in one piece of memory.
fn text() -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(64));
    text.extend((0..63_u8).map(|at| char::from(b'A' + at.wrapping_mul(at).wrapping_add(at / 7 * 5) % 26)));
    text
}

fn joined(parts: [&str; 3]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(parts.iter().map(|part| part.len()).sum()));
    for part in parts {
        text.push_str(part);
    }
    text
}

/// The ways in which it is written, none of which may be left.
fn forms() -> [(&'static str, Zeroizing<String>); 6] {
    let plain = text();
    let mut hex = Zeroizing::new(String::with_capacity(128));
    let mut percent = Zeroizing::new(String::with_capacity(192));
    for byte in plain.bytes() {
        let digits = [byte >> 4, byte & 15].map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]));
        hex.extend(digits);
        percent.push('%');
        percent.extend(digits);
    }
    let [first, second, third] = ["", "x", "xy"]
        .map(|before| Zeroizing::new(STANDARD_NO_PAD.encode(joined([before, &plain, ""]).as_bytes())));
    [
        ("plain", plain),
        ("hex", hex),
        ("percent", percent),
        ("base64", first),
        ("base64 2", second),
        ("base64 3", third),
    ]
}

/// Redacts it in every form, in one piece and in many.
fn use_it(redactor: &Redactor) {
    let mut stream = redactor.stream();
    for (form, written) in forms() {
        let line = joined(["a \\u0041 ", &written, " %2B line"]);
        let redacted = redactor.redact(&line);
        assert!(redacted.contains("[REDACTED]") && redacted.len() < 36, "{form}");
        for piece in line.as_bytes().chunks(7) {
            stream.push(piece);
        }
        // Begun, and never ended.
        let mut abandoned = redactor.stream();
        abandoned.push(&line.as_bytes()[..line.len() - 20]);
    }
    stream.finish();
}

#[test]
fn nothing_is_left_of_a_secret_that_was_removed() {
    let traces = forms().map(|(name, written)| Trace::of(name, written.as_bytes()));
    assert_eq!(found(&traces), [""; 0], "before it is there");

    let given = Secret::new(text().as_str());
    let redactor = Redactor::new();
    redactor.add(&given).unwrap();
    use_it(&redactor);
    assert!(found(&traces).contains(&"plain"), "the search finds what is there");

    redactor.remove(&given);
    use_another(&redactor);
    drop(given);
    assert_eq!(found(&traces), [""; 0], "with the redactor still there");
}

/// As good as nothing: what was made room for may be used again.
fn use_another(redactor: &Redactor) {
    let other = Secret::new("ANOTHER-EXAMPLE-THAT-IS-NO-KEY");
    redactor.add(&other).unwrap();
    assert_eq!(redactor.redact("ANOTHER-EXAMPLE-THAT-IS-NO-KEY"), "[REDACTED]");
    redactor.remove(&other);
}
