#!/bin/sh
# Install missing system packages with apt-get; does nothing if all are there:
#   scripts/tools.sh run     Python with venv
#   scripts/tools.sh test    ... and Chromium, PostgreSQL, nginx and Redis servers, Node.js 18 or newer with npm, age and GnuPG
set -eu

missing=""
need() { missing="$missing $*"; }

usable_python() { "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
if [ ! -x .venv/bin/python ]; then
  usable_python python3.11 || usable_python python3 || need python3 python3-venv
fi
# Pillow needs it to place Thai marks (share pictures).
ldconfig -p 2>/dev/null | grep -q libfribidi.so.0 || /sbin/ldconfig -p | grep -q libfribidi.so.0 || need libfribidi0
if [ "${1:-}" = test ]; then
  # Lighthouse measures in the whole browser; the other tests do without its windows.
  command -v chromium >/dev/null || need chromium
  command -v chromium-headless-shell >/dev/null || need chromium-headless-shell
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need postgresql
  # The configuration of docs/operations.md is tested and measured with it.
  [ -x /usr/sbin/nginx ] || command -v nginx >/dev/null || need nginx
  # Several hosts of the portal share it (tests/long/test_two_hosts.py).
  command -v redis-server >/dev/null || need redis-server
  node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null || need nodejs
  command -v npm >/dev/null || need npm
  command -v age >/dev/null || need age
  command -v gpg >/dev/null || need gnupg
fi
[ -n "$missing" ] || exit 0

command -v apt-get >/dev/null || { echo "Missing:$missing. Without apt-get you have to install them yourself." >&2; exit 1; }
root=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "Missing:$missing. Install them as root: apt-get install$missing" >&2; exit 1; }
  root="sudo"
fi
echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
if ! { $root apt-get -q update && $root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends $missing; } </dev/null; then
  echo "Could not install:$missing. Install them by hand, then try again." >&2
  exit 1
fi
