package dev.carillon.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Programs by name, looked for along this process's {@code PATH} as {@code execvp(3)} does. */
final class ProgramPath {
    private static final String WITHOUT_PATH = "/bin:/usr/bin";

    private ProgramPath() {}

    /** The first executable file of that name. */
    static Optional<Path> find(String name) {
        String path = System.getenv("PATH");
        for (String directory : (path == null ? WITHOUT_PATH : path).split(":", -1)) {
            Path file = Path.of(directory.isEmpty() ? "." : directory, name);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return Optional.of(file.toAbsolutePath());
            }
        }
        return Optional.empty();
    }
}
