package dev.carillon.app;

import dev.carillon.linux.LinkAhead;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the commands that run long, one after the other, each under load for a moment and to its end, all on loopback. What the
 * JVM learns of that, classes and profiles, the launcher keeps for their next start. Ends by itself in a few seconds.
 */
final class Rehearsal {
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Long enough for the JIT compiler to have compiled whatever a message passes through. */
    private static final Duration LOAD = Duration.ofMillis(1500);

    private static final Duration SHORT_LOAD = Duration.ofMillis(500);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    private Rehearsal() {
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8)); // before a command has taken it
    }

    /** Runs all of them. */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        Rehearsal rehearsal = new Rehearsal();
        LinkAhead.start(); // as the command does
        try {
            rehearsal.monitor();
            rehearsal.monitorOfFile();
        } catch (IOException e) { // nowhere to write: the others can be rehearsed all the same
            System.err.println("monitor: " + e);
        }
        rehearsal.serve("echo --tls --port 0", RehearsalClients::talkOverTls, Duration.ZERO);
        rehearsal.serve("echo --udp --port 0", RehearsalClients::sendDatagrams, Duration.ZERO);
        rehearsal.serve("echo --port 0", RehearsalClients::talk, LOAD);
        rehearsal.relay();
        rehearsal.site();
    }

    /** Also what it prints of files that change. */
    private void monitor() throws InterruptedException, IOException {
        Path directory = Files.createTempDirectory("carillon-rehearsal");
        Path file = directory.resolve("file");
        Thread monitor = command("monitor --generate 1ms --timer 1ms --stats 100ms --for 700ms --watch " + directory);
        do {
            Files.writeString(file, "changed");
        } while (!monitor.join(LOOK));
        Files.delete(file);
        Files.delete(directory);
    }

    /** One with a little of what most files have: alarms that start programs, programs that end again and again. */
    private void monitorOfFile() throws InterruptedException, IOException {
        Path directory = Files.createTempDirectory("carillon-rehearsal");
        Path fifo = directory.resolve("lines");
        Path watched = Files.createDirectory(directory.resolve("watched"));
        Path file = directory.resolve("monitor.toml");
        Files.writeString(
                file, """
                    monitor.control = "CONTROL"
                    [source]
                    lines = { fifo = { path = "lines" }, value = { field = 1 } }
                    files = { path = { watch = "watched", kinds = ["written"] } }
                    kept = { child = { run = ["true"] }, restart = { first = "0", give-up = "never" } }
                    beat = { timer = { every = "10 ms" } }
                    load = { sample = { file = "/proc/loadavg", every = "10 ms" }, value = { field = 1 } }
                    [rule]
                    high = { on = "lines", above = 80, clear-below = 75, flap = "never", do = ["say", "start"] }
                    written = { on = "files", flap = "never", healthy-after = "1 ms", do = ["start"] }
                    silent = { on = "beat", absent = "1 m" }
                    [action]
                    say = { log = true }
                    start = { run = ["true"] }
                    """.replace("CONTROL", directory.resolve("control").toString()));
        Thread monitor = command("monitor -c " + file);
        while (!Files.exists(fifo) && !monitor.join(LOOK)) {
            // It is about to make it.
        }
        long until = System.nanoTime() + LOAD.toNanos();
        Path changed = watched.resolve("file");
        while (System.nanoTime() - until < 0 && monitor.isAlive()) {
            Files.writeString(fifo, "70\n81\n", StandardOpenOption.WRITE);
            Files.writeString(changed, "written");
            monitor.join(PAUSE);
        }
        if (monitor.isAlive()) {
            end(monitor);
        }
        for (Path each : List.of(changed, watched, fifo, file, directory)) {
            Files.deleteIfExists(each);
        }
    }

    private static Thread command(String line) {
        String[] words = line.split(" ", -1);
        return Thread.ofPlatform().name(words[0]).start(() -> {
            Carillon.commandLine(words).execute(words);
        });
    }

    private void relay() throws InterruptedException, IOException {
        try (RehearsalTarget target = RehearsalTarget.open()) {
            serve("relay :0 :" + target.port(), RehearsalClients::talk, SHORT_LOAD);
        }
    }

    private void site() throws InterruptedException, IOException {
        Path directory = Files.createTempDirectory("carillon-rehearsal");
        Path page = directory.resolve("index.html");
        Files.writeString(page, "rehearsal\n".repeat(200));
        try {
            serve("serve " + directory + " --port 0", RehearsalClients::browse, LOAD);
        } finally {
            Files.delete(page);
            Files.delete(directory);
        }
    }

    private void serve(String line, RehearsalClients.Talk talk, Duration length) throws InterruptedException {
        Thread server = command(line);
        RehearsalClients.run(talk, awaitPort(server), length);
        end(server);
    }

    private int awaitPort(Thread server) throws InterruptedException {
        long deadline = System.nanoTime() + START_NANOS;
        Matcher line = LISTENING.matcher("");
        while (!line.find()) {
            if (server.join(LOOK) || System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("does not listen: " + output);
            }
            line = LISTENING.matcher(output.toString(StandardCharsets.UTF_8));
        }
        output.reset();
        return Integer.parseInt(line.group(1));
    }

    private static void end(Thread server) throws InterruptedException {
        Signals.send(ProcessHandle.current().pid(), Signal.TERM);
        server.join();
    }
}
