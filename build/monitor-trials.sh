#!/bin/sh
# monitor-trials.sh [TRIAL...]: the trials of a monitor that take longer than a build may, one after the other; without a name all of them.
# Each prints what was sent, what the monitor counted of it, and its memory. Exits with 1 if one does not hold.
#
#   flood      100,000 lines a second for a minute (SECONDS_OF_FLOOD), beside 1,000 signals, while its page is open: each counted,
#              memory flat, a tick of the page at least once a second
#   burst      100,000 lines as fast as the FIFO takes them: each counted
#   files      20,000 files made, written and closed on a tmpfs: each told
#   children   2,000 programs that end at once (CHILDREN), each tenth killed: each told with its cause, none left, no descriptor either
#   fifos      a FIFO removed and made again 500 times (FIFOS), a line written into each: each line once
#   rest       ten minutes (MINUTES_OF_REST) with history in which hardly anything happens: memory, CPU, wake-ups
#
# CARILLON names another launcher.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
carillon=${CARILLON:-$root/carillon}
. "$root/build/running.sh"

place=$(mktemp -d)
shm=$(mktemp -d -p /dev/shm)
out=$place/out
print=$out # where the events are printed
pid=
failed=0
end() {
    [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null
    rm -rf "$place" "$shm"
}
trap end EXIT
trap 'exit 1' INT TERM

# start LINE...: a monitor with a file of these lines, with what page says of its page
page=--no-page
start() {
    printf '%s\n' "$@" >"$place/monitor.toml"
    : >"$out"
    (cd "$place" && exec "$carillon" monitor -c monitor.toml --control "$place/control" $page --json >"$print" 2>"$place/err") &
    pid=$!
    left=600
    until "$carillon" ctl "$place/control" status >/dev/null 2>&1; do
        left=$((left - 1))
        [ $left -gt 0 ] || { echo "monitor-trials: not ready in a minute" >&2; cat "$place/err" >&2; exit 1; }
        sleep 0.1
    done
}

# count SOURCE COLUMN: what its ledger has; 2 received, 3 handled, 4 merged, 5 dropped, 7 waiting
count() { "$carillon" ctl "$place/control" status | awk -v source="$1" -v column="$2" '$1 == source { print $column }'; }

# counted SOURCE N: waits until so many were received, at most a minute
counted() {
    left=120
    until [ "$(count "$1" 2)" -ge "$2" ] || [ $left = 0 ]; do
        left=$((left - 1))
        sleep 0.5
    done
}

resident() { awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status"; }
descriptors() { ls "/proc/$pid/fd" | wc -l; }
sleeps() { cat "/proc/$pid/task"/*/status | awk '/^voluntary_ctxt/ { n += $2 } END { print n }'; }
ticks() { awk '{ print $14 + $15 }' "/proc/$pid/stat"; }

# holds TEXT CONDITION...: says it, and whether it is so
holds() {
    text=$1
    shift
    if "$@"; then echo "  holds: $text"; else echo "  FAILS: $text"; failed=1; fi
}

flood() {
    seconds=${SECONDS_OF_FLOOD:-60}
    print=/dev/null
    page='--page 127.0.0.1:0'
    start '[source]' 'lines = { fifo = { path = "lines" }, value = { field = 1 } }' 'signals = { signals = ["WINCH"] }' '[rule]' \
        'high = { on = "lines", above = 2000000, clear-below = 1000000 }' \
        'mean = { on = "lines", avg = "10 s", above = 2000000, clear-below = 1000000 }' \
        'often = { on = "lines", count = "10000 in 10 ms" }'
    page=--no-page
    curl -sN "$("$carillon" ctl "$place/control" page | sed 's/#.*//')data/stream" >"$place/ticks" &
    reader=$!
    seq 10000 >"$place/lines.txt"
    ticks=$(ticks)
    # The writer: ten thousand lines ten times a second.
    (
        exec >"$place/lines"
        began=$(date +%s%N)
        n=0
        while [ $n -lt $((seconds * 10)) ]; do
            cat "$place/lines.txt"
            n=$((n + 1))
            ahead=$((began + n * 100000000 - $(date +%s%N)))
            [ $ahead -le 0 ] || sleep "$(printf '0.%09d' $ahead)"
        done
        echo $(($(date +%s%N) - began)) >"$place/took"
    ) &
    writer=$!
    sleep 5
    first=$(resident)
    most=$first
    n=0
    while kill -0 $writer 2>/dev/null; do
        now=$(resident)
        [ "$now" -le "$most" ] || most=$now
        [ $n -ge 1000 ] || for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
            kill -WINCH "$pid"
            n=$((n + 1))
        done
        sleep 0.5
    done
    sent=$((seconds * 100000))
    counted lines $sent
    ticks=$(($(ticks) - ticks))
    kill $reader
    # Microseconds between two ticks, at the most, and how many there were.
    gaps=$(sed -n 's/^data: {"tick":[0-9]*,"now":\([0-9]*\),.*/\1/p' "$place/ticks" |
        awk 'before && $1 - before > most { most = $1 - before } { before = $1; n++ } END { printf "%d %d", most, n }')
    echo "flood: the page has had ${gaps#* } ticks, at most $((${gaps% *} / 1000)) ms apart, of at most $(awk '{ if (length > most) most = length } END { print most + 0 }' "$place/ticks") characters"
    echo "flood: $sent lines in $(($(cat "$place/took") / 1000000)) ms, $n signals; received $(count lines 2), handled $(count lines 3)," \
        "signals $(count signals 2); $((ticks / seconds)) hundredths of a second of CPU per 100,000 lines; $first MiB after 5 s, $most at the most"
    holds "each line is counted" [ "$(count lines 2)" = $sent ]
    holds "the ledger closes" [ $(($(count lines 3) + $(count lines 4) + $(count lines 5) + $(count lines 7))) = "$(count lines 2)" ]
    holds "at the rate, within 5 %" [ "$(cat "$place/took")" -le $((seconds * 1050000000)) ]
    holds "memory is flat (20 MiB)" [ $((most - first)) -le 20 ]
    holds "the page has a tick at least once a second" [ "${gaps% *}" -le 1000000 ] && holds "and has four, as a rule" [ "${gaps#* }" -ge $((seconds * 3)) ]
    stop
    print=$out
}

burst() {
    start '[source.lines]' 'fifo = { path = "lines" }' 'value = { field = 1 }' '[rule.high]' 'on = "lines"' 'above = 2000000'
    began=$(date +%s%N)
    seq 100000 >"$place/lines"
    took=$((($(date +%s%N) - began) / 1000000))
    counted lines 100000
    echo "burst: 100,000 lines in $took ms; received $(count lines 2), handled $(count lines 3)"
    holds "none is lost" [ "$(count lines 3)" = 100000 ]
    stop
}

files() {
    start '[source.files]' "path = { watch = \"$shm\", kinds = [\"written\"] }" '[rule.written]' 'on = "files"' 'count = "10000 in 10 ms"'
    began=$(date +%s%N)
    n=0
    while [ $n -lt 20000 ]; do
        : >"$shm/$n"
        n=$((n + 1))
    done
    took=$((($(date +%s%N) - began) / 1000000))
    counted files 20000
    echo "files: 20,000 in $took ms; received $(count files 2), overflows $(grep -c '"kind":"overflow"' "$out")"
    holds "all are told" [ "$(grep -o '"path":"[^"]*"' "$out" | sort -u | wc -l)" = 20000 ]
    stop
}

children() {
    children=${CHILDREN:-2000}
    cat >"$place/child" <<'CHILD'
#!/bin/sh
n=$CARILLON_TRIAL
read -r n <"$1" || n=0
echo $((n + 1)) >"$1"
[ $((n % 10)) = 9 ] && kill -KILL $$
exit $((n % 256))
CHILD
    chmod +x "$place/child"
    echo 0 >"$place/number"
    start '[source.child]' "child = { run = [\"$place/child\", \"$place/number\"], output = \"none\", environment = { CARILLON_TRIAL = \"0\" } }" \
        'restart = { first = "0", give-up = "never" }'
    before=$(descriptors)
    left=1200
    until [ "$(grep -c '"kind":"exit"' "$out")" -ge "$children" ] || [ $left = 0 ]; do
        left=$((left - 1))
        sleep 0.1
    done
    grep '"kind":"exit"' "$out" | head -n "$children" >"$place/exits"
    wrong=$(awk '{ n = NR - 1
        want = n % 10 == 9 ? "\"signal\":\"KILL\"" : "\"code\":" n % 256 "[,}]"
        if (!match($0, want)) wrong++ } END { print wrong + 0 }' "$place/exits")
    zombies=$(ps -o stat= --ppid "$pid" | grep -c '^Z')
    echo "children: $(wc -l <"$place/exits") ends, $wrong with the wrong cause, $zombies zombies, descriptors $before before, $(descriptors) after"
    holds "each end is told with its cause" [ "$wrong" = 0 ]
    holds "no zombie is left" [ "$zombies" -le 1 ]
    holds "no descriptor is left" [ $(($(descriptors) - before)) -le 4 ]
    stop
}

fifos() {
    times=${FIFOS:-500}
    start '[source.lines]' 'fifo = { path = "lines" }'
    n=0
    while [ $n -lt "$times" ]; do
        rm -f "$place/lines"
        mkfifo "$place/lines"
        echo "line$n" >"$place/lines" # opens when the monitor has
        n=$((n + 1))
    done
    counted lines "$times"
    echo "fifos: $times times; received $(count lines 2), different lines $(grep -o '"line":"line[0-9]*"' "$out" | sort -u | wc -l)"
    holds "each line is told once" [ "$(grep -o '"line":"line[0-9]*"' "$out" | sort | uniq -c | awk '$1 == 1' | wc -l)" = "$times" ]
    stop
}

rest() {
    minutes=${MINUTES_OF_REST:-10}
    start '[monitor]' 'state = "state"' '[source]' 'lines = { fifo = { path = "lines" }, value = { field = 1 } }' \
        'minute = { timer = { every = "1 m" } }' '[rule]' 'high = { on = "lines", above = 80, clear-below = 75, do = ["run"] }' \
        '[action]' 'run = { run = ["true"] }'
    sleep 20
    printf '70\n81\n70\n' >"$place/lines"
    sleep 10
    ticks=$(ticks)
    sleeps=$(sleeps)
    began=$(date +%s)
    sleep $((minutes * 60 - 30))
    took=$(($(date +%s) - began))
    echo "rest: $(resident) MiB after $minutes minutes; in $took s $(($(ticks) - ticks)) hundredths of a second of CPU, $(($(sleeps) - sleeps)) wake-ups"
    for task in "/proc/$pid/task"/*; do
        awk -v name="$(cat "$task/comm")" '/^voluntary_ctxt/ && $2 > 20 { print "    " $2 " " name }' "$task/status"
    done | sort -rn | head -n 6
    holds "at most 100 MiB" [ "$(resident)" -le 100 ]
    holds "less than 0.1 % of a CPU" [ $(($(ticks) - ticks)) -le $((took / 10)) ]
    stop
}

[ $# -gt 0 ] || set -- flood burst files children fifos rest
for trial in "$@"; do
    case $trial in
        flood | burst | files | children | fifos | rest) $trial ;;
        *) echo "monitor-trials: there is no trial $trial" >&2; exit 2 ;;
    esac
done
exit $failed
