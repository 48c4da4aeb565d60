use std::sync::Arc;

use crate::{
    call::Cancel,
    client::Client,
    error::Failure,
    keys::within,
    records::{Origin, OriginList},
};

#[uniffi::export]
impl Client {
    async fn list_origins(
        &self,
        id: String,
        timeout: Option<f64>,
        cancel: Arc<Cancel>,
    ) -> Result<OriginList, Failure> {
        cancel.run(within!(self.0.keys().origins().list(id), timeout).into_future()).await
    }

    async fn add_origin(
        &self,
        id: String,
        domain: String,
        timeout: Option<f64>,
        cancel: Arc<Cancel>,
    ) -> Result<Origin, Failure> {
        cancel.run(within!(self.0.keys().origins().add(id, domain), timeout).into_future()).await
    }

    async fn remove_origin(
        &self,
        id: String,
        origin_id: String,
        timeout: Option<f64>,
        cancel: Arc<Cancel>,
    ) -> Result<(), Failure> {
        cancel.run(within!(self.0.keys().origins().remove(id, origin_id), timeout).into_future()).await
    }
}
