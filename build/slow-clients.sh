#!/bin/sh
# slow-clients.sh [SECONDS]: what a thousand slow clients do to a normal one. Starts ./carillon serve on a free port of
# loopback and attacks it with slowhttptest(1): slow heads (-H), slow bodies (-B), overlapping ranges (-R), slow reading
# (-X). Meanwhile wrk(1) asks on one connection; its 99th percentile has to stay below 100 ms, and the server has to live.
# Needs slowhttptest and wrk. Exits with 1 if something does not hold.
set -u
seconds=${1:-10}
root=$(cd "$(dirname "$0")/.." && pwd)
for tool in slowhttptest wrk; do
    command -v $tool >/dev/null || { echo "slow-clients: $tool is not installed" >&2; exit 1; }
done
place=$(mktemp -d)
server=
end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    [ -z "$server" ] || wait "$server" 2>/dev/null
    rm -rf "$place"
}
trap end EXIT
trap 'exit 1' INT TERM

mkdir "$place/site"
echo hello > "$place/site/index.html"
head -c 10000000 /dev/zero > "$place/site/large"
"$root/carillon" serve "$place/site" --port 0 > "$place/out" 2>&1 &
server=$!
until grep -q '^listening on' "$place/out"; do
    kill -0 $server 2>/dev/null || { cat "$place/out" >&2; exit 1; }
    sleep 0.1
done
url=http://$(sed -n 's/^listening on //p' "$place/out")
wrk -t 1 -c 1 -d 3 "$url/" > /dev/null # so that it is warm

failed=0
attack() {
    name=$1
    shift
    slowhttptest "$@" -c 1000 -r 500 -l "$seconds" > "$place/attack" 2>&1 &
    attack=$!
    sleep 2 # until most are connected
    wrk -t 1 -c 1 -d "$((seconds - 3))" --latency "$url/" > "$place/wrk" 2>&1
    wait $attack
    p99=$(sed -n 's/^ *99% *//p' "$place/wrk")
    connected=$(sed 's/\x1b\[[0-9;]*m//g' "$place/attack" | sed -n 's/^ *connected: *//p' | sort -n | tail -1)
    verdict=ok
    case $p99 in
        *us) ;;
        *ms) [ "${p99%%.*}" -lt 100 ] 2>/dev/null || verdict=slow ;;
        *) verdict=slow ;;
    esac
    grep -q 'Non-2xx\|Socket errors' "$place/wrk" && verdict="errors: $(grep 'Non-2xx\|Socket errors' "$place/wrk")"
    kill -0 $server 2>/dev/null || verdict=ended
    [ "$verdict" = ok ] || failed=1
    echo "$name: $connected connected at the most, 99 % of a normal client within ${p99:-?}: $verdict"
}
attack "slow heads" -H -u "$url/" -i 1 -p 3
attack "slow bodies" -B -u "$url/" -i 1 -s 8192 -t POST -p 3
attack "overlapping ranges" -R -u "$url/large" -a 1 -b 3000 -t HEAD -p 3
attack "slow reading" -X -u "$url/large" -w 512 -y 1024 -n 5 -z 32 -p 3
kill -USR1 $server
sleep 1
grep '^requests' "$place/out" | tail -1
exit $failed
