//! What the README states as tables is true.

use keyhelm::{ErrorCode, Operation, Platform};

const README: &str = include_str!("../../../README.md");

/// The cells of the table row that starts with this name in code quotes.
fn row(name: &str) -> Vec<&'static str> {
    let start = format!("| `{name}` |");
    let line =
        README.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no row for {name}"));
    line.trim_matches('|').split('|').skip(1).map(str::trim).collect()
}

#[test]
fn the_table_of_capabilities_is_the_librarys() {
    for operation in Operation::ALL {
        let told = Platform::ALL.map(|platform| platform.capability(operation).availability.as_str());
        assert_eq!(row(operation.as_str()), told, "{operation}");
    }
}

#[test]
fn every_error_code_is_explained() {
    for code in ErrorCode::ALL {
        assert!(row(code.as_str())[0].len() > 10, "{code}");
    }
}
