use std::collections::BTreeMap;

use serde::Deserialize;

use crate::adapter::{
    Refusal, Response,
    json::{self, Maybe},
};

/// The body Adyen calls `RestServiceError`. Real answers leave out members that its schema requires.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ServiceError {
    error_code: Maybe<String>,
    title: Maybe<String>,
    detail: Maybe<String>,
    request_id: Maybe<String>,
    invalid_fields: Maybe<Vec<InvalidField>>,
}

/// Flat in v3, wrapped in a member of its own in v1. The refused value itself is not read: it may be a secret.
#[derive(Default, Deserialize)]
#[serde(default)]
struct InvalidField {
    name: Maybe<String>,
    message: Maybe<String>,
    #[serde(rename = "InvalidField")]
    wrapped: Maybe<FlatField>,
}
json::lenient_object!(InvalidField);

#[derive(Default, Deserialize)]
#[serde(default)]
struct FlatField {
    name: Maybe<String>,
    message: Maybe<String>,
}
json::lenient_object!(FlatField);

impl InvalidField {
    fn into_entry(self) -> Option<(String, String)> {
        let flat = self.wrapped.0.unwrap_or(FlatField { name: self.name, message: self.message });
        Some((flat.name.0?, flat.message.0.unwrap_or_default()))
    }
}

pub(super) fn read(response: &Response) -> Refusal {
    let body: ServiceError = json::object(&response.body).unwrap_or_default();
    let mut refusal = Refusal::of_status(response.status);
    refusal.platform_code = body.error_code.0;
    refusal.request_id = body.request_id.0;
    refusal.message = body.detail.0.or(body.title.0);
    refusal.fields = body
        .invalid_fields
        .0
        .unwrap_or_default()
        .into_iter()
        .filter_map(InvalidField::into_entry)
        .collect::<BTreeMap<_, _>>();
    refusal.hint = match response.status {
        401 => Some(
            "Adyen answers 401 for a wrong key, for a key of the other environment and sometimes for a missing \
             role; a key generated in the Customer Area works only after Save changes",
        ),
        403 => Some(
            "the credential needs the role \"Management API—API credentials read and write\" and access to this account",
        ),
        _ => None,
    };
    refusal
}
