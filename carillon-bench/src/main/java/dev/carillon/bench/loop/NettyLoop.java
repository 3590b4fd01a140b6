package dev.carillon.bench.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.Version;
import java.util.concurrent.TimeUnit;

/** One event loop of Netty's, on its native epoll where that loads. */
public final class NettyLoop implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, transport());

    private static IoHandlerFactory transport() {
        return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    /** Its version, and which transport this machine gets: {@code epoll}, or {@code NIO} and why. */
    public static String version() {
        return Version.identify().values().stream()
                        .map(Version::artifactVersion)
                        .findFirst()
                        .orElse("4.2")
                + ", " + transportName();
    }

    private static String transportName() {
        return Epoll.isAvailable() ? "epoll" : "NIO (native epoll: " + Epoll.unavailabilityCause() + ")";
    }

    EventLoop loop() {
        return group.next();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
