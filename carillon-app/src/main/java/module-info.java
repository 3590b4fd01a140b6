import org.jspecify.annotations.NullMarked;

/** The {@code carillon} command. The only module which prints and exits. */
@NullMarked
module dev.carillon.app {
    requires static org.jspecify;
    requires dev.carillon.http;
    // Loaded only by who asks for figures at an address.
    requires dev.carillon.metrics;
    requires dev.carillon.net;
    requires info.picocli;
    // Loaded only by who reads a file of configuration.
    requires org.tomlj;
    requires tools.jackson.core;
}
