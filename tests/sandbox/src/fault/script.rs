//! The rules in force.

use http::{HeaderName, HeaderValue, Method, StatusCode};

use super::{Fault, FaultRule};
use crate::platform::Platform;

/// Rules in the order they were given. A request counts for every rule that matches it until one strikes.
#[derive(Debug, Default)]
pub(crate) struct Script {
    rules: Vec<FaultRule>,
}

impl Script {
    pub(crate) fn add(&mut self, rule: FaultRule) {
        self.rules.push(rule);
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// The fault this request meets.
    pub(crate) fn meet(&mut self, platform: Platform, method: &Method, path: &str) -> Option<Fault> {
        let index = self.rules.iter_mut().position(|rule| rule.strikes(platform, method, path))?;
        let rule = &mut self.rules[index];
        rule.times -= 1;
        let fault = rule.fault.clone();
        if rule.times == 0 {
            self.rules.remove(index);
        }
        Some(fault)
    }
}

impl FaultRule {
    fn strikes(&mut self, platform: Platform, method: &Method, path: &str) -> bool {
        let matches = self.platform == platform.name()
            && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method.as_str()))
            && self.path.as_ref().is_none_or(|part| path.contains(part));
        if !matches || self.times == 0 {
            return false;
        }
        let passes = self.skip > 0;
        self.skip = self.skip.saturating_sub(1);
        !passes
    }

    /// Why this rule could never strike as it says.
    pub(crate) fn flaw(&self) -> Option<String> {
        if Platform::parse(&self.platform).is_none() {
            return Some(format!("unknown platform {:?}", self.platform));
        }
        if self.times == 0 {
            return Some("times must be at least 1".to_owned());
        }
        let Fault::Answer { status, headers, .. } = &self.fault else { return None };
        if *status < 200 || StatusCode::from_u16(*status).is_err() {
            return Some("status must be 200 to 999".to_owned());
        }
        headers.iter().find_map(|(name, value)| {
            let Ok(parsed) = HeaderName::from_bytes(name.as_bytes()) else {
                return Some(format!("header name {name:?} is not allowed in HTTP"));
            };
            // The length of the body is the sandbox's own to tell; a wrong one is what `truncate` is for.
            if parsed == http::header::CONTENT_LENGTH || parsed == http::header::TRANSFER_ENCODING {
                return Some(format!("header {name:?} is set by the sandbox"));
            }
            HeaderValue::from_str(value).err().map(|_| format!("the value of header {name:?} is not allowed"))
        })
    }
}
