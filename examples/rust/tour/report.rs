use std::fmt::Display;

use keyhelm::{Error, ErrorCode};

pub(crate) fn chapter(title: &str) {
    println!("\n{title}");
}

/// What the steps came to.
#[derive(Default)]
pub(crate) struct Report {
    expected: u32,
    unexpected: u32,
}

impl Report {
    /// A step that should succeed. Gives its value for the next step.
    pub(crate) fn step<T, D: Display>(
        &mut self,
        name: &str,
        result: Result<T, Error>,
        show: impl FnOnce(&T) -> D,
    ) -> Option<T> {
        match result {
            Ok(value) => {
                self.line(true, name, show(&value));
                Some(value)
            }
            Err(error) => {
                self.line(false, name, error);
                None
            }
        }
    }

    /// A step whose right end is this error.
    pub(crate) fn refusal<T>(
        &mut self,
        name: &str,
        result: Result<T, Error>,
        code: ErrorCode,
    ) -> Option<Error> {
        match result {
            Err(error) if error.code() == code => {
                let hint = error.hint().map(|hint| format!(": {hint}")).unwrap_or_default();
                self.line(true, name, format_args!("{code}{hint}"));
                Some(error)
            }
            Err(error) => {
                self.line(false, name, error);
                None
            }
            Ok(_) => {
                self.line(false, name, format_args!("done, where {code} was due"));
                None
            }
        }
    }

    pub(crate) fn line(&mut self, as_expected: bool, name: &str, text: impl Display) {
        if as_expected {
            self.expected += 1;
        } else {
            self.unexpected += 1;
        }
        println!("  {} {name:<24}{text}", if as_expected { "ok  " } else { "FAIL" });
    }

    pub(crate) fn is_good(&self) -> bool {
        self.unexpected == 0
    }

    pub(crate) fn summary(&self) -> String {
        let Self { expected, unexpected } = self;
        format!("{expected} steps went as they should, {unexpected} did not.")
    }
}
