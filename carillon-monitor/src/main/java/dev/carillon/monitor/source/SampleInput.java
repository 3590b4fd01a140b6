package dev.carillon.monitor.source;

import dev.carillon.config.Failure;
import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.loop.TimerSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a file of the kernel's says, looked at every so often: the kernel does not tell when it changes. Only such files, as each
 * other would have the loop wait for a disk.
 *
 * @param file below {@code /proc} or {@code /sys}
 * @param every how often
 */
record SampleInput(Path file, Duration every) implements Input {
    static final String KEY = "sample";
    private static final int LONGEST = 64 * 1024;
    private static final Key<Path> FILE = new Key<>(
            "file",
            Kind.text("a file below /proc or /sys", "/(?:proc|sys)/.*", SampleInput::kernelFile),
            "Which file, of those that the kernel makes up.");
    private static final Key<Duration> EVERY =
            new Key<>("every", Kind.positiveSpan(), "How often it is looked at: nothing tells of a change.");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "What a file of the kernel's says, looked at every so often (polled).")
                .map(of ->
                        new SampleInput(of.require(FILE, Path.of("/proc")), of.require(EVERY, Duration.ofSeconds(1))));
    }

    private static Path kernelFile(String text) {
        Path path = Path.of(text).normalize();
        if (!path.startsWith("/proc") && !path.startsWith("/sys")) {
            throw new IllegalArgumentException("");
        }
        return path;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public Set<String> fields() {
        return Set.of("text");
    }

    @Override
    public boolean givesText() {
        return true;
    }

    @Override
    public OpenInput open(Inlet inlet) {
        Sampler sampler = new Sampler(inlet);
        TimerSource timer = inlet.loop().timer(inlet.name(), (self, expirations) -> sampler.look());
        timer.every(every);
        return new OpenSource(timer);
    }

    /** Looks, and says once that there is nothing to be seen. */
    private final class Sampler {
        private final Inlet inlet;
        private boolean isLost;

        Sampler(Inlet inlet) {
            this.inlet = inlet;
        }

        void look() {
            try (InputStream in = Files.newInputStream(file)) {
                String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
                isLost = false;
                inlet.text("sample", text);
            } catch (IOException e) {
                if (!isLost) {
                    isLost = true;
                    inlet.notice("unreadable", Map.of("text", Failure.line(e)));
                }
            }
        }
    }
}
