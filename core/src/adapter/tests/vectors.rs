use std::collections::BTreeSet;

use super::{case::Vectors, play::play};
use crate::platform::Platform;

fn keeps_its_vectors(platform: Platform, text: &str) {
    let vectors: Vectors = serde_json::from_str(text).unwrap();
    assert_eq!(vectors.platform, platform);
    assert!(!vectors.cases.is_empty(), "the file has no cases");
    let names: Vec<&str> = vectors.cases.iter().map(|case| case.name.as_str()).collect();
    let (count, names) = (names.len(), BTreeSet::from_iter(names));
    assert_eq!(names.len(), count, "two cases have one name");
    let broken: Vec<String> = vectors
        .cases
        .iter()
        .map(|case| (case, play(platform, case)))
        .filter(|(_, differences)| !differences.is_empty())
        .map(|(case, differences)| format!("\n  {}\n    {}", case.name, differences.join("\n    ")))
        .collect();
    assert!(broken.is_empty(), "{} of {} cases:{}", broken.len(), vectors.cases.len(), broken.concat());
}

macro_rules! vectors {
    ($($test:ident: $platform:ident, $file:literal;)*) => { $(
        #[test]
        fn $test() {
            let text = include_str!(concat!("../../../../tests/vectors/", $file, ".json"));
            keeps_its_vectors(Platform::$platform, text);
        }
    )* };
}

vectors! {
    adyen_keeps_its_vectors: Adyen, "adyen";
    bousol_keeps_its_vectors: Bousol, "bousol";
    caibo_keeps_its_vectors: Caibo, "caibo";
    certopay_keeps_its_vectors: CertoPay, "certopay";
    compago_keeps_its_vectors: Compago, "compago";
}
