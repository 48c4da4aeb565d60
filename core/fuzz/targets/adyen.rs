#![no_main]

use keyhelm::Platform;

libfuzzer_sys::fuzz_target!(|input: &[u8]| keyhelm::fuzzing::feed(Platform::Adyen, input));
