#!/bin/sh
# Has promtool (Debian's package prometheus) judge the figures of a server that was asked for this and that.
#
#   build/check-metrics.sh
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$place"' EXIT

mkdir "$place/site"
echo hello >"$place/site/index.html"
"$root/carillon" serve "$place/site" --port 0 --metrics 127.0.0.1:0 >"$place/out" &
server=$!
until grep -q '^metrics on ' "$place/out"; do
    kill -0 "$server"
    sleep 0.1
done
site=$(sed -n 's/^listening on //p' "$place/out")
metrics=$(sed -n 's/^metrics on //p' "$place/out")

for path in / /none /index.html; do
    curl -s -o /dev/null "http://$site$path"
done
curl -s -o /dev/null -X POST --data x "http://$site/"
curl -sf "http://$metrics/metrics" >"$place/metrics"

promtool check metrics <"$place/metrics"
echo "promtool found nothing in $(grep -c '^# TYPE' "$place/metrics") metrics, $(grep -vc '^#' "$place/metrics") samples"
