package dev.carillon.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A local repository of Maven for one test: ours is in it as it would be installed, everything else is what this build has
 * resolved itself, by links.
 */
final class LocalRepository {
    private static final String GROUP = "dev";
    private static final String SUBGROUP = "carillon";

    private final Path directory;
    private final String version;

    private LocalRepository(Path directory, String version) {
        this.directory = directory;
        this.version = version;
    }

    /** Makes it; whatever of ours was installed in the other one is not seen. */
    static Path make(Path directory, Path resolved, String version) throws IOException {
        LocalRepository repository = new LocalRepository(directory, version);
        link(resolved, directory, GROUP);
        link(resolved.resolve(GROUP), directory.resolve(GROUP), SUBGROUP);
        for (String artifact : published()) {
            repository.install(artifact);
        }
        return directory;
    }

    /** What has a POM for users. */
    static List<String> published() throws IOException {
        try (var modules = Files.list(Path.of(".."))) {
            return modules.map(module -> module.getFileName().toString())
                    .filter(name -> Files.exists(pom(name)))
                    .sorted()
                    .toList();
        }
    }

    static Path pom(String artifact) {
        return target(artifact).resolve(artifact + ".pom");
    }

    private static Path target(String artifact) {
        return Path.of("..", artifact, "target");
    }

    private static void link(Path from, Path to, String except) throws IOException {
        Files.createDirectories(to);
        if (!Files.exists(from)) {
            return;
        }
        try (var entries = Files.newDirectoryStream(from, entry -> !entry.endsWith(except))) {
            for (Path entry : entries) {
                Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
            }
        }
    }

    private void install(String artifact) throws IOException {
        Path place = directory.resolve(Path.of(GROUP, SUBGROUP, artifact, version));
        Files.createDirectories(place);
        String name = artifact + "-" + version;
        Files.copy(pom(artifact), place.resolve(name + ".pom"));
        Path jar = target(artifact).resolve(name + ".jar");
        if (Files.exists(jar)) { // a BOM has none
            Files.copy(jar, place.resolve(name + ".jar"));
        }
    }
}
