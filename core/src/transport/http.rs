use std::{error::Error as StdError, net::Ipv4Addr, net::Ipv6Addr, net::SocketAddr, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{ACCEPT, CONTENT_TYPE},
};
use reqwest::{Body, Client, Proxy, redirect::Policy, retry};
use url::Url;
use zeroize::Zeroizing;

use super::{
    Lost, LostCause,
    sent::{NotingBody, Sent},
    tls,
};
use crate::{
    adapter::{Request, Response},
    clock::World,
    error::Error,
};

/// No answer about keys is anywhere near as large.
const ANSWER_LIMIT: usize = 4 * 1024 * 1024;

/// Shorter than the idle limit of the usual servers and proxies, so that a reused connection is seldom a dead one.
const IDLE_LIMIT: Duration = Duration::from_secs(50);

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Connections to one platform.
pub(crate) struct Http {
    client: Client,
    base: Base,
    #[cfg(test)]
    simulated: Option<std::sync::Arc<dyn SimulatedServer>>,
}

/// Takes the place of the network in tests. It gets what an attempt may use and has to answer for it likewise: the note
/// is set as the request leaves, and dropping the future is how an attempt is given up.
#[cfg(test)]
pub(super) trait SimulatedServer: Send + Sync {
    fn exchange<'a>(&'a self, request: &'a Request, sent: &'a Sent) -> SimulatedExchange<'a>;
}

#[cfg(test)]
pub(super) type SimulatedExchange<'a> =
    std::pin::Pin<Box<dyn Future<Output = Result<Response, Lost>> + Send + 'a>>;

pub(crate) struct HttpSettings<'a> {
    pub(crate) base_url: &'a Url,
    /// The platform is on this machine: plain text is fine and no proxy is used.
    pub(crate) is_loopback: bool,
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: Option<&'a Url>,
    pub(crate) ca_certificates: &'a [Vec<u8>],
    pub(crate) user_agent: HeaderValue,
}

impl Http {
    pub(crate) fn new(settings: HttpSettings<'_>) -> Result<Self, Error> {
        // TLS is not set up for nothing: that would read the system's certificates.
        let tls = match settings.base_url.scheme() {
            "https" => tls::config(settings.ca_certificates)?,
            _ => tls::unused(settings.ca_certificates)?,
        };
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(settings.connect_timeout)
            .pool_idle_timeout(IDLE_LIMIT)
            .tcp_nodelay(true)
            .redirect(Policy::none())
            .referer(false)
            // The sending loop decides alone what is sent twice.
            .retry(retry::never())
            .user_agent(settings.user_agent);
        if settings.is_loopback {
            // Whatever a resolver says: `localhost` is this machine.
            let here =
                [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
            builder = builder.no_proxy().resolve_to_addrs("localhost", &here);
        } else if let Some(proxy) = settings.proxy {
            let proxy =
                Proxy::all(proxy.as_str()).map_err(|_| Error::config("`proxy` cannot be used as a proxy"))?;
            builder = builder.no_proxy().proxy(proxy);
        }
        let client = builder.build().map_err(|error| {
            Error::config(format!("the HTTP client cannot be set up: {}", describe(&error.without_url())))
        })?;
        Ok(Self {
            client,
            base: Base(settings.base_url.clone()),
            #[cfg(test)]
            simulated: None,
        })
    }

    /// No network at all.
    #[cfg(test)]
    pub(super) fn simulated(&self, server: std::sync::Arc<dyn SimulatedServer>) -> Self {
        Self { client: self.client.clone(), base: Base(self.base.0.clone()), simulated: Some(server) }
    }

    /// Sends once and reads the whole answer.
    pub(crate) async fn exchange(
        &self,
        request: &Request,
        credential: Option<(HeaderName, HeaderValue)>,
        sent: &Sent,
        world: &dyn World,
    ) -> Result<Response, Lost> {
        #[cfg(test)]
        if let Some(server) = &self.simulated {
            return server.exchange(request, sent).await;
        }
        let request = self.request(request, credential, sent);
        let repeatable_body = request.body().is_none();
        let lost = |error: reqwest::Error| {
            // Without a noting body nothing is known of the time after connecting.
            let may_be_sent = sent.is_set() || (repeatable_body && !error.is_connect());
            Lost { cause: LostCause::Connection, sent: may_be_sent, detail: describe(&error.without_url()) }
        };
        let mut answer = self.client.execute(request).await.map_err(lost)?;
        sent.set();
        let too_large = || Lost {
            cause: LostCause::TooLarge,
            sent: true,
            detail: "the answer is larger than 4 MiB".to_owned(),
        };
        let announced = answer.content_length().unwrap_or(0);
        if announced > ANSWER_LIMIT as u64 {
            return Err(too_large());
        }
        let mut body = Zeroizing::new(Vec::with_capacity(usize::try_from(announced).unwrap_or(0)));
        while let Some(chunk) = answer.chunk().await.map_err(lost)? {
            if body.len() + chunk.len() > ANSWER_LIMIT {
                return Err(too_large());
            }
            append(&mut body, &chunk);
        }
        Ok(Response {
            status: answer.status().as_u16(),
            headers: std::mem::take(answer.headers_mut()),
            body,
            received_at: world.now(),
        })
    }

    fn request(
        &self,
        request: &Request,
        credential: Option<(HeaderName, HeaderValue)>,
        sent: &Sent,
    ) -> reqwest::Request {
        let mut outgoing = reqwest::Request::new(request.method.clone(), self.base.join(&request.path));
        let headers: &mut HeaderMap = outgoing.headers_mut();
        headers.clone_from(&request.headers);
        headers.entry(ACCEPT).or_insert(JSON);
        if let Some((name, value)) = credential {
            headers.insert(name, value);
        }
        if request.body.is_some() {
            headers.insert(CONTENT_TYPE, JSON);
        }
        if request.body.is_some() || !matches!(request.method, Method::GET | Method::HEAD) {
            let data = request.body.as_ref().map_or_else(Bytes::new, crate::adapter::Body::bytes);
            *outgoing.body_mut() = Some(Body::wrap(NotingBody::new(data, sent.clone())));
        }
        outgoing
    }
}

/// The base URL, used as it was given.
struct Base(Url);

impl Base {
    /// The URL of a path below the base, with its query. Parsing the host once and not on every call is a tenth of a
    /// call's instructions.
    fn join(&self, path: &str) -> Url {
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let mut url = self.0.clone();
        url.set_path(&[self.0.path().trim_end_matches('/'), path].concat());
        url.set_query(query);
        url
    }
}

/// Grows by copying into fresh memory and wiping the old, which a plain `Vec` would leave behind as it was.
fn append(body: &mut Zeroizing<Vec<u8>>, chunk: &[u8]) {
    let needed = body.len() + chunk.len();
    if needed > body.capacity() {
        let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(2 * body.capacity())));
        larger.extend_from_slice(body);
        *body = larger;
    }
    body.extend_from_slice(chunk);
}

/// The chain of causes as one line. A reqwest error would show the URL, so the caller has taken that out.
fn describe(error: &reqwest::Error) -> String {
    let mut texts = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if !texts.contains(&text) {
            texts.push(text);
        }
        source = cause.source();
    }
    texts.join(": ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_below_the_base_is_what_parsing_the_whole_text_gives() {
        let bases = [
            "https://host.example",
            "https://host.example/",
            "https://host.example/v3/",
            "http://127.0.0.1:9/a/b",
        ];
        let paths = [
            "/me",
            "/invoices?limit=1&x=%2F%20",
            "/users/a%2Fb%3Fc%23d/apikey",
            "/x?query=a?b",
            "/x?",
            "/~a-b_c.d",
            "/%C3%BC",
        ];
        for base in bases {
            for path in paths {
                let whole = Url::parse(&format!("{}{path}", base.trim_end_matches('/'))).unwrap();
                assert_eq!(Base(Url::parse(base).unwrap()).join(path), whole, "{base} {path}");
            }
            let doubled = Base(Url::parse(base).unwrap()).join("//evil.example/x");
            assert_ne!(doubled.host_str(), Some("evil.example"));
        }
    }
}
