#!/bin/sh
# scrape-cost.sh [PAIRS] [SECONDS]: what it costs a loop under load that its figures are read every second. Starts ./carillon
# serve with --metrics and one loop, has wrk(1) ask as fast as it can, and takes the processor time of the loop's thread
# (/proc/PID/task/TID/schedstat) for each request, in turns without and with somebody who reads /metrics; and that of the
# thread that writes them.
set -eu
pairs=${1:-4}
seconds=${2:-6}
root=$(cd "$(dirname "$0")/.." && pwd)
for tool in wrk curl; do
    command -v $tool >/dev/null || { echo "scrape-cost: $tool is not installed" >&2; exit 1; }
done
. "$root/build/metered-server.sh"
for task in /proc/"$server"/task/*; do
    case $(cat "$task/comm") in
        loop-1) loop=$task ;;
        metrics-1) writer=$task ;;
    esac
done

# By one process and one connection, as Prometheus has it.
scrape() { curl -sf --rate 1/s -o /dev/null "http://$metrics/metrics?[1-$seconds]"; }

nanos() { cut -d' ' -f1 "$1/schedstat"; }

# Nanoseconds of the loop's thread a request, and requests a second.
measure() {
    before=$(nanos "$loop")
    requests=$(wrk -t 1 -c 32 -d "$seconds" "http://$site/" | sed -n 's/ *\([0-9]*\) requests in .*/\1/p')
    after=$(nanos "$loop")
    echo "$(((after - before) / requests)) ns a request, $((requests / seconds)) a second"
}

unread() { echo "unread: $(measure)"; }

read_each_second() {
    before_scrapes=$(nanos "$writer")
    scrape &
    reader=$!
    measured=$(measure)
    wait "$reader"
    echo "read:   $measured; $((($(nanos "$writer") - before_scrapes) / seconds / 1000)) us to write them once"
}

measure >/dev/null # until it is warm
scrape
measure >/dev/null
for pair in $(seq "$pairs"); do
    if [ $((pair % 2)) = 1 ]; then
        unread
        read_each_second
    else
        read_each_second
        unread
    fi
done
