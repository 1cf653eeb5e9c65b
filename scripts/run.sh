#!/bin/sh
# Serve the portal on http://$HOST:$PORT with demonstration data, without configuration (see `make run`).
# Settings in the environment take precedence.
set -eu
: "${HOST:=127.0.0.1}" "${PORT:=8000}"
python=.venv/bin/python
mkdir -p data

if [ -z "${SECRET_KEY:-}" ]; then
  # Created once, so that sessions survive a restart; readable by its owner only.
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

# Supervise both processes: stop when the web server exits; restart the background worker with exponential backoff, after
# 1 to 60 seconds, reset once a worker has run for a minute.
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
  wait $nap || true # interrupted by signals; also reaps exited children, which kill -0 would still find
done
echo "The web server has ended, so everything ends." >&2
stop
exit 1
