# Sourced by ./run and ./test: a virtual environment from bare Python, made once for a given lock file.
# Needs Python 3.11 or newer; ensurepip, pip and uv are each optional.

# What stands there is other programs': none of it is run here, and pip starts itself again without our options.
unset PYTHONPATH PYTHONHOME PYTHONSTARTUP

say() { printf '%s\n' "$*" >&2; }

find_python() {
    for candidate in "${RMDESK_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] || continue
        if "$candidate" -I -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    say "rmdesk needs Python 3.11 or newer, and found none. Install it, or set RMDESK_PYTHON to its path."
    return 1
}

# Install packages of the system's own (Debian, Ubuntu) where we may; say so where we may not.
system_packages() {
    [ "$#" -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        say "Not installed, and not ours to install here: $*. What needs them is skipped."
        return 1
    fi
    say "Installing system packages: $*"
    { [ -n "${APT_UPDATED:-}" ] || apt-get update -qq; } >/dev/null 2>&1
    APT_UPDATED=1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 && return 0
    say "apt-get could not install: $*. What needs them is skipped."
    return 1
}

# A pip that can install into the new environment: the system's own, the wheel Debian carries, or apt's.
find_pip() {
    if "$1" -I -m pip --version >/dev/null 2>&1; then
        echo "$1 -I -m pip"
        return 0
    fi
    for wheel in /usr/share/python-wheels/pip-*.whl; do
        [ -e "$wheel" ] && { echo "$1 -I $wheel/pip"; return 0; }
    done
    system_packages python3-pip >&2 || true
    if "$1" -I -m pip --version >/dev/null 2>&1; then
        echo "$1 -I -m pip"
        return 0
    fi
    say "No pip was found. Install it (Debian, Ubuntu: apt-get install python3-pip), then start again."
    return 1
}

# environment FOLDER LOCK: make FOLDER hold exactly what LOCK pins. Does nothing when it already does.
environment() {
    venv=$1 lock=$2
    stamp="$venv/.made-from-$(cksum <"$lock" | tr ' ' '-')"
    [ -e "$stamp" ] && return 0
    (
        # Two first starts at once: the second waits for the first.
        if command -v flock >/dev/null 2>&1; then flock 9; fi
        [ -e "$stamp" ] && exit 0
        python=$(find_python) || exit 1
        say "Setting up (once): $venv"
        rm -rf "$venv"
        "$python" -I -m venv --without-pip "$venv" || exit 1
        pip=$(find_pip "$python") || exit 1
        $pip --python "$venv/bin/python" install -qq --disable-pip-version-check --no-input \
            --require-hashes -r "$lock" || { say "The packages could not be installed; see above."; exit 1; }
        : >"$stamp"
    ) 9>"$venv.lock" || return 1
}

# add_package FOLDER PACKAGE: install one package more into an environment, until its lock changes.
add_package() {
    python=$(find_python) || return 1
    pip=$(find_pip "$python") || return 1
    # shellcheck disable=SC2086
    $pip --python "$1/bin/python" install -qq --disable-pip-version-check --no-input "$2" ||
        { say "$2 could not be installed; see above."; return 1; }
}
