//! The five platforms: their names, places and first states.

use http::{Method, StatusCode};

use crate::chance::Chance;
use crate::clock::Now;
use crate::credentials::Credentials;
use crate::limit::Limit;
use crate::request::Request;
use crate::response::Response;

pub(crate) mod adyen;
pub(crate) mod bousol;
pub(crate) mod caibo;
pub(crate) mod certopay;
pub(crate) mod compago;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    Adyen,
    Bousol,
    Caibo,
    Certopay,
    Compago,
}

impl Platform {
    pub(crate) const ALL: [Platform; 5] =
        [Platform::Adyen, Platform::Bousol, Platform::Caibo, Platform::Certopay, Platform::Compago];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Platform::Adyen => "adyen",
            Platform::Bousol => "bousol",
            Platform::Caibo => "caibo",
            Platform::Certopay => "certopay",
            Platform::Compago => "compago",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Platform> {
        Platform::ALL.into_iter().find(|platform| platform.name() == name)
    }

    pub(crate) fn base_path(self) -> &'static str {
        match self {
            Platform::Adyen => "/adyen/v3",
            Platform::Bousol => "/bousol/mfi",
            Platform::Caibo => "/caibo",
            Platform::Certopay => "/certopay",
            Platform::Compago => "/compago/api/developer",
        }
    }

    /// The limit a fresh sandbox keeps: the documented one, where there is one.
    pub(crate) fn limit(self) -> Limit {
        match self {
            Platform::Certopay => Limit::new(Some(certopay::LIMIT)),
            _ => Limit::new(None),
        }
    }

    /// An error in the platform's own shape, for what no operation of it answers.
    pub(crate) fn refuse(self, status: StatusCode, message: &str) -> Response {
        match self {
            Platform::Adyen => adyen::refuse(status, message),
            Platform::Bousol => bousol::refuse(status, message),
            Platform::Caibo => caibo::refuse(status, message),
            Platform::Certopay => certopay::refuse(status, message),
            Platform::Compago => compago::refuse(status, message),
        }
    }
}

/// What a platform is given beside the request: the time, its limit, chance, and where the server is.
pub(crate) struct Turn<'a> {
    pub(crate) now: Now,
    pub(crate) limit: &'a mut Limit,
    pub(crate) chance: &'a mut Chance,
    pub(crate) origin: &'a str,
}

/// Everything the five platforms remember.
#[derive(Clone)]
pub(crate) struct Platforms {
    adyen: adyen::State,
    bousol: bousol::State,
    caibo: caibo::State,
    certopay: certopay::State,
    compago: compago::State,
}

impl Platforms {
    pub(crate) fn new(credentials: &Credentials, now: Now, chance: &mut Chance) -> Platforms {
        Platforms {
            adyen: adyen::State::new(&credentials.adyen, chance),
            bousol: bousol::State::new(&credentials.bousol),
            caibo: caibo::State::new(&credentials.caibo),
            certopay: certopay::State::new(&credentials.certopay, now, chance),
            compago: compago::State::new(&credentials.compago),
        }
    }

    /// Carries a request out.
    pub(crate) fn handle(&mut self, platform: Platform, turn: &mut Turn<'_>, request: &Request) -> Response {
        let answer = match platform {
            Platform::Adyen => self.adyen.handle(turn, request),
            Platform::Bousol => self.bousol.handle(turn, request),
            Platform::Caibo => self.caibo.handle(turn, request),
            Platform::Certopay => self.certopay.handle(turn, request),
            Platform::Compago => self.compago.handle(turn, request),
        };
        match answer {
            Ok(response) | Err(Refusal::Answer(response)) => response,
            Err(Refusal::Path) => platform.refuse(StatusCode::NOT_FOUND, "No such resource"),
            Err(Refusal::Method(allow)) => platform
                .refuse(StatusCode::METHOD_NOT_ALLOWED, "The resource does not support this method")
                .header(http::header::ALLOW, &allow),
        }
    }
}

/// Why a request is not carried out.
pub(crate) enum Refusal {
    Path,
    Method(String),
    Answer(Response),
}

impl From<Response> for Refusal {
    fn from(response: Response) -> Refusal {
        Refusal::Answer(response)
    }
}

/// What a known path does with this method; HEAD is a GET whose body stays home.
pub(crate) fn choose<R: Copy>(method: &Method, choices: &[(Method, R)]) -> Result<R, Refusal> {
    let wanted = if method == Method::HEAD { &Method::GET } else { method };
    let found = choices.iter().find(|(method, _)| method == wanted).map(|(_, route)| *route);
    found.ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(method, _)| method.as_str()).collect();
        Refusal::Method(names.join(", "))
    })
}
