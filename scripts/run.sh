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
$python manage.py reindex --verbosity 0
$python manage.py sync_roles
[ "$DEMO" != 1 ] || $python manage.py load_demo
$python manage.py collectstatic --noinput --verbosity 0
echo "Serving $SITE_URL (Ctrl-C stops)"

# The web server and the worker of the background jobs live and die together.
.venv/bin/gunicorn --bind "$HOST:$PORT" &
web=$!
$python manage.py worker &
worker=$!
stop() {
  trap '' INT TERM HUP
  kill -TERM "$web" "$worker" 2>/dev/null || true
  wait "$web" "$worker" 2>/dev/null || true
}
trap 'stop; exit 0' INT TERM HUP
while kill -0 "$web" 2>/dev/null && kill -0 "$worker" 2>/dev/null; do
  sleep 1 &
  wait $! || true # a signal ends the pause at once
done
kill -0 "$web" 2>/dev/null && died="The background worker" || died="The web server"
echo "$died has ended, so everything ends." >&2
stop
exit 1
