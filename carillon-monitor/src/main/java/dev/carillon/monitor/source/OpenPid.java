package dev.carillon.monitor.source;

import dev.carillon.config.Failure;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Signal;
import dev.carillon.loop.ChildSource;
import dev.carillon.loop.PathChange;
import dev.carillon.loop.PathOptions;
import dev.carillon.loop.PathSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process of others, looked for again whenever its file is written. */
final class OpenPid implements OpenInput {
    private static final int LONGEST_NUMBER = 64;
    private static final Set<PathChange.Kind> OF_THE_FILE = EnumSet.of(
            PathChange.Kind.APPEARED, PathChange.Kind.REPLACED, PathChange.Kind.WRITTEN, PathChange.Kind.OVERFLOW);

    private final Inlet inlet;
    private @Nullable ChildSource process;
    private @Nullable PathSource watch;

    OpenPid(PidInput settings, Inlet inlet) throws IOException {
        this.inlet = inlet;
        Optional<Path> file = settings.file();
        if (file.isEmpty()) {
            int number = settings.number().orElse(1);
            if (!follow(number)) {
                throw new IOException("there is no process " + number);
            }
            return;
        }
        PathOptions options =
                PathOptions.DEFAULTS.withAbsent(true).withRecursive(false).withKinds(OF_THE_FILE);
        watch = inlet.loop().path(inlet.name(), file.get(), options, (self, change) -> look(file.get()));
        look(file.get());
    }

    /** What stands in it may be half of it: then it is written again, which is told. */
    private void look(Path file) {
        int number = number(file);
        boolean isSame = process != null && process.isOpen() && process.pid() == number;
        if (number > 0 && !isSame && !follow(number)) {
            inlet.notice("gone", Map.of("pid", number));
        }
    }

    private static int number(Path file) {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        try (InputStream input = Files.newInputStream(file)) {
            String text = new String(input.readNBytes(LONGEST_NUMBER), StandardCharsets.US_ASCII).strip();
            return text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** False if there is no such process. */
    private boolean follow(int number) {
        Optional<ProcessHandle> handle = ProcessHandle.of(number);
        if (handle.isEmpty()) {
            return false;
        }
        try {
            ChildSource followed = inlet.loop().child(inlet.name(), handle.get(), this::ended);
            if (process != null) {
                process.close();
            }
            process = followed;
            inlet.notice("found", Map.of("pid", number));
            return true;
        } catch (IllegalArgumentException e) { // it has ended meanwhile
            return false;
        } catch (RuntimeException e) {
            inlet.notice("refused", Map.of("text", Failure.line(e)));
            return true;
        }
    }

    private void ended(ChildSource source, ExitStatus status) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pid", source.pid());
        Signal signal = status.signal();
        if (!status.isKnown()) {
            fields.put("cause", "unknown");
        } else if (signal == null) {
            fields.put("code", status.code());
            fields.put("success", status.isSuccess());
        } else {
            fields.put("signal", signal.name());
            fields.put("core", status.coreDumped());
        }
        inlet.notice("exit", fields);
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        if (process != null) {
            process.close();
        }
    }
}
