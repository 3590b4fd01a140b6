#!/bin/sh
# screenshot.sh [FILE [SECONDS [WIDTH [HEIGHT [light|dark]]]]]: a picture of the live page of a monitor that has something to show, by Chromium.
# Starts ./carillon monitor with a file of its own, writes to its sensors for a while, and ends it.
set -eu
file=${1:-docs/dashboard.png}
seconds=${2:-90}
width=${3:-1440}
height=${4:-1180}
theme=${5:-light}
root=$(cd "$(dirname "$0")/.." && pwd)
command -v chromium >/dev/null || { echo "screenshot: chromium is not installed: no picture" >&2; exit 0; }
case $file in /*) ;; *) file=$PWD/$file ;; esac
work=$(mktemp -d)
out=$work/out
pid=
feeder=
. "$root/build/running.sh"
finish() {
    [ -z "$feeder" ] || kill "$feeder" 2>/dev/null || true
    [ -z "$pid" ] || stop
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

cat >"$work/monitor.toml" <<'TOML'
[source.boiler]
fifo = { path = "boiler.fifo" }
value = { field = 1, unit = "°C", range = [-40, 150] }

[source.pump]
fifo = { path = "pump.fifo" }
value = { field = 1, unit = "bar" }

[source.orders]
fifo = { path = "orders.fifo" }
limit = { rate = "200/s", over = "drop" }

[source.api]
child = { run = ["sh", "-c", "sleep 7; exit 137"], stop = "TERM", grace = "1 s" }
restart = { first = "200 ms", factor = 2, max = "5 s", healthy-after = "30 s", give-up = "1000 in 10 m" }

[source.signals]
signals = ["CONT"]

[source.heartbeat]
timer = { every = "2 s" }

[rule.too-hot]
on = "boiler"
above = 80
clear-below = 75
severity = "critical"
do = ["cool", "say"]

[rule.api-restarts]
on = "api"
kind = "exit"
do = ["say"]

[rule.low-pressure]
on = "pump"
below = 1.5
severity = "info"

[action.cool]
run = ["true"]

[action.say]
log = true
TOML
cd "$work"
"${CARILLON:-$root/carillon}" monitor -c monitor.toml --json --control none --page 127.0.0.1:0 >"$out" 2>"$work/log" &
pid=$!
await 1 '"kind":"ready"'
url=$(sed -n 's/.*"page":"\([^"]*\)".*/\1/p' "$out" | head -n 1)

# Held open, so that the readers never see an end.
exec 6<>boiler.fifo 7<>pump.fifo 8<>orders.fifo
awk -v seconds="$seconds" 'BEGIN {
    for (i = 0; i < 2 * seconds; i++) {
        printf "%.2f\n", 72 + 11 * sin(i / 40) + rand() > "boiler.fifo"; fflush("boiler.fifo")
        if (i % 3 == 0) { printf "%.3f\n", 2.2 + 0.6 * sin(i / 25) > "pump.fifo"; fflush("pump.fifo") }
        if (i % 60 < 20) for (n = 0; n < 10 + i % 30; n++) print "order " n > "orders.fifo"
        fflush("orders.fifo")
        system("sleep 0.5")
    }
}' &
feeder=$!
(sleep $((seconds / 2)); kill -CONT "$pid") &
wait "$feeder"
feeder=
jvm=$(sed -n 2p "$root/carillon-app/target/launcher/jvm" 2>/dev/null || true) # that of the launcher
java=${jvm:+$jvm/bin/}java
"$java" "$root/build/Screenshot.java" "$url" "$file" "$width" "$height" "$theme" "$work/profile"
echo "screenshot: $file"
