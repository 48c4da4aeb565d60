use std::time::Duration;

use keyhelm::{Client, ClientBuilder, Environment, Error, ErrorCode, Platform};

const TEST_KEY: &str = "sk_test_EXAMPLE0NOT0A0KEY";
const LIVE_KEY: &str = "sk_live_EXAMPLE0NOT0A0KEY";

fn refused(builder: ClientBuilder, code: ErrorCode, about: &str) -> Error {
    let error = builder.build().expect_err(about);
    assert_eq!(error.code(), code, "{error}");
    assert!(error.to_string().contains(about), "{error} does not name {about}");
    assert_eq!(error.attempts(), 0);
    error
}

fn bousol() -> ClientBuilder {
    Client::builder(Platform::Bousol)
}

#[test]
fn a_key_that_cannot_stand_in_a_header_is_refused() {
    for key in
        ["", " ", "\n", "sk_test_a\nb", "sk_test_\r\nX-Evil: 1", "sk_test_ключ", "sk_test_a ", "\tsk", "a\0b"]
    {
        let error = refused(bousol().api_key(key), ErrorCode::Config, "api_key");
        assert!(key.trim().len() < 4 || !format!("{error} {error:?}").contains(key.trim()));
    }
    for key in ["sk_test_a b", "~<;&$*!\"'`\\|{}[]()^%#@"] {
        bousol().api_key(key).build().unwrap();
    }
}

#[test]
fn a_key_of_the_other_environment_is_refused() {
    refused(
        bousol().api_key(LIVE_KEY).environment(Environment::Test),
        ErrorCode::EnvironmentMismatch,
        "live key",
    );
    for (platform, key, environment) in [
        (Platform::CertoPay, TEST_KEY, Environment::Live),
        (Platform::Caibo, "caibo_test_sk_EXAMPLE", Environment::Live),
        (Platform::Caibo, "caibo_live_sk_EXAMPLE", Environment::Test),
    ] {
        let builder = Client::builder(platform).api_key(key).environment(environment);
        refused(builder, ErrorCode::EnvironmentMismatch, "set `environment`");
    }
    // Adyen and Compago keys tell nothing, so nothing is refused.
    for platform in [Platform::Adyen, Platform::Compago] {
        Client::builder(platform).api_key(LIVE_KEY).environment(Environment::Test).build().unwrap();
    }
}

#[test]
fn the_environment_comes_from_the_setting_the_key_or_the_host() {
    let told = |builder: ClientBuilder| builder.build().unwrap().environment();
    assert_eq!(told(bousol().api_key(TEST_KEY)), Some(Environment::Test));
    assert_eq!(told(bousol().api_key(LIVE_KEY)), Some(Environment::Live));
    assert_eq!(told(bousol().api_key("unusual").environment(Environment::Live)), Some(Environment::Live));
    assert_eq!(told(bousol().api_key("unusual")), None);
    let adyen = || Client::builder(Platform::Adyen).api_key("AQE-EXAMPLE");
    assert_eq!(told(adyen().base_url("https://management-live.adyen.com/v3/")), Some(Environment::Live));
    assert_eq!(told(adyen().base_url("http://127.0.0.1:9")), None);
    refused(adyen(), ErrorCode::Config, "environment");
    refused(Client::builder(Platform::Compago).api_key("x"), ErrorCode::Config, "environment");
    let contradiction =
        adyen().base_url("https://management-live.adyen.com/v3").environment(Environment::Test);
    refused(contradiction, ErrorCode::Config, "base_url");
}

#[test]
fn secrets_go_only_where_they_may() {
    let at = |url: &str| bousol().api_key(TEST_KEY).base_url(url);
    for url in [
        "https://api.example/v1",
        "https://api.example/v1/",
        "http://127.0.0.1:1/x",
        "http://127.9.9.9",
        "http://[::1]:80",
        "http://localhost:3000",
        "http://LOCALHOST",
    ] {
        at(url).build().unwrap_or_else(|error| panic!("{url}: {error}"));
    }
    for url in [
        "http://api.example",
        "http://127.0.0.1.example",
        "http://localhost.example",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://[::2]",
        "https://user@api.example",
        "https://user:pass@api.example",
        "https://api.example/?key=1",
        "https://api.example/#x",
        "ftp://api.example",
        "file:///etc/passwd",
        "api.example/v1",
        "https://",
        "",
    ] {
        refused(at(url), ErrorCode::Config, "base_url");
    }
}

#[test]
fn credentials_must_be_whole_and_belong_to_the_platform() {
    let config = ErrorCode::Config;
    let certopay = || Client::builder(Platform::CertoPay);
    let adyen = || Client::builder(Platform::Adyen).environment(Environment::Test);
    refused(bousol(), config, "api_key");
    refused(certopay(), config, "api_key");
    refused(certopay().email("a@b.example"), config, "password");
    refused(certopay().password("EXAMPLE-PASSWORD"), config, "email");
    refused(certopay().email("a@b.example").password(""), config, "password");
    refused(certopay().email("").password("EXAMPLE-PASSWORD"), config, "email");
    refused(bousol().api_key(TEST_KEY).email("a@b.example"), config, "email");
    refused(bousol().api_key(TEST_KEY).password("EXAMPLE-PASSWORD"), config, "password");
    refused(certopay().api_key(TEST_KEY).company_id("C"), config, "company_id");
    refused(certopay().api_key(TEST_KEY).user_id("1"), config, "user_id");
    refused(adyen(), config, "api_key");
    refused(adyen().api_key("x").company_id("C").merchant_id("M"), config, "exclude each other");
    refused(adyen().api_key("x").username("ws").password("EXAMPLE-PASSWORD"), config, "exclude each other");
    refused(adyen().username("ws"), config, "password");
    refused(adyen().username("w:s").password("EXAMPLE-PASSWORD"), config, "username");
    refused(adyen().api_key("x").company_id(" "), config, "company_id");
    refused(adyen().api_key("x").merchant_id(".."), config, "merchant_id");
}

#[test]
fn absurd_settings_are_refused() {
    let builder = || bousol().api_key(TEST_KEY);
    let config = ErrorCode::Config;
    refused(builder().timeout(Duration::ZERO), config, "timeout");
    refused(builder().connect_timeout(Duration::ZERO), config, "connect_timeout");
    refused(builder().max_attempts(0), config, "max_attempts");
    refused(builder().user_agent("a\nb"), config, "user_agent");
    refused(builder().user_agent(""), config, "user_agent");
    refused(builder().ca_certificates("nonsense"), config, "ca_certificates");
    refused(
        builder().ca_certificates("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
        config,
        "ca_certificates",
    );
    for proxy in ["", "nonsense", "ftp://proxy.example", "socks5://user:EXAMPLE-PASSWORD@proxy.example"] {
        let error = refused(builder().proxy(proxy), config, "proxy");
        assert!(!error.to_string().contains("EXAMPLE-PASSWORD"));
    }
    builder().timeout(Duration::MAX).connect_timeout(Duration::from_secs(1)).build().unwrap();
    builder().proxy("http://user:EXAMPLE-PASSWORD@proxy.example:3128").build().unwrap();
}

#[test]
fn an_unknown_platform_or_environment_is_named() {
    assert_eq!("paypal".parse::<Platform>().unwrap_err().code(), ErrorCode::Config);
    assert!("paypal".parse::<Platform>().unwrap_err().message().contains("certopay"));
    assert_eq!("staging".parse::<Environment>().unwrap_err().code(), ErrorCode::Config);
}

#[test]
fn the_key_can_be_changed_but_not_for_a_wrong_one() {
    let client = bousol().api_key(TEST_KEY).build().unwrap();
    client.set_api_key("sk_test_ANOTHER0EXAMPLE").unwrap();
    assert_eq!(client.set_api_key(LIVE_KEY).unwrap_err().code(), ErrorCode::EnvironmentMismatch);
    assert_eq!(client.set_api_key("a\nb").unwrap_err().code(), ErrorCode::Config);
}
