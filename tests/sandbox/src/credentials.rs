//! What a client needs to know to use the sandbox.

use std::fmt;

use serde::Serialize;

use crate::chance::{ALNUM, Chance, DIGITS};
use crate::platform::{Platform, adyen, bousol, caibo, certopay, compago};

/// The first credentials of the five platforms; `reset` brings them back to life.
#[derive(Clone, Serialize)]
pub struct Credentials {
    /// Adyen: one credential that may do everything.
    pub adyen: AdyenCredentials,
    /// Bousol: one key with every scope.
    pub bousol: BousolCredentials,
    /// Caibo: one user, the user's key and login.
    pub caibo: CaiboCredentials,
    /// CertoPay: one account, its key and login.
    pub certopay: CertopayCredentials,
    /// Compago: one sales partner's key.
    pub compago: CompagoCredentials,
}

/// How to reach Adyen's Management API.
#[derive(Clone, Serialize)]
pub struct AdyenCredentials {
    /// The base URL, version included.
    pub base_url: String,
    /// The key for `X-API-Key`.
    pub api_key: String,
    /// The company account.
    pub company_id: String,
    /// A merchant account of that company.
    pub merchant_id: String,
}

/// How to reach Bousol.
#[derive(Clone, Serialize)]
pub struct BousolCredentials {
    /// The base URL.
    pub base_url: String,
    /// The key, sent as a Bearer token.
    pub api_key: String,
}

/// How to reach Caibo.
#[derive(Clone, Serialize)]
pub struct CaiboCredentials {
    /// The base URL of the payment API and of the control panel.
    pub base_url: String,
    /// The key for `X-API-Key`.
    pub api_key: String,
    /// The e-mail address of the control-panel login.
    pub email: String,
    /// The password of the control-panel login.
    pub password: String,
    /// The user whose key the login may regenerate.
    pub user_id: String,
    /// A payment request that exists, for the probe.
    pub payment_request_id: String,
}

/// How to reach CertoPay.
#[derive(Clone, Serialize)]
pub struct CertopayCredentials {
    /// The base URL, without `/api`.
    pub base_url: String,
    /// The key for `X-Api-Key`.
    pub api_key: String,
    /// The e-mail address of the login.
    pub email: String,
    /// The password of the login.
    pub password: String,
}

/// How to reach Compago.
#[derive(Clone, Serialize)]
pub struct CompagoCredentials {
    /// The base URL.
    pub base_url: String,
    /// The key for `x-api-key`.
    pub api_key: String,
}

impl Credentials {
    /// New ones for a server at `origin`.
    pub(crate) fn random(chance: &mut Chance, origin: &str) -> Credentials {
        let base_url = |platform: Platform| format!("{origin}{}", platform.base_path());
        Credentials {
            adyen: AdyenCredentials {
                base_url: base_url(Platform::Adyen),
                api_key: adyen::new_key(chance),
                company_id: adyen::COMPANY.to_owned(),
                merchant_id: adyen::MERCHANT.to_owned(),
            },
            bousol: BousolCredentials {
                base_url: base_url(Platform::Bousol),
                api_key: bousol::new_key(chance),
            },
            caibo: CaiboCredentials {
                base_url: base_url(Platform::Caibo),
                api_key: caibo::new_key(chance),
                email: "merchant@caibo.example".to_owned(),
                password: chance.text(ALNUM, 20),
                user_id: chance.text(DIGITS, 6),
                payment_request_id: chance.text(DIGITS, 8),
            },
            certopay: CertopayCredentials {
                base_url: base_url(Platform::Certopay),
                api_key: certopay::new_key(chance),
                email: "seller@certopay.example".to_owned(),
                password: chance.text(ALNUM, 20),
            },
            compago: CompagoCredentials {
                base_url: base_url(Platform::Compago),
                api_key: compago::new_key(chance),
            },
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("adyen", &self.adyen)
            .field("bousol", &self.bousol)
            .field("caibo", &self.caibo)
            .field("certopay", &self.certopay)
            .field("compago", &self.compago)
            .finish()
    }
}

impl fmt::Debug for AdyenCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdyenCredentials")
            .field("base_url", &self.base_url)
            .field("company_id", &self.company_id)
            .field("merchant_id", &self.merchant_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for BousolCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BousolCredentials").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

impl fmt::Debug for CaiboCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaiboCredentials")
            .field("base_url", &self.base_url)
            .field("email", &self.email)
            .field("user_id", &self.user_id)
            .field("payment_request_id", &self.payment_request_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CertopayCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertopayCredentials")
            .field("base_url", &self.base_url)
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CompagoCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompagoCredentials").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
