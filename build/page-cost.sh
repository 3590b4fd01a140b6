#!/bin/sh
# page-cost.sh [PAGES [SECONDS]]: what the live page costs, of a monitor with 20 sources and 400 events a second. Exits with 1 if one of
# these does not hold:
#
#   bytes    all its files together have at most 150 KB
#   loop     PAGES (20) open pages take at most 1 % of a processor of the monitor's loop; the page's own thread is told, too
#   paint    Chromium shows it within 300 ms, from loopback, knowing nothing of it
#   server   what it costs the loop of 'carillon serve' under load that its page is looked at; only told, and only with wrk(1)
#   day      a day of ticks (345,600, in virtual time) lets neither memory nor the page grow; by Maven, only with TICKS=345600
#
# An open page is a stream that is read; a browser has one for all its tabs. Ends all that it starts. CARILLON names another launcher.
set -eu
pages=${1:-20}
seconds=${2:-30}
root=$(cd "$(dirname "$0")/.." && pwd)
command -v curl >/dev/null || { echo "page-cost: curl is not installed" >&2; exit 1; }
jvm=$(sed -n 2p "$root/carillon-app/target/launcher/jvm" 2>/dev/null || true) # that of the launcher
java=${jvm:+$jvm/bin/}java
work=$(mktemp -d)
out=$work/out
pid=
readers=
failed=0
. "$root/build/running.sh"
finish() {
    [ -z "$readers" ] || kill $readers 2>/dev/null || true
    [ -z "$pid" ] || stop
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

for i in $(seq 20); do
    printf '[source.timer-%s]\ntimer = { every = "50 ms" }\n' "$i"
done >"$work/monitor.toml"
"${CARILLON:-$root/carillon}" monitor -c "$work/monitor.toml" --json --control none --page 127.0.0.1:0 >"$out" 2>"$work/log" &
pid=$!
await 1 '"kind":"ready"'
url=$(sed -n 's/.*"page":"\([^"]*\)".*/\1/p' "$out" | head -n 1)

bytes=0
for file in index.html $(curl -sf "$url" | sed -n 's/.*\(href\|src\)="\/\([a-z.]*\)".*/\2/p') \
    $(ls "$root/carillon-dashboard/src/main/resources/dev/carillon/dashboard" | grep '\.js$'); do
    echo "$file"
done | sort -u >"$work/files"
while read -r file; do
    bytes=$((bytes + $(curl -sf "$url$file" | wc -c)))
done <"$work/files"
echo "bytes: $((bytes / 1000)) KB in $(wc -l <"$work/files") files"
[ $bytes -le 150000 ] || failed=1

# Nanoseconds that a thread has run.
ran() { cut -d' ' -f1 "$1/schedstat"; }

for task in /proc/"$pid"/task/*; do
    case $(cat "$task/comm") in
        page-1) page=$task ;;
    esac
done
# The monitor's loop runs on the thread that has started it, which is the JVM's, not the process' first: the one that ran most.
loop=
most=0
for task in /proc/"$pid"/task/*; do
    case $(cat "$task/comm") in
        main | java) ;;
        *) continue ;;
    esac
    if [ "$(ran "$task")" -gt "$most" ]; then
        most=$(ran "$task")
        loop=$task
    fi
done

# Nanoseconds of the loop and of the page's thread, in so many seconds.
measure() {
    before=$(ran "$loop")
    page_before=$(ran "$page")
    sleep "$seconds"
    loop_ran=$(($(ran "$loop") - before))
    page_ran=$(($(ran "$page") - page_before))
}

look() {
    for i in $(seq "$pages"); do
        curl -sN -o /dev/null "${url}data/stream" &
        readers="$readers $!"
    done
}

part() { awk -v ran="$1" -v seconds="$seconds" 'BEGIN { printf "%.2f %%", ran / seconds / 1e7 }'; }

look
sleep 10 # until it is compiled
kill $readers
readers=
measure
alone=$loop_ran
echo "loop: nobody looks: $(part "$loop_ran") of a processor; the page's thread $(part "$page_ran")"
look
sleep 1
measure
kill $readers
readers=
echo "loop: $pages pages: $(part "$loop_ran"), $(part $((loop_ran - alone))) more; the page's thread $(part "$page_ran")"
[ $((loop_ran - alone)) -le $((seconds * 10000000)) ] || failed=1

if command -v chromium >/dev/null; then
    "$java" "$root/build/FirstPaint.java" "$url" 9 "$work/profile" || failed=1
else
    echo "paint: left out, chromium is not installed"
fi

stop

# ns a request of the loop's thread, under load
busy() {
    before=$(ran "$loop")
    requests=$(wrk -t 1 -c 32 -d "$1" "$site" | sed -n 's/ *\([0-9]*\) requests in .*/\1/p')
    echo $((($(ran "$loop") - before) / requests))
}

if command -v wrk >/dev/null; then
    mkdir "$work/site"
    echo hello >"$work/site/index.html"
    "${CARILLON:-$root/carillon}" serve "$work/site" --port 0 --control none --dashboard 127.0.0.1:0 >"$out" 2>"$work/log" &
    pid=$!
    await 1 'dashboard on '
    site=$(sed -n 's/^listening on \(.*\)/http:\/\/\1\//p' "$out")
    url=$(sed -n 's/^dashboard on //p' "$out")
    for task in /proc/"$pid"/task/*; do
        [ "$(cat "$task/comm")" != loop-1 ] || loop=$task
    done
    busy 8 >/dev/null # until it is compiled
    for pair in 1 2 3 4; do
        alone=$(busy 4)
        look
        seen=$(busy 4)
        kill $readers
        readers=
        echo "server: $alone ns a request while nobody looks, $seen with $pages pages"
    done
    stop
fi

if [ -n "${TICKS:-}" ]; then
    (cd "$root" && CARILLON_TICKS=$TICKS mvn -q -pl carillon-dashboard -am -Dtest='DayTest,BrowserDayTest' \
        -Dsurefire.failIfNoSpecifiedTests=false test) | grep page-cost: || failed=1
fi
exit $failed
