package dev.carillon.app.control;

import dev.carillon.app.command.WrongUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where control sockets are: wherever a path says, or under a name in the directory for such things. */
public final class ControlPath {
    private static final Path OF_THE_SYSTEM = Path.of("/run");

    private ControlPath() {}

    /** Whether it is a path, not a name. */
    static boolean isPath(String text) {
        return text.indexOf('/') >= 0;
    }

    /** Where a command listens. */
    static Path toListen(String text) throws WrongUsage {
        check(text);
        return isPath(text) ? Path.of(text) : in(directories().getFirst(), text);
    }

    /** Where a command of this name may listen, the best first. */
    public static Path toConnect(String text) throws WrongUsage {
        check(text);
        if (isPath(text)) {
            return Path.of(text);
        }
        List<Path> places =
                directories().stream().map(directory -> in(directory, text)).toList();
        return places.stream().filter(Files::exists).findFirst().orElse(places.getFirst());
    }

    private static void check(String text) throws WrongUsage {
        if (text.isBlank()
                || text.equals(".")
                || text.equals("..")
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new WrongUsage("a control socket has a name, as web, or a path: not " + '"' + text + '"');
        }
    }

    private static Path in(Path directory, String name) {
        return directory.resolve("carillon").resolve(name + ".sock");
    }

    private static List<Path> directories() {
        Set<Path> directories = new LinkedHashSet<>();
        @Nullable String own = System.getenv("XDG_RUNTIME_DIR");
        if (own != null && own.startsWith("/")) { // others are to be ignored, as the XDG specification has it
            directories.add(Path.of(own));
        }
        directories.add(OF_THE_SYSTEM);
        return List.copyOf(directories);
    }
}
