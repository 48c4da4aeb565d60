use std::{collections::HashMap, ffi::OsString, os::unix::ffi::OsStringExt as _};

use super::super::ClientBuilder;
use crate::{
    environment::Environment,
    error::{Error, ErrorCode},
    platform::Platform,
};

fn reading(mut builder: ClientBuilder, variables: &[(&str, &str)]) -> Result<ClientBuilder, Error> {
    let variables: HashMap<&str, &str> = variables.iter().copied().collect();
    builder.read_env(|name| variables.get(name).map(OsString::from))?;
    Ok(builder)
}

#[test]
fn every_variable_of_the_contract_is_read() {
    let caibo = reading(
        ClientBuilder::new(Platform::Caibo),
        &[
            ("CAIBO_API_KEY", "caibo_test_sk_EXAMPLE"),
            ("CAIBO_BASE_URL", "https://caibo.example"),
            ("CAIBO_ENVIRONMENT", "test"),
            ("CAIBO_EMAIL", "a@b.example"),
            ("CAIBO_PASSWORD", "EXAMPLE-PASSWORD"),
            ("CAIBO_USER_ID", "7"),
            ("CAIBO_PAYMENT_REQUEST_ID", "8"),
        ],
    )
    .unwrap();
    assert_eq!(caibo.api_key.as_ref().unwrap().reveal(), "caibo_test_sk_EXAMPLE");
    assert_eq!(caibo.base_url.as_deref(), Some("https://caibo.example"));
    assert_eq!(caibo.environment, Some(Environment::Test));
    assert_eq!(caibo.email.as_deref(), Some("a@b.example"));
    assert_eq!(caibo.password.as_ref().unwrap().reveal(), "EXAMPLE-PASSWORD");
    assert_eq!((caibo.user_id.as_deref(), caibo.payment_request_id.as_deref()), (Some("7"), Some("8")));
    caibo.build().unwrap();

    let adyen = [("ADYEN_USERNAME", "ws"), ("ADYEN_PASSWORD", "EXAMPLE"), ("ADYEN_MERCHANT_ID", "M")];
    let adyen = reading(ClientBuilder::new(Platform::Adyen).environment(Environment::Test), &adyen).unwrap();
    assert_eq!((adyen.username.as_deref(), adyen.merchant_id.as_deref()), (Some("ws"), Some("M")));
    adyen.build().unwrap();
}

#[test]
fn a_setting_wins_over_its_variable_and_over_what_excludes_it() {
    let variables = [
        ("ADYEN_API_KEY", "from-variable"),
        ("ADYEN_USERNAME", "ws"),
        ("ADYEN_PASSWORD", "EXAMPLE-PASSWORD"),
        ("ADYEN_COMPANY_ID", "Company"),
        ("ADYEN_ENVIRONMENT", "live"),
    ];
    let set = ClientBuilder::new(Platform::Adyen)
        .api_key("from-setting")
        .merchant_id("Merchant")
        .environment(Environment::Test);
    let read = reading(set, &variables).unwrap();
    assert_eq!(read.api_key.as_ref().unwrap().reveal(), "from-setting");
    assert_eq!((read.username.as_deref(), read.company_id.as_deref()), (None, None));
    assert_eq!(read.environment, Some(Environment::Test));
    assert_eq!(read.build().unwrap().environment(), Some(Environment::Test));

    let basic = ClientBuilder::new(Platform::Adyen).username("own").merchant_id("M");
    let read = reading(basic, &variables).unwrap();
    assert!(read.api_key.is_none());
    assert_eq!(read.username.as_deref(), Some("own"));
    read.build().unwrap();
}

#[test]
fn both_of_two_that_exclude_each_other_are_refused() {
    let both = [("ADYEN_API_KEY", "x"), ("ADYEN_COMPANY_ID", "C"), ("ADYEN_MERCHANT_ID", "M")];
    let read = reading(ClientBuilder::new(Platform::Adyen).environment(Environment::Test), &both).unwrap();
    assert_eq!(read.build().unwrap_err().code(), ErrorCode::Config);
}

#[test]
fn an_empty_variable_counts_as_none_and_a_wrong_one_is_named() {
    let builder = || ClientBuilder::new(Platform::Bousol);
    let empty = reading(builder(), &[("BOUSOL_API_KEY", ""), ("BOUSOL_ENVIRONMENT", "")]).unwrap();
    assert_eq!(empty.build().unwrap_err().code(), ErrorCode::Config);
    let wrong = reading(builder(), &[("BOUSOL_ENVIRONMENT", "prod")]).unwrap_err();
    assert!(wrong.message().contains("BOUSOL_ENVIRONMENT"), "{wrong}");
    let not_text = builder().read_env(|_| Some(OsString::from_vec(vec![b't', 0xff]))).unwrap_err();
    assert!(not_text.message().contains("not valid UTF-8"), "{not_text}");
}

#[test]
fn a_platforms_variables_are_its_own() {
    let others = [("CERTOPAY_API_KEY", "x"), ("BOUSOL_EMAIL", "a@b.example"), ("BOUSOL_PASSWORD", "y")];
    let read = reading(ClientBuilder::new(Platform::Bousol), &others).unwrap();
    assert!(read.api_key.is_none() && read.email.is_none() && read.password.is_none());
}
