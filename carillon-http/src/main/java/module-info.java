import org.jspecify.annotations.NullMarked;

/** HTTP/1.1: messages without I/O, and a server on the event loop. */
@NullMarked
module dev.carillon.http {
    requires static transitive org.jspecify;
    // A server's listeners and connections are the network's.
    requires transitive dev.carillon.net;
    // Requests are flight recorder events.
    requires jdk.jfr;
    requires org.eclipse.jetty.http;
    // Only to keep it quiet where nobody has asked for it.
    requires org.slf4j;

    uses org.slf4j.spi.SLF4JServiceProvider;

    exports dev.carillon.http;
    exports dev.carillon.http.server;
}
