package dev.carillon.monitor.source;

import dev.carillon.linux.Child;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Poll;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.loop.EventLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends what the monitor has started when the monitor itself is killed. A shell beside it, in a group of its own, that is told each
 * process group over a pipe; when the pipe ends, so does the monitor, and what is left of the groups is asked to end, then killed.
 *
 * <p>The kernel's own way, {@code PR_SET_PDEATHSIG}, needs two more programs before each start, ends the first process alone, and
 * never kills. For the loop's thread. (docs/decisions/0030-guardian.md)
 */
public final class Guardian {
    /**
     * Lines "+ PID SIGNAL SECONDS" and "- PID". A number that is another process's by now, told by its start time, is left alone. It
     * waits with sleep(1), which is there where the shell is; what stays a zombie counts as there, at most until it is killed.
     */
    private static final String SCRIPT = """
        trap '' HUP INT QUIT TERM USR1 USR2
        start() {
            began=
            { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
            set -- ${stat##*) }
            shift 19
            began=$1
        }
        all=' '
        while read -r what pid signal grace; do
            case $what in
                +)
                    start "$pid"
                    [ -z "$began" ] || all="$all$pid:$began:$signal:$grace "
                    ;;
                -)
                    case $all in
                        *" $pid:"*)
                            rest=${all#*" $pid:"}
                            all="${all%%" $pid:"*} ${rest#* }"
                            ;;
                    esac
                    ;;
            esac
        done
        left=
        for each in $all; do
            IFS=:
            set -- $each
            IFS=' '
            start "$1"
            [ -z "$began" ] || [ "$began" = "$2" ] || continue
            kill "-$3" "-$1" 2>/dev/null && left="$left $1:$4"
        done
        waited=0
        while [ -n "$left" ] && sleep 1; do
            waited=$((waited + 1))
            still=
            for each in $left; do
                kill -0 "-${each%:*}" 2>/dev/null || continue
                if [ $waited -ge "${each#*:}" ]; then
                    kill -KILL "-${each%:*}"
                else
                    still="$still $each"
                fi
            done
            left=$still
        done
        """;

    /** It looks each second whether anybody is left. */
    private static final long PATIENCE = Duration.ofSeconds(3).toNanos();

    private final EventLoop loop;
    private final Map<Integer, String> watched = new LinkedHashMap<>();
    private final StringBuilder unsaid = new StringBuilder();
    private @Nullable Child shell;

    /** One for what a loop's sources start. It ends with the loop, which has ended all of that before. */
    public Guardian(EventLoop loop) {
        this.loop = loop;
        loop.terminated().thenRun(this::close);
    }

    /**
     * Sees to a process group from now on.
     *
     * @param leader its number
     * @param stop what asks it to end
     * @param grace how long it may take to, in whole seconds
     * @throws LinuxException if the shell cannot be started
     */
    void watch(int leader, Signal stop, Duration grace) {
        String line = "+ " + leader + " " + stop.number() + " " + Math.max(1, grace.toSeconds());
        watched.put(leader, line);
        unsaid.append(line).append('\n');
        tell(); // before anybody hears that it runs
    }

    /** A group is no more. That is told with what comes next, or later: a program that is started again does not wait for the shell. */
    void forget(int leader) {
        if (watched.remove(leader) == null) {
            return;
        }
        if (unsaid.isEmpty()) {
            loop.execute(this::tell);
        }
        unsaid.append("- ").append(leader).append('\n');
    }

    /** The shell, for tests. */
    @Nullable
    Child shell() {
        return shell;
    }

    private void tell() {
        Child present = shell;
        if (!unsaid.isEmpty() && (present == null || !write(present, unsaid.toString()))) {
            startAnew();
        }
        unsaid.setLength(0);
    }

    /** There is none yet, somebody has killed it, or it is stopped and the pipe is full: another is told all of it. */
    private void startAnew() {
        Child old = shell;
        if (old != null) {
            old.pidFd().sendSignal(Signal.KILL);
            close();
        }
        if (!watched.isEmpty()) {
            Child next = start();
            shell = next;
            write(next, String.join("\n", watched.values()) + "\n");
        }
    }

    private static Child start() {
        return Spawn.command("sh", "-c", SCRIPT, "carillon-guardian")
                .ownGroup()
                .pipeInput()
                .devNull(1)
                .devNull(2)
                .start();
    }

    private static boolean write(Child shell, String lines) {
        ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
        try {
            return shell.input().write(bytes) > 0 && !bytes.hasRemaining();
        } catch (LinuxException e) {
            return false; // EPIPE
        }
    }

    /** With nothing left to see to it ends at once. If there is something, its end is nobody's here any more. */
    private void close() {
        Child old = shell;
        if (old == null) {
            return;
        }
        shell = null;
        old.closePipes();
        Poll end = new Poll();
        end.add(old.pidFd(), Poll.IN);
        if (end.await(PATIENCE) > 0) {
            old.pidFd().reap();
        }
        old.close();
    }
}
