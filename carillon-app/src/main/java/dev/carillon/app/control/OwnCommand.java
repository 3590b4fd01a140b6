package dev.carillon.app.control;

import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalSetup;
import dev.carillon.linux.Signals;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How this process was started: its program with all that stood behind it, and the signals that were blocked. */
final class OwnCommand {
    /** What the kernel adds to the name of a file that was removed, or replaced by a newer one of the same name. */
    private static final String DELETED = " (deleted)";

    private OwnCommand() {}

    /**
     * The same again, in words for {@code posix_spawn(3)}. A child begins with no signals blocked; where the launcher had them
     * blocked, {@code env(1)} does so again.
     *
     * @throws IOException if it cannot be read, or is no text in UTF-8
     */
    static List<String> words() throws IOException {
        List<String> words = new ArrayList<>();
        Set<Signal> blocked = Signals.blockedEverywhere();
        if (!blocked.isEmpty()) {
            words.addAll(SignalSetup.launcher(blocked));
        }
        String program = Files.readSymbolicLink(Path.of("/proc/self/exe")).toString();
        words.add(program.endsWith(DELETED) ? program.substring(0, program.length() - DELETED.length()) : program);
        words.addAll(arguments());
        return words;
    }

    private static List<String> arguments() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("/proc/self/cmdline"));
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        String[] words = text.split("\0", -1); // what is behind the last zero is no word
        return List.of(words).subList(1, words.length - 1);
    }
}
