#!/bin/sh
# mixed-load.sh [MINUTES]: ./carillon serve -c for half an hour, plain and over TLS, under a mixed load at fixed rates: small answers on
# connections that are kept and on one for each request, files of a MiB, requests that are refused; its file is read again every ten
# seconds, each fifth time a wrong one, its log is rotated, and once a minute another process takes over. Prints memory and
# descriptors each minute. Exits with 1 if a request failed that should not, or a process cut one off or failed.
# CARILLON names another launcher. Takes wrk(1).
set -u
minutes=${1:-30}
root=$(cd "$(dirname "$0")/.." && pwd)
carillon=${CARILLON:-$root/carillon}
. "$root/build/running.sh"
command -v wrk >/dev/null || { echo "mixed-load: wrk is not installed" >&2; exit 1; }

place=$(mktemp -d)
out=$place/out
pid=
next=
clients=
end() {
    for each in $pid $next $clients; do
        kill -9 "$each" 2>/dev/null
    done
    rm -rf "$place"
}
trap end EXIT
trap 'exit 1' INT TERM

mkdir "$place/site"
head -c 2000 /dev/zero | tr '\0' x >"$place/site/index.html"
head -c 1048576 /dev/zero | tr '\0' y >"$place/site/large.txt"
for delay in 20 50 500; do
    echo "function delay() return $delay end" >"$place/every$delay.lua"
done

# write LINE...: the file, with lines of this time
write() {
    {
        printf '%s\n' 'server = { loops = 2, share = "reuseport" }' 'access-log = { file = "access.log" }' \
            'listen.plain.address = "127.0.0.1:0"' 'listen.tls = { address = "127.0.0.1:0", tls = {} }' \
            'site.main.directory = "site"' "$@"
    } >"$place/new.toml"
    mv "$place/new.toml" "$place/serve.toml"
}

load() {
    name=$1
    shift
    wrk -t 1 -d $((minutes * 60 + 600)) --timeout 10 "$@" >"$place/$name.wrk" 2>&1 &
    clients="$clients $!"
}

write
: >"$out"
"$carillon" serve -c "$place/serve.toml" --control "$place/control" >>"$out" 2>&1 &
pid=$!
await 1 '^listening on'
plain=$(sed -n 's/^listening on \([^,]*\), .*/\1/p' "$out" | head -n 1)
tls=$(sed -n 's/^listening on [^,]*, //p' "$out" | head -n 1)

load kept -c 16 -s "$place/every50.lua" "http://$plain/"
load fresh -c 4 -s "$place/every20.lua" -H 'Connection: close' "http://$plain/"
load large -c 4 -s "$place/every500.lua" "http://$plain/large.txt"
load tls-kept -c 8 -s "$place/every50.lua" "https://$tls/"
load tls-fresh -c 1 -s "$place/every500.lua" -H 'Connection: close' "https://$tls/"
load refused -c 2 -s "$place/every50.lua" "http://$plain/none"

second=0
reloads=0
restarts=0
wrong=0
while [ $second -lt $((minutes * 60)) ]; do
    sleep 10
    second=$((second + 10))
    reloads=$((reloads + 1))
    if [ $((reloads % 5)) = 0 ]; then
        write 'site.main.listin = true'
        wrong=$((wrong + 1))
    else
        write "site.main.headers = { \"/**\" = { X-Reload = \"$reloads\" } }"
    fi
    [ $((reloads % 12)) = 0 ] && mv "$place/access.log" "$place/access.log.1"
    kill -HUP "$pid"
    await $((reloads - wrong)) ' reloaded: '
    await $wrong 'not reloaded: .*unknown key'
    if [ $((second % 60)) = 0 ]; then
        echo "minute $((second / 60)): process $pid, $(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status") MiB," \
            "$(ls "/proc/$pid/fd" | wc -l) descriptors, $(ls "/proc/$pid/task" | wc -l) threads"
        write
        kill -USR2 "$pid"
        restarts=$((restarts + 1))
        await $restarts 'has taken over'
        pid=$(sed -n 's/.*process \([0-9]*\) has taken over/\1/p' "$out" | tail -n 1)
    fi
done

kill -INT $clients
for each in $clients; do wait "$each"; done
clients=
stop

failed=0
for file in "$place"/*.wrk; do
    name=$(basename "$file" .wrk)
    requests=$(sed -n 's/ *\([0-9]*\) requests in .*/\1/p' "$file")
    errors=$(sed -n 's/.*Socket errors: \(.*\)/\1/p' "$file")
    other=$(sed -n 's/.*Non-2xx or 3xx responses: \(.*\)/\1/p' "$file")
    echo "$name: ${requests:-0} requests; failed: ${errors:-0}; not 2xx: ${other:-0}"
    [ -z "$errors" ] && [ "${requests:-0}" -gt 0 ] || failed=1
    if [ "$name" = refused ]; then
        [ "${other:-0}" = "${requests:-0}" ] || failed=1
    else
        [ -z "$other" ] || failed=1
    fi
done
cut=$(grep -c 'cut off [1-9]\|failed [1-9]\| 5xx\|log dropped [1-9]' "$out")
echo "$reloads reloads, $wrong of them wrong; $restarts restarts; $cut processes that cut off or failed something"
grep -i ' warning \| error ' "$out" | grep -v 'not reloaded' | sort | uniq -c | sort -rn | head -n 5
[ "$cut" = 0 ] || failed=1
exit $failed
