package dev.carillon.app.site;

import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.Failure;
import dev.carillon.http.server.AccessLog;
import dev.carillon.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** An access log that generations share, as long as it is the same file: its lines stay in order. */
final class OpenLog {
    private final LogSettings settings;
    private final AccessLog log;
    private final Lease lease;

    private OpenLog(LogSettings settings, AccessLog log, Consumer<OpenLog> unused) {
        this.settings = settings;
        this.log = log;
        this.lease = new Lease(() -> unused.accept(this));
    }

    /** @param unused is told when nobody has it any more */
    static OpenLog open(LogSettings settings, Consumer<OpenLog> unused) throws WrongUsage {
        try {
            return new OpenLog(settings, AccessLog.open(settings.file(), settings.format()), unused);
        } catch (LinuxException e) {
            throw new WrongUsage(settings.place() + ": " + e.getMessage(), e);
        }
    }

    /** Shares it, if it is what is wanted. */
    boolean isTakenFor(LogSettings wanted) {
        return settings.isSameFile(wanted) && lease.take();
    }

    /**
     * Whether its file can be opened anew: its writer, which does it, could only report that it was not.
     *
     * @throws WrongUsage if not
     */
    void check() throws WrongUsage {
        Path file = settings.file();
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return; // to open a FIFO would wait for who reads it
        }
        try {
            Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw new WrongUsage(settings.place() + ": " + Failure.line(e), e);
        }
    }

    AccessLog log() {
        return log;
    }

    void giveBack() {
        lease.giveBack();
    }
}
