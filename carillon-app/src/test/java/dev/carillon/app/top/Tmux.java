package dev.carillon.app.top;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A terminal without a window, by {@code tmux(1)}: what is shown there can be read, and keys can be typed. Its client is one that tells
 * when something was written, so that nobody has to look again and again.
 */
final class Tmux implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/tmux");
    private static final long PATIENCE_SECONDS = 60;

    private final List<String> server;
    private final Process client;
    private final BufferedReader said;
    private final BufferedWriter typed;

    private Tmux(List<String> server, Process client) {
        this.server = server;
        this.client = client;
        this.said = client.inputReader(StandardCharsets.UTF_8);
        this.typed = client.outputWriter(StandardCharsets.UTF_8);
    }

    /** Runs a script of bash, in which "$@" is a command, on a terminal of 80 × 24. */
    static Tmux run(Path directory, String script, List<String> command, String... environment) throws IOException {
        assumeTrue(Files.isExecutable(PROGRAM), "tmux is not installed");
        List<String> server = List.of(
                PROGRAM.toString(),
                "-u",
                "-S",
                Files.createTempDirectory(directory, "").resolve("tmux").toString(),
                "-f",
                "/dev/null");
        List<String> all = new ArrayList<>(server);
        all.addAll(List.of("-C", "new-session", "-x", "80", "-y", "24", "bash", "-c", script, "bash"));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().keySet().removeAll(List.of("TMUX", "COLUMNS", "LINES", "NO_COLOR"));
        for (String each : environment) {
            builder.environment().put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        Tmux tmux = new Tmux(server, builder.start());
        tmux.next(line -> line.startsWith("%session-changed"));
        return tmux;
    }

    /** Types keys, by tmux's names. */
    void type(String... keys) throws IOException {
        command("send-keys " + String.join(" ", keys));
    }

    void resize(int columns, int rows) throws IOException {
        command("resize-window -x " + columns + " -y " + rows);
    }

    /** What is shown now. */
    List<String> lines() throws IOException {
        return command("capture-pane -p");
    }

    /** The same with its colours. */
    String coloured() throws IOException {
        return String.join("\n", command("capture-pane -p -e"));
    }

    /** Waits until something is shown. */
    List<String> await(String part) throws IOException {
        return await(part, text -> text.contains(part));
    }

    /** Waits until what is shown is as it is wanted. */
    List<String> await(String what, Predicate<String> wanted) throws IOException {
        long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000;
        List<String> lines = lines();
        while (!wanted.test(String.join("\n", lines))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what + " in\n" + String.join("\n", lines));
            }
            next(line -> line.startsWith("%output"));
            lines = lines();
        }
        return lines;
    }

    /** Has tmux do something, and answers what it says to that. */
    private List<String> command(String text) throws IOException {
        typed.write(text + "\n");
        typed.flush();
        next(line -> line.startsWith("%begin"));
        List<String> answer = new ArrayList<>();
        String line = next(any -> true);
        while (!line.startsWith("%end") && !line.startsWith("%error")) {
            answer.add(line);
            line = next(any -> true);
        }
        if (line.startsWith("%error")) {
            throw new AssertionError(text + ": " + answer);
        }
        return answer;
    }

    private String next(Predicate<String> wanted) throws IOException {
        String line = said.readLine();
        while (line != null && !wanted.test(line)) {
            line = said.readLine();
        }
        if (line == null) {
            throw new AssertionError("tmux has ended");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        List<String> kill = new ArrayList<>(server);
        kill.add("kill-server");
        Process killing = new ProcessBuilder(kill).redirectErrorStream(true).start();
        killing.getInputStream().readAllBytes();
        client.destroy();
    }
}
