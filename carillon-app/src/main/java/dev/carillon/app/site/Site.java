package dev.carillon.app.site;

import dev.carillon.http.server.Compression;
import dev.carillon.http.server.ErrorPages;
import dev.carillon.http.server.Exchange;
import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.Response;
import dev.carillon.http.server.StaticFiles;
import dev.carillon.http.server.StaticOptions;
import dev.carillon.linux.LinuxException;
import java.util.Map;

/** A site that is open: its directory's files, with all its rules around them. */
final class Site implements HttpHandler, AutoCloseable {
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int NOT_MODIFIED = 304;

    private final SiteSettings settings;
    private final StaticFiles files;
    private final HttpHandler inner;
    private final ErrorPages errorPages;

    /**
     * Opens it.
     *
     * @param options how its files are served, but for what the settings say
     * @throws LinuxException if its directory cannot be opened
     */
    Site(SiteSettings settings, StaticOptions options) {
        this.settings = settings;
        this.files = StaticFiles.open(
                settings.directory(), options.withPrecompressed(true).withListings(settings.listing()));
        HttpHandler packed = settings.compress() ? Compression.DEFAULTS.before(files) : files;
        this.inner = settings.auth().map(auth -> auth.before(packed)).orElse(packed);
        this.errorPages = this::errorPage;
    }

    SiteSettings settings() {
        return settings;
    }

    private Response errorPage(int status, String detail, boolean json) {
        Response own = json ? null : settings.errorPages().get(status);
        return own == null ? ErrorPages.DEFAULTS.page(status, detail, json) : own;
    }

    @Override
    public void handle(Exchange exchange) throws Exception {
        if (!settings.errorPages().isEmpty()) {
            exchange.put(ErrorPages.class, errorPages);
        }
        if (!settings.cache().isEmpty() || !settings.headers().isEmpty()) {
            exchange.beforeHead(() -> addFields(exchange));
        }
        inner.handle(exchange);
    }

    private void addFields(Exchange exchange) {
        String path = exchange.request().path();
        int status = exchange.status();
        if (status == OK || status == PARTIAL || status == NOT_MODIFIED) {
            settings.cache().stream()
                    .filter(rule -> rule.paths().matches(path))
                    .findFirst()
                    .ifPresent(rule -> exchange.setField("Cache-Control", rule.content()));
        }
        for (PathRule<Map<String, String>> rule : settings.headers()) {
            if (rule.paths().matches(path)) {
                rule.content().forEach(exchange::setField);
            }
        }
    }

    @Override
    public void close() {
        files.close();
    }
}
