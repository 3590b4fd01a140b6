package dev.carillon.app.top;

import dev.carillon.app.command.StandardOutput;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.control.ControlClient;
import dev.carillon.app.control.ControlPath;
import dev.carillon.config.Failure;
import dev.carillon.linux.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** {@code carillon monitor top}: on a terminal until somebody has seen enough, or once as text. */
public final class TopCommand {
    private TopCommand() {}

    /**
     * Shows a monitor on the terminal.
     *
     * @param control its control socket, or the name of that
     * @throws WrongUsage if there is no terminal to draw on, or no monitor
     * @throws IOException if something fails meanwhile
     */
    public static void run(String control) throws WrongUsage, IOException {
        if (!Terminal.isTerminal(0) || !Terminal.isTerminal(1)) {
            throw new WrongUsage("monitor top: draws on a terminal and reads its keys, and this is none; --once prints"
                    + " one picture as text");
        }
        if ("dumb".equals(System.getenv("TERM"))) {
            throw new WrongUsage(
                    "monitor top: a dumb terminal has no places to draw at; --once prints one picture as" + " text");
        }
        open(control).close(); // or it would be said on a screen that nobody is in need of
        Top.run(ControlPath.toConnect(control), look(System.out.charset()));
    }

    private static Look look(Charset charset) {
        String noColor = Optional.ofNullable(System.getenv("NO_COLOR")).orElse("");
        return new Look(new Words(ZoneId.systemDefault()), new Alphabet(charset), noColor.isEmpty());
    }

    /**
     * Prints all there is to see, as text.
     *
     * @param control its control socket, or the name of that
     * @throws WrongUsage if there is no monitor, or it does not tell
     */
    public static void once(String control, PrintStream out) throws WrongUsage, IOException {
        Map<String, String> answer;
        try (ControlClient client = open(control)) {
            answer = client.ask(Link.REQUEST);
        }
        String board = answer.get("board");
        if (board == null) {
            throw new WrongUsage("monitor top: " + answer.getOrDefault("text", "no answer"));
        }
        Alphabet alphabet = new Alphabet(out.charset());
        View view =
                View.of(Math.max(View.LEAST_COLUMNS, StandardOutput.columns(View.LEAST_COLUMNS)), Integer.MAX_VALUE);
        for (Row row : new Frame(new Words(ZoneId.systemDefault())).all(Seen.parse(board), view)) {
            out.writeBytes(alphabet.bytes(row.plain() + System.lineSeparator()));
        }
        out.flush();
    }

    private static ControlClient open(String control) throws WrongUsage {
        try {
            return ControlClient.open(control);
        } catch (IOException e) {
            throw new WrongUsage(
                    "monitor top: " + Failure.line(e) + "; is the monitor running, and is --control its socket?");
        }
    }
}
