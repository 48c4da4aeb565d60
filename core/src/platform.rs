use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A payment platform whose keys are managed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// Adyen, Management API v3.
    Adyen,
    /// Bousol Enterprise.
    Bousol,
    /// Caibo IPG.
    Caibo,
    /// `CertoPay` v2.
    CertoPay,
    /// Compago, Sales Partner API.
    Compago,
}

impl Platform {
    /// All five, in alphabetical order.
    pub const ALL: [Self; 5] = [Self::Adyen, Self::Bousol, Self::Caibo, Self::CertoPay, Self::Compago];

    /// The name in code and in errors, `certopay` for instance.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Adyen => "adyen",
            Self::Bousol => "bousol",
            Self::Caibo => "caibo",
            Self::CertoPay => "certopay",
            Self::Compago => "compago",
        }
    }

    /// The name for people, `CertoPay` for instance.
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::Adyen => "Adyen",
            Self::Bousol => "Bousol",
            Self::Caibo => "Caibo",
            Self::CertoPay => "CertoPay",
            Self::Compago => "Compago",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Platform {
    type Err = Error;

    /// Reads one of the five lower-case names; anything else is [`ErrorCode::Config`](crate::ErrorCode::Config).
    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|platform| platform.as_str() == name).ok_or_else(|| {
            Error::config("no such platform; there are adyen, bousol, caibo, certopay and compago")
        })
    }
}
