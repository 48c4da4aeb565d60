use std::time::Duration;

use keyhelm::{Client, ErrorCode, Platform, RateLimit};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use crate::{
    host::Orders,
    server::{Redis, free_port},
    support::{Heard, orders, sandbox},
};

const PASSWORD: &str = "EXAMPLE-not-a-password";

#[test]
fn a_url_that_is_none_of_redis_is_refused() {
    for (url, why) in [
        ("", "is no URL"),
        ("localhost:6379", "neither redis nor rediss"),
        ("http://127.0.0.1:6379", "neither redis nor rediss"),
        ("redis+unix:///tmp/redis.sock", "neither redis nor rediss"),
        ("redis://", "names no host"),
        ("redis:///0", "names no host"),
        ("redis://127.0.0.1:99999", "is no URL"),
        ("redis://127.0.0.1/zero", "a database that is no number"),
        ("redis://127.0.0.1?password=EXAMPLE-not-a-password", "holds a query"),
        ("ftp://user:EXAMPLE-not-a-password@127.0.0.1", "neither redis nor rediss"),
        ("redis://user:EXAMPLE-not-a-password@127.0.0.1:port", "is no URL"),
    ] {
        let error = Client::builder(Platform::Adyen)
            .base_url("http://127.0.0.1:9")
            .api_key("EXAMPLE0NOT0A0KEY")
            .shared_limit(url)
            .build()
            .unwrap_err();
        assert_eq!(error.code(), ErrorCode::Config, "{url}");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("`shared_limit`") && shown.contains(why), "{url}: {shown}");
        assert!(!shown.contains(PASSWORD), "{shown}");
    }
}

#[test]
fn what_redis_understands_is_taken() {
    for url in [
        "redis://localhost",
        "redis://[::1]:6380/3",
        "redis://user:p%40ss@redis.example.com:6379/0",
        "rediss://:EXAMPLE-not-a-password@redis.example.com",
    ] {
        let builder = Client::builder(Platform::Adyen)
            .base_url("http://127.0.0.1:9")
            .api_key("EXAMPLE0NOT0A0KEY")
            .shared_limit(url);
        assert!(!format!("{builder:?}").contains(PASSWORD));
        assert!(!format!("{:?}", builder.build().unwrap()).contains(PASSWORD));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_used_and_never_shown() {
    let (sandbox, redis) = (sandbox().await, Redis::start_with(&["--requirepass", PASSWORD]));
    let orders = orders(&sandbox, &redis, (100, Duration::from_secs(30)));
    for (password, is_right) in [(PASSWORD, true), ("EXAMPLE-not-a-password-either", false)] {
        let heard = Heard::default();
        let url = format!("redis://:{password}@127.0.0.1:{}", redis.port());
        let client = Orders { redis: url, ..orders.clone() }.client(&heard);
        client.keys().current().await.unwrap();
        match (&heard.warnings()[..], is_right) {
            ([], true) => {}
            ([warning], false) => {
                assert!(
                    warning.contains("it refuses the login") && !warning.contains("EXAMPLE"),
                    "{warning}"
                );
            }
            (warnings, _) => panic!("{warnings:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_learns_no_secret() {
    let (sandbox, redis) = (sandbox().await, Redis::start());
    let orders = orders(&sandbox, &redis, (100, Duration::from_secs(30)));
    orders.client(&Heard::default()).keys().current().await.unwrap();
    let keys = redis.command("KEYS *");
    let key = keys.iter().find(|line| line.ends_with(":log")).unwrap();
    let log = redis.command(&format!("ZRANGE {key} 0 -1 WITHSCORES"));
    let fingerprint = keyhelm::Secret::new(orders.api_key.as_str()).fingerprint().unwrap();
    let seen = format!("{keys:?} {log:?}");
    assert!(seen.contains("keyhelm:{adyen:"), "{seen}");
    assert!(!seen.contains(&orders.api_key) && !seen.contains(&fingerprint), "{seen}");
    // Nothing is there for ever.
    for key in keys.iter().filter(|line| line.starts_with("keyhelm:")) {
        assert_ne!(redis.command(&format!("PTTL {key}"))[0], ":-1", "{key}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_is_spoken_to_whom_the_authorities_vouch_for_and_to_nobody_else() {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned()];
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();

    let sandbox = sandbox().await;
    let port = free_port();
    let file = |name: &str, text: &str| {
        let path = format!("{}/fleet-{port}-{name}.pem", env!("CARGO_TARGET_TMPDIR"));
        std::fs::write(&path, text).unwrap();
        path
    };
    let (certificate, key) = (file("certificate", &certificate.pem()), file("key", &key.serialize_pem()));
    let redis = Redis::start_with(&[
        "--tls-port",
        &port.to_string(),
        "--tls-cert-file",
        &certificate,
        "--tls-key-file",
        &key,
        "--tls-ca-cert-file",
        &certificate,
        "--tls-auth-clients",
        "no",
    ]);
    for (trusted, expected) in [(true, 0), (false, 1)] {
        let heard = Heard::default();
        let given = &sandbox.credentials().adyen;
        let mut builder = Client::builder(Platform::Adyen)
            .base_url(&given.base_url)
            .api_key(given.api_key.as_str())
            .rate_limit(RateLimit::new(100, Duration::from_secs(30)))
            .shared_limit(format!("rediss://localhost:{port}"));
        if trusted {
            builder = builder.ca_certificates(authority_pem.as_str());
        }
        let client = heard.listening(builder).build().unwrap();
        client.keys().current().await.unwrap();
        assert_eq!(heard.warnings().len(), expected, "{:?}", heard.warnings());
    }
    assert_eq!(redis.command("KEYS keyhelm:*:log")[0], "*1");
    for path in [certificate, key] {
        std::fs::remove_file(path).unwrap();
    }
}
