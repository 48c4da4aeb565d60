# shellcheck shell=bash
# The Node package.

# The tools, the compiled part as cargo builds it for tests, and the TypeScript face over it.
need_node() {
    [ -z "${NODE_READY:-}" ] || return 0
    node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' && command -v npm >/dev/null || {
        echo "node is missing or older than 20, or npm is missing" >&2
        return 1
    }
    local tools folder=bindings-node/node_modules
    tools=$(cat bindings-node/package-lock.json <(node --version) | cksum) || return 1
    if [ "$(cat "$folder/.ready" 2>/dev/null)" != "$tools" ]; then
        # Not `npm ci`: it insists on the tools' packages for other systems, which not every registry has.
        in_node npm install --no-save --loglevel=error && echo "$tools" >"$folder/.ready" || return 1
    fi
    export KEYHELM_SANDBOX
    cargo build --quiet -p keyhelm-sandbox || return 1
    KEYHELM_SANDBOX=$(built keyhelm-sandbox) || return 1
    in_node npm run --silent build:dev && in_node npm run --silent build:face &&
        in_node npm run --silent build:examples || return 1
    NODE_READY=yes
}

in_node() {
    (cd bindings-node && "$@")
}

# The Node package: its tests against the sandbox, its lints and types, the packed package in an empty folder, and the
# other runtimes.
suite_node() {
    local passed=0 failed=0 status
    if ! need_node; then
        echo "FAILED: set-up"
        close node 0 1
        return
    fi
    need_redis || echo "redis-server is missing and cannot be installed" >&2
    check "tests compile" in_node npm run --silent build:tests
    in_node npm test --silent >"$report"
    status=$?
    passed=$((passed + $(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$report")))
    failed=$((failed + $(sed -n 's/^# fail \([0-9]*\)$/\1/p' "$report")))
    grep -A 25 '^ *not ok' "$report" | head -n 300
    grep '^# ' "$report" | tail -n 8
    # A run that broke before its tests, or that ran none, has failed too.
    if [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$passed" -lt 2 ]; }; then failed=1; fi
    check "lint, with types" in_node npm run --silent lint
    check "format" in_node npm run --silent format:check
    check "the package's entries, publint and attw" in_node npm run --silent check:package
    check "the lockfile names no registry" lockfile_is_neutral
    check "npm install in an empty folder, Bun and Deno" packed_install
    close node "$passed" "$failed"
}

lockfile_is_neutral() {
    ! grep -n '"resolved"' bindings-node/package-lock.json
}

# As a user gets it: packed, installed where nothing else is, and run there by each runtime.
packed_install() {
    local folder status=1
    folder=$(mktemp -d) || return 1
    if in_node npm pack --silent --pack-destination "$folder" >/dev/null && echo '{}' >"$folder/package.json" &&
        (cd "$folder" && npm install --silent --no-audit --no-fund ./keyhelm-*.tgz) &&
        cp bindings-node/tests/smoke/* "$folder/"; then
        status=0
        (cd "$folder" && node smoke.mjs && node smoke.cjs) || status=1
        (cd "$folder" && "$OLDPWD/bindings-node/node_modules/.bin/bun" smoke.mjs) || status=1
        (cd "$folder" && "$OLDPWD/bindings-node/node_modules/.bin/deno" run --allow-all smoke.mjs) || status=1
    fi
    rm -r "$folder"
    return "$status"
}
