#!/bin/sh
# early-signals.sh [TIMES]: sends HUP, USR1, USR2 and TERM to ./carillon serve within the first 100 ms of its start, each so many times
# (100). By TERM it ends; by none of the others: it serves, and ends in order when it is told to. Needs python3. Exits with 1 if one did
# not. The first two milliseconds are left out: then the shell has not read a line of the launcher yet.
exec python3 - "${CARILLON:-$(dirname "$0")/../carillon}" "${1:-100}" <<'PYTHON'
import os, random, re, signal, subprocess, sys, tempfile, time

carillon, times = sys.argv[1], int(sys.argv[2])
seed = int.from_bytes(os.urandom(4), "big")
print("seed", seed)
random.seed(seed)
place = tempfile.TemporaryDirectory()
failed = 0


def await_line(path, pattern, process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = re.search(pattern, open(path).read())
        if found:
            return found
        if process.poll() is not None:
            return None
        time.sleep(0.01)
    return None


def is_there(pid):
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False


def end(pid, process):
    os.kill(pid, signal.SIGTERM)
    if process.wait(60) != 0:
        return "exit code %d" % process.returncode
    while is_there(pid):
        time.sleep(0.01)
    return "ok"


def attempt(number, delay):
    path = os.path.join(place.name, "out")
    with open(path, "w") as out:
        process = subprocess.Popen(
            [carillon, "serve", place.name, "--port", "0", "--control", "none"],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
    time.sleep(delay)
    process.send_signal(number)
    if number == signal.SIGTERM:
        code = process.wait(60)
        return "ok" if code in (0, -signal.SIGTERM) else "exit code %d" % code
    if not await_line(path, "listening on", process):
        return "ended by it" if process.poll() is not None else "does not listen"
    if number == signal.SIGUSR2:
        time.sleep(0.5)  # it may be about to say so
    if number == signal.SIGUSR2 and re.search("is to take over", open(path).read()):
        successor = await_line(path, r"process (\d+) has taken over", process)
        return end(int(successor.group(1)), process) if successor else "nobody has taken over"
    return end(process.pid, process)


for number in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGTERM):
    results = {}
    for _ in range(times):
        delay = random.uniform(0.002, 0.1)
        result = attempt(number, delay)
        if result != "ok":
            print("%s after %.1f ms: %s" % (signal.Signals(number).name, delay * 1000, result))
            print(open(os.path.join(place.name, "out")).read())
        results[result] = results.get(result, 0) + 1
    print(signal.Signals(number).name, results)
    failed |= set(results) != {"ok"}
sys.exit(failed)
PYTHON
