package dev.carillon.monitor.source;

import dev.carillon.config.Failure;
import dev.carillon.config.SpanOfTime;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.loop.ChildSource;
import dev.carillon.loop.StreamSource;
import dev.carillon.loop.Timeout;
import dev.carillon.loop.TimerSource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A check that is started again and again, one at a time, and ended with its group when it takes too long. */
final class OpenPlugin implements OpenInput, StreamSource.BytesHandler {
    private static final int LONGEST = 64 * 1024;
    private static final List<String> WORDS = List.of("ok", "warning", "critical", "unknown");
    private static final int UNKNOWN = 3;

    private final PluginInput settings;
    private final Inlet inlet;
    private final TimerSource timer;
    private final Timeout patience;
    private ByteArrayOutputStream output = new ByteArrayOutputStream();
    private @Nullable ChildSource running;

    OpenPlugin(PluginInput settings, Inlet inlet) {
        this.settings = settings;
        this.inlet = inlet;
        this.patience = inlet.loop().timeout(this::late);
        this.timer = inlet.loop().timer(inlet.name(), (self, expirations) -> start());
        timer.every(settings.often().every());
        start();
    }

    private void start() {
        if (running != null) {
            return;
        }
        output = new ByteArrayOutputStream();
        try {
            Spawn spawn = Spawn.command(settings.command())
                    .ownGroup()
                    .devNull(0)
                    .pipeOutput()
                    .errorToOutput();
            running = inlet.loop().child(inlet.name(), spawn, this::ended);
            running.endsBy(Signal.KILL, Duration.ZERO);
            running.bytes(1, this);
            patience.schedule(settings.often().timeout());
        } catch (LinuxException | IllegalArgumentException e) {
            tell(UNKNOWN, Failure.line(e));
        }
    }

    @Override
    public void bytes(StreamSource source, ByteBuffer bytes) {
        byte[] part = new byte[Math.min(bytes.remaining(), LONGEST - output.size())];
        bytes.get(part);
        output.writeBytes(part);
    }

    private void ended(ChildSource source, ExitStatus status) {
        boolean isOwn = status.isKnown() && status.signal() == null && status.code() <= UNKNOWN;
        over();
        tell(isOwn ? status.code() : UNKNOWN, isOwn ? text() : status + " " + text());
    }

    private void late() {
        over();
        tell(UNKNOWN, "it was ended after " + SpanOfTime.text(settings.often().timeout()));
    }

    /** Whoever is left of its group is ended with it. */
    private void over() {
        patience.cancel();
        if (running != null) {
            running.close();
        }
        running = null;
    }

    private String text() {
        return output.toString(StandardCharsets.UTF_8).strip();
    }

    /** What is behind a bar are figures, for machines. */
    private void tell(int code, String text) {
        int bar = text.indexOf('|');
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("value", code);
        fields.put("status", WORDS.get(code));
        fields.put("text", bar < 0 ? text : text.substring(0, bar).strip());
        if (bar >= 0) {
            fields.put("figures", text.substring(bar + 1).strip());
        }
        inlet.event(PluginInput.KEY, fields);
    }

    @Override
    public void close() {
        timer.close();
        over();
    }
}
