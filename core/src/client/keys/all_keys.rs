use std::{
    collections::{HashSet, VecDeque},
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_core::Stream;

use super::Keys;
use crate::{
    client::Client,
    error::Error,
    key::{ApiKey, Page},
};

/// The largest page that is allowed: fewest calls against the limit.
const PAGE_SIZE: u32 = 100;

type NextPage = Pin<Box<dyn Future<Output = Result<Page<ApiKey>, Error>> + Send>>;

impl Keys {
    /// Every key, one after another; pages are fetched as they are needed.
    ///
    /// A key that shows up on two pages, because others were made meanwhile, is given once. After an error the
    /// sequence has ended.
    ///
    /// ```no_run
    /// # async fn example(client: keyhelm::Client) -> Result<(), keyhelm::Error> {
    /// let mut keys = client.keys().list_all();
    /// while let Some(key) = keys.next().await {
    ///     println!("{}", key?.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_all(&self) -> AllKeys {
        AllKeys {
            client: self.client.clone(),
            buffer: VecDeque::new(),
            seen: HashSet::new(),
            fetching: None,
            next_page: Some(1),
            timeout: None,
        }
    }
}

/// See [`Keys::list_all`]. A [`Stream`], with a [`next`](AllKeys::next) of its own.
#[must_use = "a sequence does nothing until it is asked for its next key"]
pub struct AllKeys {
    client: Client,
    buffer: VecDeque<ApiKey>,
    seen: HashSet<String>,
    fetching: Option<NextPage>,
    next_page: Option<u32>,
    timeout: Option<Duration>,
}

impl AllKeys {
    /// How long each page may take, instead of the client's setting.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The next key, or `None` after the last.
    pub async fn next(&mut self) -> Option<Result<ApiKey, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next key, if it has come already; asks for nothing.
    pub fn fetched(&mut self) -> Option<ApiKey> {
        self.buffer.pop_front()
    }

    fn fetch(&self, page: u32) -> NextPage {
        let call = Keys::new(self.client.clone()).list().page(page).page_size(PAGE_SIZE);
        match self.timeout {
            Some(timeout) => call.timeout(timeout).into_future(),
            None => call.into_future(),
        }
    }

    fn take(&mut self, page: Page<ApiKey>) {
        let is_full = page.items.len() >= PAGE_SIZE as usize;
        let fresh: Vec<ApiKey> =
            page.items.into_iter().filter(|key| self.seen.insert(key.id.clone())).collect();
        let is_last = match page.total_pages {
            Some(total) => u64::from(page.page) >= total,
            None => !is_full,
        };
        // A page without anything new ends the sequence whatever the platform counts.
        self.next_page = if is_last || fresh.is_empty() { None } else { page.page.checked_add(1) };
        self.buffer.extend(fresh);
    }
}

impl Stream for AllKeys {
    type Item = Result<ApiKey, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(key) = self.buffer.pop_front() {
                return Poll::Ready(Some(Ok(key)));
            }
            if self.fetching.is_none() {
                let Some(page) = self.next_page else { return Poll::Ready(None) };
                self.fetching = Some(self.fetch(page));
            }
            let Some(fetching) = &mut self.fetching else { return Poll::Ready(None) };
            let page = ready!(fetching.as_mut().poll(context));
            self.fetching = None;
            match page {
                Ok(page) => self.take(page),
                Err(error) => {
                    self.next_page = None;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl fmt::Debug for AllKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AllKeys").field("client", &self.client).finish_non_exhaustive()
    }
}
