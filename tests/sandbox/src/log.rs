//! What arrived, without its secrets.

use std::collections::VecDeque;

use http::HeaderMap;
use serde::Serialize;

use crate::digest::Digest;
use crate::request::presented;

const KEPT: usize = 10_000;

/// One request as the log keeps it: entered on arrival, completed when the answer's head leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestRecord {
    /// When it arrived: RFC 3339, by the sandbox's clock.
    pub time: String,
    /// The platform it was meant for.
    pub platform: String,
    /// The HTTP method.
    pub method: String,
    /// The whole path, base included, without the query.
    pub path: String,
    /// The names of its headers: lower case, sorted, each once.
    pub headers: Vec<String>,
    /// The first 16 hex digits of the SHA-256 of the key, token or Basic password it carried.
    pub key_fingerprint: Option<String>,
    /// The status it was answered with; none while it runs and when the line broke instead.
    pub status: Option<u16>,
}

impl RequestRecord {
    pub(crate) fn new(time: String, platform: &str, head: &http::request::Parts) -> RequestRecord {
        RequestRecord {
            time,
            platform: platform.to_owned(),
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            headers: names(&head.headers),
            key_fingerprint: presented(&head.headers).map(|secret| Digest::of(&secret).fingerprint()),
            status: None,
        }
    }
}

fn names(headers: &HeaderMap) -> Vec<String> {
    let mut names: Vec<String> = headers.keys().map(ToString::to_string).collect();
    names.sort_unstable();
    names
}

/// The last 10,000 requests.
#[derive(Debug, Default)]
pub(crate) struct Log {
    records: VecDeque<(u64, RequestRecord)>,
}

impl Log {
    pub(crate) fn enter(&mut self, id: u64, record: RequestRecord) {
        if self.records.len() == KEPT {
            self.records.pop_front();
        }
        self.records.push_back((id, record));
    }

    pub(crate) fn complete(&mut self, id: u64, status: u16) {
        // Ids only grow, so the deque is sorted by them.
        if let Ok(index) = self.records.binary_search_by_key(&id, |(id, _)| *id) {
            self.records[index].1.status = Some(status);
        }
    }

    pub(crate) fn records(&self) -> Vec<RequestRecord> {
        self.records.iter().map(|(_, record)| record.clone()).collect()
    }

    pub(crate) fn clear(&mut self) {
        self.records.clear();
    }
}
