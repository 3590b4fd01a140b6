import org.jspecify.annotations.NullMarked;

/** The {@code carillon} command. The only module which prints and exits. */
@NullMarked
module dev.carillon.app {
    requires static org.jspecify;
    requires dev.carillon.config;
    // Loaded only by who shows a page.
    requires dev.carillon.dashboard;
    requires dev.carillon.http;
    // Loaded only by who asks for figures at an address.
    requires dev.carillon.metrics;
    // Loaded only by a monitor with a file.
    requires dev.carillon.monitor;
    requires dev.carillon.net;
    requires info.picocli;
    requires tools.jackson.core;

    provides System.LoggerFinder with
            dev.carillon.app.command.LogFinder;
}
