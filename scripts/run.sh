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

# The web server's end ends everything. The worker of the background jobs is started again: after 1 second, then 2, 4 and so
# on up to 60 while it lives for less than a minute.
.venv/bin/gunicorn --bind "$HOST:$PORT" &
web=$!
worker="" nap="" pause=1 start_at=0
stop() {
  trap '' INT TERM HUP
  kill -TERM "$web" $worker $nap 2>/dev/null || true
  wait
}
trap 'stop; exit 0' INT TERM HUP
while kill -0 "$web" 2>/dev/null; do
  now=$(date +%s)
  if [ -n "$worker" ] && ! kill -0 "$worker" 2>/dev/null; then
    [ $((now - began)) -lt 60 ] || pause=1
    echo "The background worker has ended, a new one starts in $pause s." >&2
    worker="" start_at=$((now + pause)) pause=$((pause * 2))
    [ "$pause" -le 60 ] || pause=60
  fi
  if [ -z "$worker" ] && [ "$now" -ge "$start_at" ]; then
    $python manage.py worker &
    worker=$! began=$now
  fi
  sleep 1 &
  nap=$!
  wait $nap || true # a signal ends the pause at once; a child that has ended is seen by kill only then
done
echo "The web server has ended, so everything ends." >&2
stop
exit 1
