use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};

/// Where a key works: with pretended money or with real money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// The platform's sandbox or demo.
    Test,
    /// Production.
    Live,
}

impl Environment {
    /// `test` or `live`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Environment {
    type Err = Error;

    /// Reads `test` or `live`; anything else is [`ErrorCode::Config`].
    fn from_str(name: &str) -> Result<Self, Error> {
        match name {
            "test" => Ok(Self::Test),
            "live" => Ok(Self::Live),
            _ => Err(Error::new(ErrorCode::Config, "the environment is `test` or `live`")),
        }
    }
}
