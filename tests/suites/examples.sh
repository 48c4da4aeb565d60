# shellcheck shell=bash
# The README's first command, and the lessons of every language.

# The README's first command and every lesson, as a user runs them.
suite_examples() {
    local passed=0 failed=0 lesson command
    command=$(sed -n 's/^\(cargo run [^#]*[^# ]\) *#.*/\1/p' README.md | head -n 1)
    check "README: ${command:-no command found}" bash -c "${command:-false}"
    for lesson in examples/rust/*.rs; do
        lesson=$(basename "$lesson" .rs)
        [ "$lesson" = setup ] || check "$lesson" cargo run --quiet --bin "$lesson"
    done
    check "README: a project of one's own" own_project
    check "Python is ready" need_python
    for lesson in examples/python/*.py; do
        check "$lesson" "${PYTHON_VENV:-/nowhere}/bin/python" "$lesson"
    done
    check "Node is ready" need_node
    for lesson in examples/node/*.ts; do
        check "$lesson" node "bindings-node/build/examples/$(basename "$lesson" .ts).mjs"
    done
    check "Swift is ready" need_swift
    check "Swift lessons build" swift_lessons build -Xswiftc -warnings-as-errors
    for lesson in examples/swift/*.swift; do
        [ "${lesson##*/}" = Package.swift ] || check "$lesson" swift_lessons run --skip-build "$(basename "$lesson" .swift)"
    done
    close examples "$passed" "$failed"
}

swift_lessons() {
    (cd examples/swift && "${SWIFT:-/nowhere}" "$@")
}

# The README's dependencies in an empty folder, as somebody starts who has a checkout.
own_project() {
    local folder
    folder=$(mktemp -d) || return 1
    mkdir "$folder/src" && ln -s "$PWD" "$folder/keyhelm" && cp Cargo.lock "$folder/" || return 1
    printf '[package]\nname = "own"\nedition = "2024"\n\n' >"$folder/Cargo.toml"
    sed -n '/^```toml$/,/^```$/p' README.md | grep -v '^```' >>"$folder/Cargo.toml"
    echo 'fn main() { println!("{:?}", keyhelm::Platform::Adyen.capabilities()); }' >"$folder/src/main.rs"
    CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target} cargo run --quiet --manifest-path "$folder/Cargo.toml" | grep -q Api
    local status=$?
    rm -r "$folder"
    return "$status"
}
