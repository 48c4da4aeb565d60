use std::sync::{Arc, OnceLock};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};

use crate::error::Error;

/// TLS for platforms: the system's certificate authorities, those given beside them, and ring as the provider, named
/// here so that no process-wide default is needed or set.
pub(crate) fn config(extra_authorities: &[Vec<u8>]) -> Result<ClientConfig, Error> {
    with_roots(with_authorities(system_roots().clone(), extra_authorities)?)
}

/// TLS for clients whose platform is on this machine and spoken to in plain text. The system's authorities are not read
/// for nothing; those given are checked all the same.
pub(crate) fn unused(extra_authorities: &[Vec<u8>]) -> Result<ClientConfig, Error> {
    with_roots(with_authorities(RootCertStore::empty(), extra_authorities)?)
}

fn with_authorities(mut roots: RootCertStore, authorities: &[Vec<u8>]) -> Result<RootCertStore, Error> {
    for pem in authorities {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate
                .map_err(|_| Error::config("`ca_certificates` holds something that is no PEM certificate"))?;
            roots.add(certificate).map_err(|_| {
                Error::config("`ca_certificates` holds a certificate that cannot be an authority")
            })?;
        }
        if roots.len() == before {
            return Err(Error::config("`ca_certificates` holds no PEM certificate"));
        }
    }
    Ok(roots)
}

fn with_roots(roots: RootCertStore) -> Result<ClientConfig, Error> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| Error::config("this build of rustls lacks TLS 1.2 and 1.3"))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Read once per process, because reading them takes milliseconds. A machine without any gets Mozilla's.
fn system_roots() -> &'static RootCertStore {
    static ROOTS: OnceLock<RootCertStore> = OnceLock::new();
    ROOTS.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
        }
        roots
    })
}
