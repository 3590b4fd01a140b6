import org.jspecify.annotations.NullMarked;

/** The small programs which the guide includes. */
@NullMarked
module dev.carillon.examples {
    requires static org.jspecify;
    requires dev.carillon.net;
    requires dev.carillon.http;
    // Of one example alone: a loop inside Netty's.
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
}
