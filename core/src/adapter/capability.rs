use serde::Serialize;

/// How an operation is done at a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Capability {
    /// By this client, by a person, or not at all.
    pub availability: Availability,
    /// The dashboard path to show a person, in the dashboard's own words.
    pub guide: Option<&'static str>,
}

/// Who can do an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Availability {
    /// The platform documents an API call; this client makes it.
    Api,
    /// The platform's dashboard does it; a person has to.
    Dashboard,
    /// The platform documents no way.
    None,
}

impl Availability {
    /// `api`, `dashboard` or `none`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Dashboard => "dashboard",
            Self::None => "none",
        }
    }
}

impl std::fmt::Display for Availability {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Capability {
    pub(crate) const NONE: Self = Self { availability: Availability::None, guide: None };
    pub(crate) const API: Self = Self { availability: Availability::Api, guide: None };

    pub(crate) const fn api(guide: &'static str) -> Self {
        Self { availability: Availability::Api, guide: Some(guide) }
    }

    pub(crate) const fn dashboard(guide: &'static str) -> Self {
        Self { availability: Availability::Dashboard, guide: Some(guide) }
    }
}
