//! Credentials as answers show them.

use serde_json::{Value, json};

use super::credential::{Credential, Origin};
use super::{COMPANY, COMPANY_NAME, MERCHANT, Scope};

/// From where a credential is looked at.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) origin: &'a str,
    pub(super) scope: Scope,
}

impl Place<'_> {
    /// Links say `/v1/`, as the examples of the v3 specification do; the sandbox answers nothing there.
    fn v1(self) -> String {
        format!("{}/adyen/v1", self.origin)
    }

    /// The path of the company or merchant.
    fn owner(self) -> String {
        match self.scope {
            Scope::Me | Scope::Company => format!("{}/companies/{COMPANY}", self.v1()),
            Scope::Merchant => format!("{}/merchants/{MERCHANT}", self.v1()),
        }
    }

    fn at(self, credential: &Credential) -> String {
        match self.scope {
            Scope::Me => format!("{}/me", self.v1()),
            _ => format!("{}/apiCredentials/{}", self.owner(), credential.id),
        }
    }

    pub(super) fn credential(self, credential: &Credential) -> Value {
        let at = self.at(credential);
        let link = |tail: &str| json!({"href": format!("{at}{tail}")});
        let mut links = json!({
            "self": link(""),
            "allowedOrigins": link("/allowedOrigins"),
            "generateClientKey": link("/generateClientKey"),
        });
        let owner = if self.scope == Scope::Merchant { "merchant" } else { "company" };
        links[owner] = json!({"href": self.owner()});
        let mut body = json!({
            "id": credential.id,
            "username": credential.username,
            "clientKey": credential.client_key,
            "allowedIpAddresses": [],
            "roles": credential.roles,
            "active": credential.active,
        });
        match self.scope {
            Scope::Me => body["companyName"] = json!(COMPANY_NAME),
            Scope::Company => body["associatedMerchantAccounts"] = json!(credential.merchants),
            Scope::Merchant => {}
        }
        if self.scope != Scope::Me {
            links["generateApiKey"] = link("/generateApiKey");
        }
        body["_links"] = links;
        // Optional fields are left out rather than null.
        if let Some(description) = &credential.description {
            body["description"] = json!(description);
        }
        if let Some(subject_dn) = &credential.subject_dn {
            body["subjectDN"] = json!(subject_dn);
        }
        if !credential.origins.is_empty() {
            let origins = credential.origins.iter().map(|origin| self.origin(credential, origin));
            body["allowedOrigins"] = origins.collect();
        }
        body
    }

    pub(super) fn origin(self, credential: &Credential, origin: &Origin) -> Value {
        let href = format!("{}/allowedOrigins/{}", self.at(credential), origin.id);
        json!({"id": origin.id, "domain": origin.domain, "_links": {"self": {"href": href}}})
    }
}

/// The links of a list; `next` is missing on the last page and `prev` on the first.
pub(super) fn page_links(place: Place<'_>, number: usize, size: usize, pages: usize) -> Value {
    let at = format!("{}/apiCredentials", place.owner());
    let link = |number: usize| json!({"href": format!("{at}?pageNumber={number}&pageSize={size}")});
    let mut links = json!({"self": link(number), "first": link(1), "last": link(pages.max(1))});
    if number < pages {
        links["next"] = link(number + 1);
    }
    if number > 1 {
        links["prev"] = link(number - 1);
    }
    links
}
