use super::Client;
use crate::{error::Error, transport};

impl Client {
    /// A client with the same settings and the key of now, and with connections and a login of its own. It is for a
    /// forked process, in which the connections of this client still belong to the parent.
    #[doc(hidden)]
    pub fn in_forked_child(&self) -> Result<Self, Error> {
        let inner = &self.inner;
        let mut settings = inner.settings.clone();
        settings.api_key = inner.credential.get().filter(|own| own.is_key).map(|own| own.secret);
        settings.checked().map_err(|error| error.at(self.platform()))
    }

    /// Forgets the paces of the parent process: calls that were under way there never end here, and would hold their
    /// places for ever.
    #[doc(hidden)]
    pub fn forget_parent() {
        transport::forget_pacers();
    }
}
