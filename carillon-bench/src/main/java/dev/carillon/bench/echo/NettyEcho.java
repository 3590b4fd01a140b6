package dev.carillon.bench.echo;

import dev.carillon.bench.load.TlsKey;
import dev.carillon.bench.machine.ServerConsole;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * An echo server on Netty's native epoll, or with {@value #IO_URING} on that, one event loop: writes without promises, and
 * one flush a batch of reads. With the file of a key over TLS, by the JDK's engine as ours: OpenSSL would come through JNI.
 */
final class NettyEcho {
    /** The argument that asks for it. */
    static final String IO_URING = "io_uring";

    private NettyEcho() {}

    /** The same one for all connections. */
    @ChannelHandler.Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        /** A client that does not read is not read from. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(context.channel().isWritable());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** The engine of a connection, then the echo. */
    private static final class OverTls extends ChannelInitializer<Channel> {
        private final SslContext tls;
        private final ChannelHandler echo;

        private OverTls(SslContext tls, ChannelHandler echo) {
            this.tls = tls;
            this.echo = echo;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()), echo);
        }
    }

    private static ChannelHandler handler(String[] arguments) throws GeneralSecurityException, IOException {
        if (arguments.length == 0) {
            return new Echo();
        }
        SslContext tls = SslContextBuilder.forServer(new TlsKey(Path.of(arguments[0])).keys())
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3")
                .build();
        return new OverTls(tls, new Echo());
    }

    public static void main(String[] arguments) throws GeneralSecurityException, IOException {
        boolean uring = List.of(arguments).contains(IO_URING);
        Throwable cause = uring ? IoUring.unavailabilityCause() : Epoll.unavailabilityCause();
        if (cause != null) {
            System.err.println("Netty's native " + (uring ? IO_URING : "epoll") + " does not load: " + cause);
            System.exit(1);
        }
        IoHandlerFactory io = uring ? IoUringIoHandler.newFactory() : EpollIoHandler.newFactory();
        Channel listener = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, io))
                .channel(uring ? IoUringServerSocketChannel.class : EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, NioEcho.BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(uring ? new Echo() : handler(arguments))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        ServerConsole.serve(((InetSocketAddress) listener.localAddress()).getPort());
    }
}
