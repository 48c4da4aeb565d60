use keyhelm::{ApiKey, ClientKey, IssuedKey, Origin, Page, RawResponse, Reconciliation, Verification};
use serde::Serialize;

use crate::{
    mailbox::Attachment,
    response::{self, Body},
    secret::Secret,
    time,
};

/// What a call gives, on its way to JavaScript: as JSON, and beside it what must not be text.
pub(crate) trait Answer: Send + 'static {
    fn write(self, attachments: &mut Vec<Attachment>) -> String;
}

/// Records hold nothing that JSON has no form for.
pub(crate) fn json(record: &impl Serialize) -> String {
    serde_json::to_string(record).unwrap_or_else(|_| "null".to_owned())
}

macro_rules! plain {
    ($($record:ty),* $(,)?) => { $(
        impl Answer for $record {
            fn write(self, _: &mut Vec<Attachment>) -> String {
                json(&self)
            }
        }
    )* };
}

plain! { ApiKey, Option<ApiKey>, Page<ApiKey>, ClientKey, Verification, Reconciliation, Origin, Vec<Origin>, Vec<ApiKey> }

impl Answer for () {
    fn write(self, _: &mut Vec<Attachment>) -> String {
        "null".to_owned()
    }
}

#[derive(Serialize)]
struct Issued<'a> {
    key: &'a ApiKey,
    previous: &'static str,
    previous_ends_at: Option<f64>,
}

/// The secrets are attachments: the password, if there is one, after the key's.
impl Answer for IssuedKey {
    fn write(self, attachments: &mut Vec<Attachment>) -> String {
        let text = json(&Issued {
            key: &self.key,
            previous: self.previous.as_str(),
            previous_ends_at: self.previous_ends_at.map(time::milliseconds),
        });
        attachments.push(Attachment::A(Secret(self.secret)));
        attachments.extend(self.password.map(|password| Attachment::A(Secret(password))));
        text
    }
}

impl Answer for RawResponse {
    fn write(self, attachments: &mut Vec<Attachment>) -> String {
        let head = json(&response::head(&self));
        attachments.push(Attachment::B(Body::new(self)));
        head
    }
}
