use http::Method;
use serde_json::json;

use super::wire;
use crate::{
    adapter::{Auth, Call, Origin, Request, Safety, refusal, segment},
    error::Error,
    operation::Operation,
};

pub(super) fn list(credential: &str) -> Call<Vec<Origin>> {
    let request = Request::new(Method::GET, format!("{credential}/allowedOrigins"), Auth::Key);
    Call::new(Operation::ListOrigins, request, Safety::Repeatable, wire::origins)
}

/// Whether a second `add` of one domain fails or makes a second entry is undocumented, so it is sent once.
pub(super) fn add(credential: &str, domain: &str) -> Result<Call<Origin>, Error> {
    if domain.trim().is_empty() {
        return Err(Error::invalid("domain", "is empty; give the origin, https://shop.example for instance"));
    }
    let request = Request::new(Method::POST, format!("{credential}/allowedOrigins"), Auth::Key)
        .with_json(&json!({ "domain": domain }))?;
    Ok(Call::new(Operation::AddOrigin, request, Safety::Once, wire::origin))
}

/// Removing is harmless to repeat, yet what the second call answers is undocumented: a repeat that finds nothing
/// would look like a failure, so it is sent once.
pub(super) fn remove(credential: &str, origin: &str) -> Result<Call<()>, Error> {
    let path = format!("{credential}/allowedOrigins/{}", segment("origin_id", origin)?);
    let request = Request::new(Method::DELETE, path, Auth::Key);
    Ok(Call::new(Operation::RemoveOrigin, request, Safety::Once, refusal::done))
}
