package dev.carillon.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Programs by name, looked for along this process's {@code PATH} as {@code execvp(3)} does. */
public final class ProgramPath {
    private static final String WITHOUT_PATH = "/bin:/usr/bin";

    private ProgramPath() {}

    /**
     * The program that a name means: the file at a path, which has a slash, or else the first executable file along {@code PATH}.
     *
     * @param name of the program, as in a command
     * @return its file; empty if there is none that this process may execute
     * @throws java.nio.file.InvalidPathException if no file can have that name
     */
    public static Optional<Path> find(String name) {
        if (name.indexOf('/') >= 0) {
            return executable(Path.of(name));
        }
        String path = System.getenv("PATH");
        for (String directory : (path == null ? WITHOUT_PATH : path).split(":", -1)) {
            Optional<Path> file = executable(Path.of(directory.isEmpty() ? "." : directory, name));
            if (file.isPresent()) {
                return file;
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> executable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file)
                ? Optional.of(file.toAbsolutePath())
                : Optional.empty();
    }
}
