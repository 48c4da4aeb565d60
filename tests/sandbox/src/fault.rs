//! Scripted faults: which requests meet one, and what it does.

use std::fmt;

mod parse;
mod script;

pub(crate) use parse::parse;
pub(crate) use script::Script;

/// What a request meets instead of its plain answer.
#[derive(Clone, PartialEq, Eq)]
pub enum Fault {
    /// This answer, sent as it stands; nothing is carried out.
    Answer {
        /// The status, 200 to 999.
        status: u16,
        /// The headers; the length of the body is added by the sandbox.
        headers: Vec<(String, String)>,
        /// The body.
        body: String,
    },
    /// The line breaks once the request is read; nothing is carried out.
    DropBefore,
    /// The request is carried out, then the line breaks without a byte of the answer.
    DropAfter,
    /// The request is carried out, then there is silence, then the answer.
    Hang {
        /// The silence in milliseconds.
        hang_ms: u64,
    },
    /// The request is carried out; the line breaks inside the answer's body, whose length was announced in full.
    Truncate {
        /// How many bytes of the body leave before the break.
        bytes: usize,
    },
    /// The request is carried out; the answer is 200 with bytes that are no JSON.
    Garbage,
    /// The request is carried out; the body of the answer comes byte by byte.
    Slow {
        /// The pause before each byte in milliseconds.
        slow_ms_per_byte: u64,
    },
    /// The request is carried out; the answer's body never ends.
    Endless,
}

impl fmt::Debug for Fault {
    // An answer may carry a made-up secret: its text stays out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Answer { status, .. } => {
                f.debug_struct("Answer").field("status", status).finish_non_exhaustive()
            }
            Fault::DropBefore => f.write_str("DropBefore"),
            Fault::DropAfter => f.write_str("DropAfter"),
            Fault::Hang { hang_ms } => f.debug_struct("Hang").field("hang_ms", hang_ms).finish(),
            Fault::Truncate { bytes } => f.debug_struct("Truncate").field("bytes", bytes).finish(),
            Fault::Garbage => f.write_str("Garbage"),
            Fault::Slow { slow_ms_per_byte } => {
                f.debug_struct("Slow").field("slow_ms_per_byte", slow_ms_per_byte).finish()
            }
            Fault::Endless => f.write_str("Endless"),
        }
    }
}

/// Which requests meet a [`Fault`].
///
/// ```
/// use keyhelm_sandbox::{Fault, FaultRule};
///
/// let rule = FaultRule::new("certopay", Fault::DropAfter).method("POST").path("regenerate").times(2).skip(1);
/// assert_eq!(rule.times, 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultRule {
    /// The platform whose requests are meant.
    pub platform: String,
    /// Only this method, in any case of letters; each one where there is none.
    pub method: Option<String>,
    /// Only paths that contain this; each one where there is none.
    pub path: Option<String>,
    /// How many requests meet the fault.
    pub times: u32,
    /// How many matching requests pass unharmed first.
    pub skip: u32,
    /// What they meet.
    pub fault: Fault,
}

impl FaultRule {
    /// A rule for the next request of a platform.
    #[must_use]
    pub fn new(platform: &str, fault: Fault) -> FaultRule {
        FaultRule { platform: platform.to_owned(), method: None, path: None, times: 1, skip: 0, fault }
    }

    /// Only requests with this method.
    #[must_use]
    pub fn method(mut self, method: &str) -> FaultRule {
        self.method = Some(method.to_owned());
        self
    }

    /// Only requests whose path contains this.
    #[must_use]
    pub fn path(mut self, part: &str) -> FaultRule {
        self.path = Some(part.to_owned());
        self
    }

    /// This many requests instead of one.
    #[must_use]
    pub fn times(mut self, times: u32) -> FaultRule {
        self.times = times;
        self
    }

    /// Not the first ones that match.
    #[must_use]
    pub fn skip(mut self, skip: u32) -> FaultRule {
        self.skip = skip;
        self
    }
}
