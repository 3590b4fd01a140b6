# Sourced by scripts that have a process running, pid, whose output is in a file, out.

# await N TEXT: until the output has TEXT on N lines
await() {
    left=1200
    until [ "$(grep -c "$2" "$out")" -ge "$1" ]; do
        left=$((left - 1))
        [ $left -gt 0 ] || { echo "${0##*/}: no \"$2\" in a minute" >&2; tail -n 100 "$out" >&2; exit 1; }
        sleep 0.05
    done
}

# Ends it in order, and gives it twenty seconds for that.
stop() {
    kill "$pid"
    left=400
    while kill -0 "$pid" 2>/dev/null && [ $left -gt 0 ]; do
        left=$((left - 1))
        sleep 0.05
    done
    pid=
}
