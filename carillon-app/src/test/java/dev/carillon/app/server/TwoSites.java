package dev.carillon.app.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Directories to serve, {@code a} and {@code b}, that tell themselves apart. */
final class TwoSites {
    private TwoSites() {}

    /**
     * Makes them.
     *
     * @param words with the directory's name behind them, what its index says
     */
    static void make(Path directory, String words) throws IOException {
        for (String site : List.of("a", "b")) {
            Files.createDirectory(directory.resolve(site));
            Files.writeString(directory.resolve(site).resolve("index.html"), words + site);
        }
    }
}
