use std::time::Duration;

use super::{Keys, awaited_call};
use crate::{
    client::Client,
    error::Error,
    key::{ApiKey, Page},
    operation::Operation,
};

const PAGE_SIZE: u32 = 10;

impl Keys {
    /// A page of keys. The first one with 10 keys, unless it is told otherwise.
    pub fn list(&self) -> ListKeys {
        ListKeys { client: self.client.clone(), page: 1, page_size: PAGE_SIZE, timeout: None }
    }
}

/// See [`Keys::list`].
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited"]
pub struct ListKeys {
    client: Client,
    page: u32,
    page_size: u32,
    timeout: Option<Duration>,
}

impl ListKeys {
    /// The page's number; the first is 1.
    pub fn page(mut self, page: u32) -> Self {
        self.page = page;
        self
    }

    /// How many keys a page has: 1 to 100.
    pub fn page_size(mut self, page_size: u32) -> Self {
        self.page_size = page_size;
        self
    }

    async fn run(self) -> Result<Page<ApiKey>, Error> {
        let inner = &self.client.inner;
        let call = inner.adapter.list(&inner.account, self.page, self.page_size);
        self.client.run(Operation::List, call, self.timeout).await
    }
}

awaited_call!(ListKeys => Page<ApiKey>);
