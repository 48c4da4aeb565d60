# shellcheck shell=bash
# The Python package.

# Where Python's suite and lessons run: a virtual environment per Python and list of tools, kept for the next time.
need_python() {
    [ -z "${PYTHON_VENV:-}" ] || return 0
    local python tools
    python=$(command -v python3) && "$python" -c 'import sys, venv; sys.exit(sys.version_info < (3, 10))' || {
        echo "python3 is missing, older than 3.10, or lacks venv" >&2
        return 1
    }
    tools=$("$python" -c 'import hashlib, platform, sys
text = platform.python_version().encode() + sys.prefix.encode() + open("bindings-python/requirements-dev.txt", "rb").read()
print(hashlib.sha256(text).hexdigest()[:16])') || return 1
    local folder=${XDG_CACHE_HOME:-$HOME/.cache}/keyhelm/python-$tools
    if [ ! -e "$folder/ready" ]; then
        "$python" -m venv --clear "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check \
            --requirement bindings-python/requirements-dev.txt && touch "$folder/ready" || return 1
    fi
    export KEYHELM_SANDBOX PYTHONWARNINGS=error
    cargo build --quiet -p keyhelm-sandbox || return 1
    KEYHELM_SANDBOX=$(built keyhelm-sandbox) || return 1
    (cd bindings-python && env -u PYTHONWARNINGS VIRTUAL_ENV="$folder" "$folder/bin/maturin" develop --quiet --profile dev) || return 1
    PYTHON_VENV=$folder
}

# The Python package: its tests and documentation's examples against the sandbox, its types, and its installation in a
# clean environment.
suite_python() {
    local passed=0 failed=0 counted
    if ! need_python; then
        echo "FAILED: set-up"
        close python 0 1
        return
    fi
    local bin=$PYTHON_VENV/bin
    need_redis || echo "redis-server is missing and cannot be installed" >&2
    (cd bindings-python && "$bin/pytest" -q -p no:cacheprovider) 2>&1 | tee "$report"
    local status=${PIPESTATUS[0]}
    counted=$(tail -n 1 "$report")
    passed=$(sed -n 's/.*[^0-9]\([0-9][0-9]*\) passed.*/\1/p;s/^\([0-9][0-9]*\) passed.*/\1/p' <<<"$counted" | head -n 1)
    failed=$(grep -oE '[0-9]+ (failed|error)' <<<"$counted" | awk '{sum += $1} END {print sum + 0}')
    passed=${passed:-0}
    # A run that broke before its tests, or that ran none, has failed too.
    if [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; }; then failed=1; fi
    check "lint" in_python "$bin/ruff" check --quiet .
    check "format" in_python "$bin/ruff" format --quiet --check . ../examples/python
    check "lessons' lint" in_python "$bin/ruff" check --quiet --config pyproject.toml ../examples/python
    check "types, mypy" in_python "$bin/mypy" --no-error-summary python/keyhelm stub_docs.py tests ../examples/python
    check "types, pyright" in_python "$bin/pyright" --pythonpath "$bin/python" python/keyhelm tests ../examples/python
    check "stubs fit the module" in_python "$bin/python" -W ignore -m mypy.stubtest keyhelm
    check "stubs have the module's texts" in_python "$bin/python" stub_docs.py --check
    check "pip install in a clean environment" clean_install
    close python "$passed" "$failed"
}

in_python() {
    (cd bindings-python && env -u PYTHONWARNINGS "$@")
}

# With nothing but pip and Rust, as a user installs from a checkout; built as the tests are, to save time.
clean_install() {
    local folder status
    folder=$(mktemp -d) || return 1
    env -u PYTHONWARNINGS python3 -m venv "$folder/venv" &&
        env -u PYTHONWARNINGS "$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
            --config-settings build-args="--profile=dev" ./bindings-python &&
        (cd "$folder" && venv/bin/python -W error -c 'import keyhelm; print(keyhelm.Client("bousol", api_key="sk_test_EXAMPLE"))')
    status=$?
    rm -r "$folder"
    return "$status"
}
