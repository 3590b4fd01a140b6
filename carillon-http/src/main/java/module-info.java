import org.jspecify.annotations.NullMarked;

/** HTTP/1.1: messages without I/O, and a server on the event loop. */
@NullMarked
module dev.carillon.http {
    requires static transitive org.jspecify;
    // A server's listeners and connections are the network's.
    requires transitive dev.carillon.net;
    requires org.eclipse.jetty.http;

    exports dev.carillon.http;
    exports dev.carillon.http.server;
}
