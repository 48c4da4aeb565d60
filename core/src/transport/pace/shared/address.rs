use std::{borrow::Cow, io, pin::Pin, sync::Arc};

use percent_encoding::percent_decode_str;
use redis::RedisConnectionInfo;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use crate::{error::Error, secret::Secret, transport::tls};

/// Where Redis is and how to log in there.
pub(super) struct Address {
    host: String,
    port: u16,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    pub(super) login: RedisConnectionInfo,
    /// Known to the shared redactor while the address is in use.
    _password: Option<Secret>,
}

/// Plain or under TLS.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Address {
    /// The URL may hold a password, so no error shows it.
    pub(super) fn read(url: &Secret, ca_certificates: &[Vec<u8>]) -> Result<Self, Error> {
        let refused = |why: &str| Error::config(format!("`shared_limit` {why}"));
        // EXPOSE: to read it as a URL.
        let url =
            Url::parse(url.reveal().trim()).map_err(|_| refused("is no URL; write redis://host:port"))?;
        let is_tls = match url.scheme() {
            "redis" => false,
            "rediss" => true,
            _ => return Err(refused("is neither redis nor rediss; write redis://host:port")),
        };
        let host = match url.host() {
            Some(Host::Domain(name)) if !name.is_empty() => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            _ => return Err(refused("names no host; write redis://host:port")),
        };
        if url.query().is_some() || url.fragment().is_some() {
            return Err(refused(
                "holds a query or a fragment; write redis://user:password@host:port/database",
            ));
        }
        let database = match url.path().trim_start_matches('/') {
            "" => 0,
            number => number
                .parse::<u16>()
                .map_err(|_| refused("names a database that is no number; write redis://host:port/0"))?,
        };
        let decoded = |text: &str| {
            percent_decode_str(text)
                .decode_utf8()
                .map(Cow::into_owned)
                .map_err(|_| refused("holds a user name or a password that is not UTF-8"))
        };
        let mut login = RedisConnectionInfo::default().set_db(database.into()).set_skip_set_lib_name();
        if !url.username().is_empty() {
            login = login.set_username(decoded(url.username())?);
        }
        let password = url.password().map(decoded).transpose()?.map(Secret::password);
        if let Some(password) = &password {
            password.watch();
            login = login.set_password(password.reveal());
        }
        let tls = is_tls
            .then(|| {
                let mut config = tls::config(ca_certificates)?;
                config.alpn_protocols.clear();
                let name = ServerName::try_from(host.clone())
                    .map_err(|_| refused("names a host that no certificate can stand for"))?;
                Ok((TlsConnector::from(Arc::new(config)), name))
            })
            .transpose()?;
        Ok(Self { host, port: url.port().unwrap_or(6379), tls, login, _password: password })
    }

    pub(super) async fn connect(&self) -> io::Result<Pin<Box<dyn Stream>>> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        stream.set_nodelay(true)?;
        Ok(match &self.tls {
            None => Box::pin(stream),
            Some((connector, name)) => Box::pin(connector.connect(name.clone(), stream).await?),
        })
    }
}
