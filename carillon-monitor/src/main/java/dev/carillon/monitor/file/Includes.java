package dev.carillon.monitor.file;

import dev.carillon.config.ConfigFile;
import dev.carillon.config.Failure;
import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Variables;
import dev.carillon.config.WrongConfiguration;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** A file and those that it includes, each once, and each only if nobody else can write to it. */
final class Includes {
    static final Key<String> INCLUDE = new Key<>(
            "include",
            Kind.text(),
            "Further files, whose tables count as if they stood here: paths from this file's directory, with * and ?"
                    + " in the last part of one.");

    private static final int MOST = 100;

    private final List<ConfigFile> files = new ArrayList<>();
    private final List<WrongConfiguration> unreadable = new ArrayList<>();
    private final List<Path> known = new ArrayList<>();

    private Includes() {}

    /** Reads them; all that is wrong is told by {@link #check}, but that the first cannot be read. */
    static Includes of(Path path) throws WrongConfiguration {
        Includes includes = new Includes();
        includes.add(path);
        if (includes.files.isEmpty()) {
            throw includes.unreadable.getFirst();
        }
        return includes;
    }

    List<ConfigFile> files() {
        return List.copyOf(files);
    }

    void check() throws WrongConfiguration {
        ConfigFile.check(files, unreadable);
    }

    private void add(Path path) {
        known.add(real(path));
        try {
            ConfigFile file = ConfigFile.read(path, Variables.ofEnvironment());
            files.add(file);
            Trust.objection(path).ifPresent(file::wrong);
            for (String pattern : file.root().list(INCLUDE)) {
                include(file, pattern);
            }
        } catch (WrongConfiguration e) {
            unreadable.add(e);
        }
    }

    private void include(ConfigFile from, String pattern) {
        for (Path path : matching(from, pattern)) {
            if (known.contains(real(path))) {
                from.root().wrong(INCLUDE.name(), path + " is read already; allowed: each file once, and no circles");
            } else if (known.size() == MOST) {
                from.root().wrong(INCLUDE.name(), "there are too many files; allowed: " + MOST);
                return;
            } else {
                add(path);
            }
        }
    }

    private static List<Path> matching(ConfigFile from, String pattern) {
        Path parent = from.path().getParent();
        Path path = parent == null ? Path.of(pattern) : parent.resolve(pattern);
        String last = String.valueOf(path.getFileName());
        if (last.indexOf('*') < 0 && last.indexOf('?') < 0) {
            return List.of(path);
        }
        Path directory = path.getParent() == null ? Path.of("") : path.getParent();
        if (!Files.isDirectory(directory)) {
            return List.of(); // as with a directory in which there is none
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, last)) {
            stream.forEach(found::add);
        } catch (IOException | PatternSyntaxException e) {
            from.root().wrong(INCLUDE.name(), pattern + ": " + Failure.line(e) + "; allowed: paths that can be read");
        }
        found.sort(null);
        return found;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
