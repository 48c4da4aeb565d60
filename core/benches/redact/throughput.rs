//! A whole log at once, and in pieces.

use std::{borrow::Cow, hint::black_box, time::Duration};

use keyhelm::{Redactor, Secret};
use memchr::memmem;

use super::{
    Extent, Failure,
    log_text::{self, Log},
    measure::{MIB, fill, grouped, median, mib_per_second, time},
    rivals::{self, Rivals},
    secrets,
};

const COUNTS: [usize; 5] = [1, 10, 100, 1_000, 10_000];
const PIECE: usize = 64 << 10;
const ONE_IN: usize = 100;

/// Over how many of the copies a redactor is to be, for so many secrets: in a clean log, and with secrets in it.
const AIMS: [(usize, f64, f64); 3] = [(10, 1.5, 0.6), (1_000, 0.8, 0.5), (10_000, 0.4, 0.3)];
/// What patterns may cost.
const PATTERNS_SHARE: f64 = 1.0 / 3.0;

const WAYS: [&str; 6] = ["alone", "patterns", "stream", "stream+patterns", "aho-corasick", "memmem"];

/// What is in the log.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Clean,
    /// Nor a backslash or a percent sign.
    Plain,
    Secrets,
}

impl Content {
    fn name(self) -> &'static str {
        match self {
            Self::Clean => "no secret in the log",
            Self::Plain => "no secret and no escape in the log",
            Self::Secrets => "a secret in 1 % of the lines",
        }
    }

    fn log(self, bytes: usize, secrets: &[Secret]) -> Log {
        let mut log = log_text::make(bytes, secrets, (self == Self::Secrets).then_some(ONE_IN));
        if self == Self::Plain {
            log.text = log.text.replace(['\\', '%'], ".");
        }
        log
    }
}

/// Redactors and rivals that know the same secrets.
struct Ways {
    alone: Redactor,
    patterns: Redactor,
    rivals: Rivals,
}

impl Ways {
    fn new(secrets: &[Secret]) -> Result<Self, Failure> {
        let ways = Self {
            alone: Redactor::without_patterns(),
            patterns: Redactor::new(),
            rivals: Rivals::new(secrets)?,
        };
        fill(&ways.alone, secrets)?;
        fill(&ways.patterns, secrets)?;
        Ok(ways)
    }

    /// Speed in MiB/s: the copy's, and each way's.
    fn round(
        &self,
        content: Content,
        text: &[u8],
        output: &mut Vec<u8>,
        finders: &[memmem::Finder<'_>],
    ) -> [f64; 7] {
        let speed = |took: Duration| mib_per_second(text.len(), took);
        output.resize(text.len(), 0);
        let copied = time(|| black_box(&mut *output).copy_from_slice(black_box(text)));
        let part = self.rivals.automaton_part(text);
        let automaton = time(|| self.rivals.redact_by_automaton(black_box(part)));
        let searched = self.rivals.finders_part(text);
        let found = time(|| rivals::find_all(finders, black_box(searched)));
        [
            speed(copied),
            speed(time(|| redact(&self.alone, content, text, output))),
            speed(time(|| redact(&self.patterns, content, text, output))),
            speed(time(|| stream(&self.alone, text))),
            speed(time(|| stream(&self.patterns, text))),
            if part.is_empty() { f64::NAN } else { mib_per_second(part.len(), automaton) },
            if finders.is_empty() { f64::NAN } else { mib_per_second(searched.len(), found) },
        ]
    }
}

/// Where a text has secrets, it is written into memory that is already there, as the copy is.
fn redact(redactor: &Redactor, content: Content, text: &[u8], output: &mut Vec<u8>) {
    if content == Content::Secrets {
        output.clear();
        redactor.redact_into(black_box(text), output);
    } else {
        drop(black_box(redactor.redact_bytes(black_box(text))));
    }
}

fn stream(redactor: &Redactor, text: &[u8]) {
    let mut stream = redactor.stream();
    for piece in text.chunks(PIECE) {
        drop(black_box(stream.push(black_box(piece))));
    }
    drop(black_box(stream.finish()));
}

pub(crate) fn print(extent: Extent) -> Result<(), Failure> {
    let all = secrets::make(COUNTS[COUNTS.len() - 1]);
    println!(
        "Throughput in MiB/s and × the copy (aim), {} MiB, medians of {} rounds; ! marks a missed aim",
        extent.bytes / MIB,
        extent.rounds
    );
    let mut output = Vec::with_capacity(extent.bytes + 1024);
    for content in [Content::Clean, Content::Plain, Content::Secrets] {
        println!("\n{}", content.name());
        print!("{:>8} {:>7}", "secrets", "copy");
        for way in WAYS {
            print!("  {way:>20}");
        }
        println!();
        for count in COUNTS {
            let secrets = &all[..count];
            let ways = Ways::new(secrets)?;
            let log = content.log(extent.bytes, secrets);
            let text = log.text.as_bytes();
            let finders = ways.rivals.finders();
            let rounds: Vec<_> =
                (0..extent.rounds).map(|_| ways.round(content, text, &mut output, &finders)).collect();
            print_row(count, content != Content::Secrets, &rounds);
            check(&ways, &log);
        }
    }
    println!();
    Ok(())
}

fn print_row(count: usize, is_clean: bool, rounds: &[[f64; 7]]) {
    print!("{:>8} {:>7.0}", grouped(count), median(rounds.iter().map(|round| round[0])));
    let aim = AIMS.iter().find(|aim| aim.0 == count).map(|aim| if is_clean { aim.1 } else { aim.2 });
    let aims = [aim, aim.map(|aim| aim * PATTERNS_SHARE), None, None, None, None];
    for (way, aim) in (1..).zip(aims) {
        let speed = median(rounds.iter().map(|round| round[way]));
        let share = median(rounds.iter().map(|round| round[way] / round[0]));
        let aim = aim.map(|aim| format!("({aim:.2}){}", if share < aim { '!' } else { ' ' }));
        let cell = if speed.is_nan() { "–".to_owned() } else { format!("{speed:.0} {share:>5.2}") };
        print!("  {cell:>13}{:>7}", aim.unwrap_or_default());
    }
    println!();
}

/// Tells how many secrets stayed, or what was found where nothing is, and how long aho-corasick took to build.
fn check(ways: &Ways, log: &Log) {
    let mut remarks = Vec::new();
    for (name, redactor) in [("alone", &ways.alone), ("patterns", &ways.patterns)] {
        let redacted = redactor.redact_bytes(log.text.as_bytes());
        let hidden = memmem::find_iter(&redacted, "[REDACTED]").count();
        if hidden != log.planted {
            remarks.push(format!("{name} hid {hidden} of {}", log.planted));
        }
        if log.planted == 0 && matches!(redacted, Cow::Owned(_)) {
            remarks.push(format!("{name} copied a clean log"));
        }
    }
    let built = ways.rivals.built;
    if built > Duration::from_secs(1) {
        remarks.push(format!(
            "aho-corasick needed {:.1} s for {} needles",
            built.as_secs_f64(),
            grouped(ways.rivals.needles())
        ));
    }
    if !remarks.is_empty() {
        println!("{:>8} {}", "", remarks.join("; "));
    }
}
