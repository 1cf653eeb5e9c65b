#!/bin/sh
# Serve the portal on http://$HOST:$PORT with demonstration data, needing no configuration (see `make run`).
# Whatever the environment says already is kept.
set -eu
: "${HOST:=127.0.0.1}" "${PORT:=8000}"
python=.venv/bin/python
mkdir -p data

if [ -z "${SECRET_KEY:-}" ]; then
  # Made once, readable by its owner only; sessions survive a restart.
  [ -s data/secret_key ] || (umask 077; $python -c 'import secrets; print(secrets.token_urlsafe(64))' > data/secret_key)
  SECRET_KEY=$(cat data/secret_key)
fi
export SECRET_KEY
export DEMO="${DEMO:-1}"
export SITE_URL="${SITE_URL:-http://127.0.0.1:$PORT}"
export ALLOWED_HOSTS="${ALLOWED_HOSTS:-127.0.0.1,localhost}"

$python manage.py migrate --verbosity 0
[ "$DEMO" != 1 ] || $python manage.py load_demo
$python manage.py collectstatic --noinput --verbosity 0
echo "Serving $SITE_URL (Ctrl-C stops)"
exec .venv/bin/gunicorn --bind "$HOST:$PORT"
