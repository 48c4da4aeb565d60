//! Finds secrets in any text, and covers them. How, and why nothing is missed: `core/docs/decisions/0006`.

mod cover;
mod crowd;
mod escape;
mod escaped;
mod flow;
mod form;
mod grams;
mod growth;
mod hash;
mod pattern;
mod places;
mod prehashed;
mod reading;
mod record;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod reference;
mod registry;
mod search;
mod sift;
mod span;
mod specials;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod spelling;
mod starts;
mod tier;
mod token;

#[cfg(test)]
mod tests;

use std::{
    borrow::Cow,
    sync::{Arc, LazyLock},
};

use self::{cover::Cover, flow::Flow, pattern::FAMILIES, registry::Registry, sift::Sieve, span::Span};

pub(crate) use self::{
    cover::REDACTED,
    registry::{LONGEST, Stay, Unfit},
    tier::SHORTEST,
};

static SHARED: LazyLock<Arc<Engine>> = LazyLock::new(|| Arc::new(Engine::new(true)));

/// The engine of this process.
pub(crate) fn shared() -> &'static Arc<Engine> {
    &SHARED
}

/// Registered texts and patterns, and the search for them.
pub(crate) struct Engine {
    sieve: Sieve,
}

impl Engine {
    pub(crate) fn new(patterns: bool) -> Self {
        Self { sieve: Sieve { registry: Registry::new(), patterns } }
    }

    /// Registers a text until this stay of it, and all others, have ended.
    pub(crate) fn enter(&self, text: &str, guessable: bool) -> Result<Stay, Unfit> {
        self.sieve.registry.enter(text.as_bytes(), guessable)
    }

    /// Whether this stay goes on: the text has not been removed since.
    pub(crate) fn has(&self, stay: Stay) -> bool {
        self.sieve.registry.has(stay)
    }

    /// Ends a stay of the text; `keep` turns it into one without an end.
    pub(crate) fn leave(&self, stay: Stay, text: &str, keep: bool) {
        self.sieve.registry.leave(stay, text.as_bytes(), keep);
    }

    /// Registers a text until it is removed.
    pub(crate) fn pin(&self, text: &str, guessable: bool) -> Result<(), Unfit> {
        self.sieve.registry.pin(text.as_bytes(), guessable)
    }

    pub(crate) fn remove(&self, text: &str, guessable: bool) {
        self.sieve.registry.remove(text.as_bytes(), guessable);
    }

    /// How many texts are registered.
    pub(crate) fn len(&self) -> usize {
        self.sieve.registry.len()
    }

    pub(crate) fn redact<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let spans = self.spans(text);
        if spans.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut output = Vec::with_capacity(text.len());
        Cover::default().copy(text, text.len(), &spans, &mut output);
        Cow::Owned(output)
    }

    pub(crate) fn redact_into(&self, text: &[u8], output: &mut Vec<u8>) {
        output.reserve(text.len());
        Cover::default().copy(text, text.len(), &self.spans(text), output);
    }

    pub(crate) fn redact_text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.redact(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            // What is covered begins and ends between characters.
            Cow::Owned(bytes) => Cow::Owned(match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
            }),
        }
    }

    /// What is to be hidden, in order.
    fn spans(&self, text: &[u8]) -> Vec<Span> {
        let sifted = self.sieve.sift(text, 0, &mut [0; FAMILIES], true);
        let mut spans = sifted.spans;
        spans.extend(sifted.patterns.iter().map(|found| found.span));
        spans.sort_unstable();
        spans
    }
}

/// A text in pieces, on its way through an engine.
pub(crate) struct EngineFlow(Flow);

impl EngineFlow {
    pub(crate) fn new() -> Self {
        Self(Flow::new())
    }

    pub(crate) fn push(&mut self, engine: &Engine, bytes: &[u8]) -> Vec<u8> {
        self.0.push(&engine.sieve, bytes)
    }

    pub(crate) fn finish(&mut self, engine: &Engine) -> Vec<u8> {
        self.0.finish(&engine.sieve)
    }

    pub(crate) fn held(&self) -> usize {
        self.0.held()
    }
}
