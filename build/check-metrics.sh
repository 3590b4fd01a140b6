#!/bin/sh
# Has promtool (Debian's package prometheus) judge the figures of a server that was asked for this and that.
#
#   build/check-metrics.sh
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/build/metered-server.sh"

for path in / /none /index.html; do
    curl -s -o /dev/null "http://$site$path"
done
curl -s -o /dev/null -X POST --data x "http://$site/"
curl -sf "http://$metrics/metrics" >"$place/metrics"

promtool check metrics <"$place/metrics"
echo "promtool found nothing in $(grep -c '^# TYPE' "$place/metrics") metrics, $(grep -vc '^#' "$place/metrics") samples"
