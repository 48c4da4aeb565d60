# shellcheck shell=bash
# The Swift package.

# Where Swift runs from, the library it links, and the sandbox its tests start.
need_swift() {
    [ -z "${SWIFT:-}" ] || return 0
    bindings-swift/swift --version || return 1
    export KEYHELM_SANDBOX
    cargo build --quiet -p keyhelm-sandbox || return 1
    KEYHELM_SANDBOX=$(built keyhelm-sandbox) || return 1
    bindings-swift/build --debug || return 1
    SWIFT=$PWD/bindings-swift/swift
}

# The Swift package: its tests against the sandbox, its style, and whether what is generated is what is tracked.
suite_swift() {
    local passed=0 failed=0 status
    if ! need_swift; then
        echo "FAILED: set-up"
        close swift 0 1
        return
    fi
    (cd bindings-swift && "$SWIFT" test -Xswiftc -warnings-as-errors) 2>&1 | tee "$report"
    status=${PIPESTATUS[0]}
    # The last of these lines is about all of them.
    passed=$(sed -n 's/.*Executed \([0-9]*\) tests\{0,1\}, with .*/\1/p' "$report" | tail -n 1)
    failed=$(sed -n 's/.*Executed .* with \([0-9]*\) failures\{0,1\} .*/\1/p' "$report" | tail -n 1)
    passed=$((${passed:-0} - ${failed:-0})) failed=${failed:-0}
    # A run that broke before its tests, or that ran none, has failed too.
    if [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; }; then failed=1; fi
    check "generated sources are up to date" generated_is_tracked
    check "style" swift_style
    close swift "$passed" "$failed"
}

generated_is_tracked() {
    local folder status
    folder=$(mktemp -d) || return 1
    bindings-swift/generate/run "$folder" &&
        diff -r "$folder/KeyhelmFFI" bindings-swift/Sources/KeyhelmFFI &&
        diff "$folder/CKeyhelm/CKeyhelm.h" bindings-swift/Sources/CKeyhelm/CKeyhelm.h
    status=$?
    rm -r "$folder"
    return "$status"
}

swift_style() {
    (cd bindings-swift && "$SWIFT" format lint --strict --configuration .swift-format --recursive Package.swift \
        Sources/Keyhelm Sources/KeyhelmTesting Tests Benchmarks/Package.swift Benchmarks/Sources ../examples/swift/*.swift)
}
