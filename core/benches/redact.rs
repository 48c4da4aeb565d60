//! What hiding secrets costs, beside a plain copy of the text and beside aho-corasick and memmem.
//!
//! `cargo bench -p keyhelm --bench redact` takes some minutes; `-- quick` less than one, with fewer rounds and 8 MiB of
//! text, which may stay in a cache; `-- only <part>` measures one of `throughput`, `lines`, `adding` and `hostile`, for
//! a profiler. Everything is made here, from seeds: no text or secret comes from anywhere else.
//!
//! - **Throughput**: logs of 64 MiB, JSON lines and plain text, where no line or one in a hundred holds a registered
//!   secret in one of its forms; and one without backslashes and percent signs, since each of these is looked at.
//!   *alone* knows registered values only, *patterns* the patterns too, *stream* takes the text in pieces of 64 KiB.
//!   aho-corasick and memmem look for the usual encodings only, in a part of the text since they are slow; aho-corasick
//!   writes its output as the redactor does, and has its prefilter where that helps. memmem only searches. Rounds of all
//!   ways take turns; medians. A share is the median of the rounds' own shares of the copy. A text with secrets is
//!   written, as the copy is, into memory that is already there; a clean one *alone* and *patterns* hand back as it is.
//!   Every planted secret is counted.
//! - **Lines**: one call for each of a thousand lines of 200 bytes, without a secret.
//! - **Adding**: one secret to those there, and once more with the next line redacted, since work may be put off until
//!   then. Memory is what all secrets together hold, the secrets themselves aside.
//! - **Hostile texts**: such as make a search look twice. One secret or a thousand are registered.
//!
//! The allocator counts, for the memory; that adds some nanoseconds to each allocation, and a text that holds no secret
//! needs none.
#![expect(clippy::print_stdout, reason = "a bench prints its table")]

#[path = "redact/adding.rs"]
mod adding;
#[path = "redact/forms.rs"]
mod forms;
#[path = "redact/hostile.rs"]
mod hostile;
#[path = "redact/lines.rs"]
mod lines;
#[path = "redact/log_text.rs"]
mod log_text;
#[path = "redact/measure.rs"]
mod measure;
#[path = "redact/rivals.rs"]
mod rivals;
#[path = "redact/secrets.rs"]
mod secrets;
#[path = "redact/throughput.rs"]
mod throughput;

/// How much is measured.
#[derive(Clone, Copy)]
pub(crate) struct Extent {
    pub(crate) bytes: usize,
    pub(crate) rounds: usize,
}

const FULL: Extent = Extent { bytes: 64 << 20, rounds: 7 };
const QUICK: Extent = Extent { bytes: 8 << 20, rounds: 3 };

const PARTS: [&str; 4] = ["throughput", "lines", "adding", "hostile"];

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given = |name: &str| arguments.iter().position(|argument| argument.trim_start_matches("--") == name);
    let only = given("only").map(|place| arguments.get(place + 1).map_or("", String::as_str));
    if only.is_some_and(|part| !PARTS.contains(&part)) {
        return Err(format!("only one of {}", PARTS.join(", ")).into());
    }
    let wanted = |part: &str| only.is_none_or(|only| only == part);
    let extent = if given("quick").is_some() { QUICK } else { FULL };

    if wanted("throughput") {
        throughput::print(extent)?;
    }
    if wanted("lines") {
        lines::print(extent)?;
    }
    if wanted("adding") {
        adding::print(extent)?;
    }
    if wanted("hostile") {
        hostile::print(extent)?;
    }
    Ok(())
}
