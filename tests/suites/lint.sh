# shellcheck shell=bash
# What every language has in common: format, warnings, documentation, dependencies.

suite_lint() {
    local passed=0 failed=0
    check "format" cargo fmt --all --check
    check "clippy, every target" cargo clippy --workspace --all-targets --all-features -- -D warnings
    check "documentation" env RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items -p keyhelm -p keyhelm-sandbox
    check "fuzz targets build" cargo build --quiet -p keyhelm-fuzz
    check "Cargo.lock is up to date" cargo tree --locked --quiet --depth 0
    check "one copy of each dependency" one_copy
    close lint "$passed" "$failed"
}

# The library's own dependencies exist in one version each.
one_copy() {
    local twice
    twice=$(cargo tree --duplicates --edges normal -p keyhelm --all-features --depth 0 --prefix none | grep -v '^$')
    [ -z "$twice" ] || {
        echo "$twice"
        return 1
    }
}
