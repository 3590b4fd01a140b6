package dev.carillon.app.site;

import dev.carillon.app.command.WrongUsage;
import dev.carillon.http.server.StaticOptions;
import dev.carillon.linux.LinuxException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Opens one {@link Generation} after the other. To be closed when nothing serves them any more. */
public final class Generations implements AutoCloseable {
    private final StaticOptions options;
    /** Closes logs: that waits for the disk, which a loop must not. Its thread begins with the first of them. */
    private final ExecutorService closing = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("closing").factory());

    private final Set<OpenLog> logs = ConcurrentHashMap.newKeySet();
    private Optional<OpenLog> log = Optional.empty();

    /** @param options how files are served, but for what each site's settings say */
    public Generations(StaticOptions options) {
        this.options = options;
    }

    /**
     * Opens everything; changes nothing of what is served.
     *
     * @param sites by their names
     * @return to be given back when it was replaced
     * @throws WrongUsage with what cannot be opened, in a line; then nothing is open
     */
    public Generation open(Map<String, SiteSettings> sites, Optional<LogSettings> wanted) throws WrongUsage {
        Optional<OpenLog> own = Optional.empty();
        if (wanted.isPresent()) {
            LogSettings settings = wanted.get();
            own = log.filter(present -> present.isTakenFor(settings));
            if (own.isPresent()) {
                check(own.get());
            }
            if (own.isEmpty()) {
                own = Optional.of(OpenLog.open(settings, unused -> closing.execute(() -> close(unused))));
                own.ifPresent(logs::add);
            }
        }
        Generation generation = new Generation(own);
        for (Map.Entry<String, SiteSettings> entry : sites.entrySet()) {
            SiteSettings settings = entry.getValue();
            try {
                generation.add(entry.getKey(), new Site(settings, options));
            } catch (LinuxException e) {
                generation.giveBack();
                throw new WrongUsage(settings.place() + " cannot be served: " + e.getMessage(), e);
            }
        }
        return generation;
    }

    private static void check(OpenLog shared) throws WrongUsage {
        try {
            shared.check();
        } catch (WrongUsage e) {
            shared.giveBack();
            throw e;
        }
    }

    /** It is served from now on: its log is the one that others may share. */
    public void serves(Generation generation) {
        log = generation.openLog();
    }

    private void close(OpenLog unused) {
        unused.log().close();
        logs.remove(unused);
    }

    /** Writes all that logs have still, and waits for that. Directories and files that are open end with the process. */
    @Override
    public void close() {
        closing.close();
        logs.forEach(this::close);
    }
}
