package dev.carillon.bench.monitor;

import dev.carillon.bench.machine.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a monitor is tried.
 *
 * @param directory all of it
 * @param marker the program that is started
 */
record Place(Path directory, Path marker) implements AutoCloseable {
    private static final int SECONDS = 10;

    /** Makes one, with its FIFOs. */
    static Place make(Path marker) throws Children.Failure {
        try {
            Place place = new Place(Files.createTempDirectory("carillon-bench"), marker);
            Files.createDirectory(place.watched());
            for (Path fifo : new Path[] {place.marks(), place.sensor()}) {
                Children.run(SECONDS, List.of("mkfifo", fifo.toString()));
            }
            return place;
        } catch (IOException e) {
            throw new Children.Failure("no place for a monitor: " + e.getMessage());
        }
    }

    /** The FIFO to which the marker writes. */
    Path marks() {
        return directory.resolve("marks");
    }

    /** The FIFO with numbers. */
    Path sensor() {
        return directory.resolve("sensor");
    }

    /** The directory in which files are written. */
    Path watched() {
        return directory.resolve("watched");
    }

    /** Where a program that is kept running leaves its process id. */
    Path pid() {
        return directory.resolve("pid");
    }

    /** Writes a file of the monitor's own. */
    Path write(String name, String mode, String... lines) throws Children.Failure {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", lines) + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            return file;
        } catch (IOException e) {
            throw new Children.Failure(file + " cannot be written: " + e.getMessage());
        }
    }

    /** What a monitor has kept running, as a daemon of its own, may have outlived it. */
    private void endKept() {
        try {
            ProcessHandle.of(Long.parseLong(Files.readString(pid()).strip()))
                    .filter(each -> each.info().command().equals(Optional.of(marker.toString())))
                    .ifPresent(ProcessHandle::destroyForcibly);
        } catch (IOException e) {
            // Nothing was kept running.
        }
    }

    @Override
    public void close() {
        endKept();
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            // It lies in the directory for such things.
        }
    }
}
