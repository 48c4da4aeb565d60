mod field;

use std::{
    cmp::Reverse,
    mem::discriminant,
    time::{Duration, SystemTime},
};

use http::{HeaderMap, HeaderName, header::AGE};
use jiff::Timestamp;

use self::field::{Bare, Item, Malformed, Parser};
use super::retry_after;

/// What an answer tells about the limits that hold for its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Everything that is limited in a window of a known length, in the order of the header.
    pub(crate) quotas: Vec<Quota>,
    /// The limit that is closest to being reached.
    pub(crate) remaining: Option<Remaining>,
}

/// So many requests in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quota {
    pub(crate) requests: u64,
    pub(crate) window: Duration,
}

/// What is left of a quota. Never a promise, and over `reset` never a rate: 10,000 requests that are left for the last
/// 10 of 1,000 seconds are not 1,000 in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Remaining {
    pub(crate) requests: u64,
    /// How long after the answer there will be more.
    pub(crate) reset: Duration,
    /// The window of the quota, if it is told.
    pub(crate) window: Option<Duration>,
    /// The whole quota, if it is told.
    pub(crate) of: Option<u64>,
}

/// A reset larger than this is a Unix time: as seconds to wait it would be 31 years.
const LONGEST_RESET: u64 = 1_000_000_000;

/// The names of the three fields that stand for one value each, as the drafts up to 06 have them, and as they are found
/// without any draft.
const SINGLE_FIELDS: [[&str; 3]; 3] = [
    ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
    ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"],
    ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"],
];

/// Reads the `RateLimit` fields of any draft of draft-ietf-httpapi-ratelimit-headers, the newest form first:
///
/// - 08 to 10: `RateLimit-Policy: "burst";q=100;w=60` and `RateLimit: "burst";r=50;t=30`,
/// - between 07 and 08: `RateLimit-Policy: default;l=100;w=10` and `RateLimit: policy=default, remaining=50, reset=5`,
/// - 07: `RateLimit-Policy: 100;w=10` and `RateLimit: limit=100, remaining=50, reset=5`,
/// - up to 06, and with an `X-`: `RateLimit-Limit: 10, 10;w=1, 50;w=60`, `RateLimit-Remaining` and `RateLimit-Reset`.
///
/// A malformed field is no field. Quotas of anything but requests are left out, and so is what names no moment at which
/// there is more. Of several limits the one with the fewest requests left counts. An answer from a cache tells nothing,
/// because it is about another request.
pub(super) fn read(headers: &HeaderMap, received_at: SystemTime) -> Option<Told> {
    // Most answers tell nothing, and every answer is asked.
    if !headers.keys().any(may_tell) || is_from_cache(headers) {
        return None;
    }
    let policy_field = joined(headers, "ratelimit-policy");
    let policies = policies(&policy_field).unwrap_or_default();
    let mut told = Told { quotas: quotas(&policies), remaining: None };
    let field = joined(headers, "ratelimit");
    told.remaining = listed(&field, &policies).or_else(|_| keyed(&field, &policies)).unwrap_or_default();
    let now = retry_after::server_time(headers, received_at);
    for names in SINGLE_FIELDS {
        told.fill(headers, names, &policies, now);
    }
    (!told.quotas.is_empty() || told.remaining.is_some()).then_some(told)
}

fn may_tell(name: &HeaderName) -> bool {
    ["ratelimit", "x-ratelimit", "x-rate-limit"].iter().any(|start| name.as_str().starts_with(start))
}

/// RFC 9111, section 5.1. What is no number is no age.
fn is_from_cache(headers: &HeaderMap) -> bool {
    headers.get_all(AGE).iter().any(|age| {
        let mut parts = age.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
        parts.any(|age| age.iter().all(u8::is_ascii_digit) && age.iter().any(|digit| *digit != b'0'))
    })
}

/// All fields of a name as one (RFC 9651, section 4.2).
fn joined(headers: &HeaderMap, name: &'static str) -> Vec<u8> {
    let values = headers.get_all(name).iter().map(|value| value.as_bytes().trim_ascii());
    values.filter(|value| !value.is_empty()).collect::<Vec<_>>().join(&b", "[..])
}

impl Told {
    /// Adds what newer fields left open.
    fn fill(
        &mut self,
        headers: &HeaderMap,
        names: [&'static str; 3],
        policies: &[Policy<'_>],
        now: Timestamp,
    ) {
        let [limit, remaining, reset] = names.map(|name| joined(headers, name));
        let limits = self::policies(&limit).unwrap_or_default();
        if self.quotas.is_empty() {
            self.quotas = quotas(&limits);
        }
        if self.remaining.is_none()
            && let (Ok(requests), Ok(reset)) = (single(&remaining), single(&reset))
            && let Some(reset) = delay(reset, now)
        {
            let of = limits.first().map(|limit| limit.quota);
            let policy =
                of.and_then(|of| policies.iter().chain(&limits).find(|policy| policy.is_window_of(of)));
            self.remaining =
                Some(Remaining { requests, reset, window: policy.and_then(|policy| policy.window), of });
        }
    }
}

/// The field's one number.
fn single(field: &[u8]) -> Result<u64, Malformed> {
    let items = Parser { rest: field }.list()?;
    match &*items {
        [item] => item.value.amount(),
        _ => Err(Malformed),
    }
}

/// Seconds to wait, or a Unix time by the server's clock.
fn delay(reset: u64, now: Timestamp) -> Option<Duration> {
    if reset <= LONGEST_RESET {
        return Some(Duration::from_secs(reset));
    }
    let then = Timestamp::from_second(i64::try_from(reset).ok()?).ok()?;
    Some(retry_after::until(then, now))
}

/// A limit as the server states it.
struct Policy<'a> {
    name: Option<&'a [u8]>,
    quota: u64,
    window: Option<Duration>,
    is_of_requests: bool,
}

impl Policy<'_> {
    fn is_window_of(&self, quota: u64) -> bool {
        self.quota == quota && self.window.is_some() && self.is_of_requests
    }
}

fn quotas(policies: &[Policy<'_>]) -> Vec<Quota> {
    let of_requests = policies.iter().filter(|policy| policy.is_of_requests);
    of_requests.filter_map(|policy| Some(Quota { requests: policy.quota, window: policy.window? })).collect()
}

/// Reads `RateLimit-Policy`, and `RateLimit-Limit`, whose first number has no window of its own.
fn policies(field: &[u8]) -> Result<Vec<Policy<'_>>, Malformed> {
    let items = Parser { rest: field }.list()?;
    let mut kinds = items.iter().map(|item| discriminant(&item.value));
    let first = kinds.next();
    if kinds.any(|kind| Some(kind) != first) {
        return Err(Malformed);
    }
    items.iter().map(policy).collect()
}

fn policy<'a>(item: &Item<'a>) -> Result<Policy<'a>, Malformed> {
    let (name, quota) = match item.value {
        Bare::String(name) => (Some(name), item.amount("q")?.ok_or(Malformed)?),
        Bare::Token(name) => (Some(name), item.amount("q")?.or(item.amount("l")?).ok_or(Malformed)?),
        _ => (None, item.value.amount()?),
    };
    let window = match item.amount("w")? {
        Some(0) => return Err(Malformed),
        seconds => seconds.map(Duration::from_secs),
    };
    let is_of_requests = match item.get("qu") {
        None => true,
        Some(Bare::String(unit) | Bare::Token(unit)) => matches!(unit, b"requests" | b"request"),
        Some(_) => return Err(Malformed),
    };
    Ok(Policy { name, quota, window, is_of_requests })
}

/// The list of drafts 08 to 10.
fn listed(field: &[u8], policies: &[Policy<'_>]) -> Result<Option<Remaining>, Malformed> {
    let items = Parser { rest: field }.list()?;
    let limits = items.iter().map(|item| service_limit(item, policies)).collect::<Result<Vec<_>, _>>()?;
    Ok(limits.into_iter().flatten().min_by_key(|limit| (limit.requests, Reverse(limit.reset))))
}

fn service_limit(item: &Item<'_>, policies: &[Policy<'_>]) -> Result<Option<Remaining>, Malformed> {
    let (Bare::String(name) | Bare::Token(name)) = item.value else { return Err(Malformed) };
    let requests = item.amount("r")?.ok_or(Malformed)?;
    let reset = item.amount("t")?.map(Duration::from_secs);
    let policy = policies.iter().find(|policy| policy.name == Some(name));
    Ok(remaining(requests, reset, None, policy))
}

/// The dictionary of draft 07 and of what came right after it.
fn keyed(field: &[u8], policies: &[Policy<'_>]) -> Result<Option<Remaining>, Malformed> {
    let members = Parser { rest: field }.dictionary()?;
    let limit = members.amount("limit")?;
    let reset = members.amount("reset")?.map(Duration::from_secs);
    let policy = match members.get("policy") {
        Some(Bare::String(name) | Bare::Token(name)) => {
            policies.iter().find(|policy| policy.name == Some(name))
        }
        Some(_) => return Err(Malformed),
        None => limit.and_then(|limit| policies.iter().find(|policy| policy.is_window_of(limit))),
    };
    let requests = members.amount("remaining")?;
    Ok(requests.and_then(|requests| remaining(requests, reset, limit, policy)))
}

fn remaining(
    requests: u64,
    reset: Option<Duration>,
    limit: Option<u64>,
    policy: Option<&Policy<'_>>,
) -> Option<Remaining> {
    if policy.is_some_and(|policy| !policy.is_of_requests) {
        return None;
    }
    let of = limit.or(policy.map(|policy| policy.quota));
    Some(Remaining { requests, reset: reset?, window: policy.and_then(|policy| policy.window), of })
}

#[cfg(test)]
mod tests;
