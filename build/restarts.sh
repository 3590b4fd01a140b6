#!/bin/sh
# restarts.sh [RESTARTS]: one process after another takes over from ./carillon serve (USR2) under load at a fixed rate: wrk(1) on
# connections that are kept and on one for each request, h2load(1) --h1 besides; first plain, then over TLS. After that successors
# that are killed, hang, or are wrong. Failed requests are counted by the clients, answers that were cut off by the server: exits
# with 1 if there is any. Resets are counted by the kernel, of whatever goes on in this network (unshare --net makes another one), and
# by tcpdump(1), if it is there, by who sent them: with those of the server the script exits with 1, too. Clients send some themselves:
# h2load when it ends, and over TLS wrk, which closes before it has read the server's end.
# CARILLON names another launcher.
set -u
restarts=${1:-20}
root=$(cd "$(dirname "$0")/.." && pwd)
carillon=${CARILLON:-$root/carillon}
. "$root/build/running.sh"
for tool in wrk h2load; do
    command -v $tool >/dev/null || { echo "restarts: $tool is not installed" >&2; exit 1; }
done

place=$(mktemp -d)
out=$place/out
pid=
next=
kept=
fresh=
dump=
end() {
    rm -rf "$place" # which ends h2load, too
    for each in $pid $next $kept $fresh $dump; do
        kill -9 "$each" 2>/dev/null
    done
}
trap end EXIT
trap 'exit 1' INT TERM
failed=0

mkdir "$place/site"
head -c 2000 /dev/zero | tr '\0' x >"$place/site/index.html"
echo 'function delay() return 10 end' >"$place/paced.lua"

start() {
    : >"$out"
    "$carillon" serve "$place/site" --port 0 --control "$place/control" --loops 2 --share reuseport --upgrade-timeout 20s \
        "$@" >>"$out" 2>&1 &
    pid=$!
    await 1 '^listening on'
    address=$(sed -n 's/^listening on //p' "$out" | head -n 1)
}

# The one that is to take over; it has not yet.
ask() {
    count=$(grep -c 'is to take over' "$out")
    kill -USR2 "$pid"
    await $((count + 1)) 'is to take over'
    next=$(sed -n 's/.*process \([0-9]*\) is to take over/\1/p' "$out" | tail -n 1)
}

restart() {
    ask
    await $(($1 + 1)) 'has taken over'
    pid=$next
}

# clients SCHEME ADDRESS
clients() {
    set -- "$1://$2/" "$2"
    wrk -t 1 -c 16 -d 600 --timeout 10 -s "$place/paced.lua" "$1" >"$place/kept" 2>&1 &
    kept=$!
    wrk -t 1 -c 4 -d 600 --timeout 10 -s "$place/paced.lua" -H 'Connection: close' "$1" >"$place/fresh" 2>&1 &
    fresh=$!
    : >"$place/h2load"
    # Anew all the time: with --rps it does not go on after a connection that the server has ended. Each end of it is some resets.
    while [ -e "$place/h2load" ]; do
        h2load --h1 -c 4 --rps 100 -D 3 "$1"
    done >>"$place/h2load" 2>&1 &
    sleep 1
    resets=$(resets)
    : >"$place/dump"
    command -v tcpdump >/dev/null || return 0
    tcpdump -i lo -nn -l "tcp[tcpflags] & tcp-rst != 0 and src port ${2##*:}" >"$place/dump" 2>/dev/null &
    dump=$!
}

# Of those that were sent, by either side.
resets() {
    awk '/^Tcp: [0-9]/ { print $15 }' /proc/net/snmp
}

# Counts before the clients end, who care for nobody then.
count() {
    resets=$(($(resets) - resets))
    [ -z "$dump" ] || { kill "$dump" && wait "$dump"; }
    dump=
    mv "$place/h2load" "$place/h2load.ended"
    kill -INT $kept $fresh
    wait $kept $fresh
    kept=
    fresh=
    requests=$(sed -n 's/ *\([0-9]*\) requests in .*/\1/p' "$place/kept" "$place/fresh" | awk '{ s += $1 } END { print s + 0 }')
    asked=$(awk '/^requests:/ { s += $8; f += $10 + $12 + $14 } END { print s + 0, f + 0 }' "$place/h2load.ended")
    errors=$(sed -n -e 's/.*Socket errors: \(.*\)/\1/p' -e 's/.*\(Non-2xx.*\)/\1/p' "$place/kept" "$place/fresh")
    cut=$(grep -c 'cut off [1-9]\|failed [1-9]' "$out")
    echo "$1: $requests by wrk, ${asked% *} by h2load; failed: ${errors:-0} by wrk, ${asked#* } by h2load," \
        "$cut processes that cut one off, $resets resets, $(grep -c ' > ' "$place/dump") of the server's"
    [ -z "$errors" ] && [ "${asked#* }" = 0 ] && [ "$cut" = 0 ] && ! grep -q ' > ' "$place/dump" || failed=1
}

for scheme in http https; do
    if [ $scheme = https ]; then start --tls; else start; fi
    clients "$scheme" "$address"
    done=0
    while [ $done -lt "$restarts" ]; do
        restart $done
        sleep 1 # a successor is cold, and its first TLS handshakes take long
        done=$((done + 1))
    done
    count "$restarts restarts over $scheme"
    stop
    next=
done

start --drain 2s
clients http "$address"
ask
kill -9 "$next"
await 1 'not restarted: .* killed by KILL'
mv "$place/site" "$place/elsewhere"
ask
await 1 'not restarted: .* cannot be served'
mv "$place/elsewhere" "$place/site"
ask
kill -STOP "$next"
await 1 'not restarted: .* was not ready'
restart 0
count "successors that were killed, wrong and hung, and one that was not"
stop
next=
exit $failed
