use napi_derive::napi;

/// The native half of a `Secret`.
#[napi]
pub struct Secret(pub(crate) keyhelm::Secret);

#[napi]
impl Secret {
    #[napi(factory)]
    pub fn key(text: String) -> Self {
        Self(keyhelm::Secret::new(text))
    }

    #[napi(factory)]
    pub fn password(text: String) -> Self {
        Self(keyhelm::Secret::password(text))
    }

    #[napi]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    #[napi]
    pub fn masked(&self) -> String {
        self.0.masked()
    }

    #[napi]
    pub fn fingerprint(&self) -> Option<String> {
        self.0.fingerprint()
    }

    #[napi]
    pub fn equals(&self, other: &Secret) -> bool {
        self.0 == other.0
    }
}
