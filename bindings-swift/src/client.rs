use std::sync::Arc;

use crate::{census::Counted, error::Failure, event::Listener, secret::Secret, settings::Settings};

/// A client of the core. Its calls are in `keys`, `origins` and `request`.
#[derive(uniffi::Object)]
pub struct Client(pub(crate) keyhelm::Client, Counted);

#[uniffi::export]
impl Client {
    #[uniffi::constructor]
    fn new(settings: Settings, listener: Option<Box<dyn Listener>>) -> Result<Arc<Self>, Failure> {
        let mut builder = settings.builder()?;
        if let Some(listener) = listener {
            builder = builder.on_event(move |event| listener.tell(event.into()));
        }
        Ok(Arc::new(Self(builder.build()?, Counted::new())))
    }

    fn environment(&self) -> Result<Option<String>, Failure> {
        Ok(self.0.environment().map(|environment| environment.to_string()))
    }

    fn set_api_key(&self, secret: Arc<Secret>) -> Result<(), Failure> {
        Ok(self.0.set_api_key(secret.value.clone())?)
    }
}
