# Sourced by scripts: starts ./carillon serve with a page, one loop and --metrics, and ends it with the script. Sets place (a
# directory), server (its process id), site and metrics (HOST:PORT).
place=$(mktemp -d)
server=
end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$place"
}
trap end EXIT

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
