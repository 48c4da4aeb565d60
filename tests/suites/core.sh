# shellcheck shell=bash
# The core and the sandbox.

# The tests of the shared limit start a redis-server: the one there is, else Debian's, unpacked into a cache folder.
need_redis() {
    [ -z "${KEYHELM_REDIS_SERVER:-}" ] && ! command -v redis-server >/dev/null || return 0
    local folder=${XDG_CACHE_HOME:-$HOME/.cache}/keyhelm/redis
    [ -x "$folder/redis-server" ] || unpack_redis "$folder" >&2 || return 1
    export KEYHELM_REDIS_SERVER=$folder/redis-server
}

# unpack_redis FOLDER: the program, the libraries it needs, and a start that finds them. Nothing of the system's own
# state is touched, and two at once do not meet: each works in a folder of its own, and the first one done is kept.
unpack_redis() {
    local work package
    mkdir -p "$(dirname "$1")" && work=$(mktemp -d "$1.XXXXXX") || return 1
    (
        cd "$work" && mkdir -p lists/partial || exit 1
        apt=(apt-get -qq -o Dir::State::lists="$work/lists" -o Dir::Cache="$work" -o APT::Sandbox::User=root)
        "${apt[@]}" update && "${apt[@]}" download redis-server redis-tools libatomic1 libjemalloc2 liblzf1 || exit 1
        for package in *.deb; do
            dpkg-deb -x "$package" . || exit 1
        done
        rm -rf lists ./*.deb ./*.bin
        printf '%s\n' '#!/bin/sh' 'here=$(dirname "$0")' \
            'LD_LIBRARY_PATH=$(echo "$here"/usr/lib/*-linux-gnu) exec "$here/usr/bin/redis-server" "$@"' >redis-server
        chmod +x redis-server
    ) && { mv -T "$work" "$1" 2>/dev/null || rm -rf "$work"; }
    [ -x "$1/redis-server" ]
}

# The core and the sandbox: unit tests, tests over sockets, and every block of the documentation and the README; then
# the limit that hosts share.
suite_core() {
    cargo test --no-fail-fast -p keyhelm -p keyhelm-sandbox --features keyhelm/tracing-subscriber 2>&1 | tee "$report"
    local status=${PIPESTATUS[0]} passed failed
    need_redis || echo "redis-server is missing and cannot be installed" >&2
    cargo test --no-fail-fast -p keyhelm --features redis --test fleet 2>&1 | tee -a "$report"
    [ "${PIPESTATUS[0]}" -eq 0 ] || status=1
    passed=$(awk '/^test result:/ {sum += $4} END {print sum + 0}' "$report")
    failed=$(awk '/^test result:/ {sum += $6} END {print sum + 0}' "$report")
    # A run that broke before its tests, or that ran none, has failed too.
    if [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; }; then failed=1; fi
    close core "$passed" "$failed"
}
