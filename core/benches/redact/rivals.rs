//! What looks for the same secrets, but as so many needles.

use std::time::Duration;

use aho_corasick::{AhoCorasick, MatchKind};
use keyhelm::Secret;
use memchr::memmem::Finder;

use super::{
    Failure, forms, log_text,
    measure::{MIB, now, time},
};

/// How long aho-corasick may take to build.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much aho-corasick reads in a round, which it takes a tenth of a second for.
const AUTOMATON_BYTES: usize = 8 * MIB;

/// So many needles nobody looks for one by one, and aho-corasick makes no prefilter of them.
const MANY: usize = 1_200;

pub(crate) struct Rivals {
    /// With its prefilter or without, whichever is faster.
    automaton: Option<AhoCorasick>,
    /// How long the automaton took to build.
    pub(crate) built: Duration,
    needles: Vec<String>,
}

impl Rivals {
    pub(crate) fn new(secrets: &[Secret]) -> Result<Self, Failure> {
        let needles: Vec<String> =
            secrets.iter().flat_map(|secret| forms::needles(secret.expose())).collect();
        let start = now();
        let mut automaton = automaton(&needles, true)?;
        let built = start.elapsed();
        if needles.len() <= MANY {
            let log = log_text::make(MIB, secrets, None).text;
            let without = self::automaton(&needles, false)?;
            let took = |automaton: &AhoCorasick| time(|| automaton.find_iter(&log).count());
            if took(&without) < took(&automaton) {
                automaton = without;
            }
        }
        Ok(Self { automaton: (built <= PATIENCE).then_some(automaton), built, needles })
    }

    pub(crate) fn needles(&self) -> usize {
        self.needles.len()
    }

    /// What aho-corasick is to read of a text; nothing if it took too long to build.
    pub(crate) fn automaton_part<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        let bytes = if self.automaton.is_some() { AUTOMATON_BYTES } else { 0 };
        &text[..bytes.min(text.len())]
    }

    /// The text without what aho-corasick finds.
    pub(crate) fn redact_by_automaton(&self, text: &[u8]) -> Vec<u8> {
        let mut output = Vec::new();
        let mut done = 0;
        for found in self.automaton.iter().flat_map(|automaton| automaton.find_iter(text)) {
            output.extend_from_slice(&text[done..found.start()]);
            output.extend_from_slice(b"[REDACTED]");
            done = found.end();
        }
        // As the redactor does, nothing is copied where nothing is found.
        if done > 0 {
            output.extend_from_slice(&text[done..]);
        }
        output
    }

    /// One search after another; nothing for more needles than anyone would do that with.
    pub(crate) fn finders(&self) -> Vec<Finder<'_>> {
        if self.needles.len() > MANY { Vec::new() } else { self.needles.iter().map(Finder::new).collect() }
    }

    /// What memmem is to read of a text: about as much in all, whatever the number of needles.
    pub(crate) fn finders_part<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        let bytes = (text.len() * 8 / self.needles.len().max(1)).max(MIB / 2);
        &text[..bytes.min(text.len())]
    }
}

fn automaton(needles: &[String], with_prefilter: bool) -> Result<AhoCorasick, Failure> {
    let mut builder = AhoCorasick::builder();
    Ok(builder.match_kind(MatchKind::LeftmostLongest).prefilter(with_prefilter).build(needles)?)
}

/// How often memmem finds a needle.
pub(crate) fn find_all(finders: &[Finder<'_>], text: &[u8]) -> usize {
    finders.iter().map(|finder| finder.find_iter(text).count()).sum()
}
