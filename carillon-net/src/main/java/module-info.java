import org.jspecify.annotations.NullMarked;

/** The network on the event loop: listeners, connections, datagrams, framing. */
@NullMarked
module dev.carillon.net {
    requires static transitive org.jspecify;
    // Listeners and connections are sources of a loop.
    requires transitive dev.carillon.loop;

    exports dev.carillon.net;
    exports dev.carillon.net.frame;
    exports dev.carillon.net.tls;
}
