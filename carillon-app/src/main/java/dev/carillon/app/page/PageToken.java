package dev.carillon.app.page;

import dev.carillon.dashboard.Access;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** What has to be said to change something on the page. Where there is a state directory it is there, and pages outlive a restart. */
final class PageToken {
    private static final String FILE = "page-token";
    private static final int SHORTEST = 32;

    private PageToken() {}

    static String of(Optional<Path> state) throws IOException {
        if (state.isEmpty()) {
            return Access.newToken();
        }
        Path file = state.get().resolve(FILE);
        String token = Access.newToken();
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            String kept = Files.readString(file).strip();
            if (kept.length() >= SHORTEST) {
                return kept;
            }
        }
        Files.write(file, token.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
        return token;
    }
}
