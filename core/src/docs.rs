//! Pages beside the API.

/// How to choose a client's settings, with the formulas.
#[doc = include_str!("../docs/settings.md")]
pub mod settings {}
