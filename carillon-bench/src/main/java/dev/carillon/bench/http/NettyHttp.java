package dev.carillon.bench.http;

import dev.carillon.bench.load.TlsKey;
import dev.carillon.bench.machine.ServerConsole;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on Netty's native epoll, one event loop, tuned as TechEmpower's: headers are not validated, everything constant
 * is made once, the date once a second, writes without promises and one flush a batch of reads. Small files stay in memory, large
 * ones go by sendfile.
 */
final class NettyHttp {
    private static final int BACKLOG = 1024;
    private static final int LARGEST_IN_MEMORY = 64 * 1024;
    private static final HttpHeadersFactory UNCHECKED =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);
    private static final HttpHeadersFactory UNCHECKED_TRAILERS =
            DefaultHttpHeadersFactory.trailersFactory().withValidation(false);

    private NettyHttp() {}

    /**
     * What is served, all of it ready.
     *
     * @param bytes in memory; null if it is a large file
     */
    private record Content(
            AsciiString type, AsciiString length, @Nullable ByteBuf bytes, File file) {
        private static Content of(AsciiString type, byte[] bytes) {
            ByteBuf direct = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
            return new Content(
                    type, AsciiString.of("" + bytes.length), Unpooled.unreleasableBuffer(direct), new File(""));
        }

        private static Content of(Path file, long largestInMemory) throws IOException {
            long size = Files.size(file);
            return size <= largestInMemory
                    ? of(HttpHeaderValues.APPLICATION_OCTET_STREAM, Files.readAllBytes(file))
                    : new Content(
                            HttpHeaderValues.APPLICATION_OCTET_STREAM, AsciiString.of("" + size), null, file.toFile());
        }
    }

    private static final ByteBuf EVENT = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer().writeBytes(FanOut.event().getBytes(StandardCharsets.US_ASCII)));

    /** The same one for all connections of the loop. */
    @ChannelHandler.Sharable
    private static final class Handler extends ChannelInboundHandlerAdapter {
        private final Map<String, Content> contents;
        private final ChannelGroup streams = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
        private volatile AsciiString date = now();

        private Handler(Map<String, Content> contents) {
            this.contents = contents;
        }

        private void join(ChannelHandlerContext context) {
            HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, UNCHECKED);
            response.headers()
                    .set(HttpHeaderNames.DATE, date)
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
                    .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            context.write(response, context.voidPromise());
            streams.add(context.channel());
        }

        private static AsciiString now() {
            return AsciiString.of(DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof HttpRequest request) {
                    answer(context, request);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private void answer(ChannelHandlerContext context, HttpRequest request) {
            if (request.uri().equals(FanOut.EVENTS)) {
                join(context);
                return;
            }
            Content content = contents.get(request.uri());
            if (request.uri().equals(FanOut.PUBLISH)) {
                streams.writeAndFlush(new DefaultHttpContent(EVENT.duplicate()), ChannelMatchers.all(), true);
                content = contents.get(Resource.PLAINTEXT.path());
            }
            ChannelFuture last;
            boolean keepsAlive = HttpUtil.isKeepAlive(request);
            if (content == null) {
                HttpResponse none = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_FOUND);
                none.headers().set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
                last = context.write(none);
            } else if (content.bytes != null) {
                HttpResponse response = new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.OK,
                        content.bytes.duplicate(),
                        UNCHECKED,
                        UNCHECKED_TRAILERS);
                fill(response.headers(), content);
                last = context.write(response, keepsAlive ? context.voidPromise() : context.newPromise());
            } else {
                HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, UNCHECKED);
                fill(response.headers(), content);
                context.write(response, context.voidPromise());
                context.write(new DefaultFileRegion(content.file, 0, content.file.length()), context.voidPromise());
                last = context.write(
                        LastHttpContent.EMPTY_LAST_CONTENT, keepsAlive ? context.voidPromise() : context.newPromise());
            }
            if (!keepsAlive) {
                last.addListener(ChannelFutureListener.CLOSE);
            }
        }

        private void fill(HttpHeaders headers, Content content) {
            headers.set(HttpHeaderNames.SERVER, AsciiString.cached("netty"));
            headers.set(HttpHeaderNames.DATE, date);
            headers.set(HttpHeaderNames.CONTENT_TYPE, content.type);
            headers.set(HttpHeaderNames.CONTENT_LENGTH, content.length);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** The codec of a connection, then the handler. */
    private static final class Connections extends ChannelInitializer<Channel> {
        private final ChannelHandler handler;
        private final @Nullable SslContext tls;

        private Connections(ChannelHandler handler, @Nullable SslContext tls) {
            this.handler = handler;
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            HttpDecoderConfig config =
                    new HttpDecoderConfig().setHeadersFactory(UNCHECKED).setTrailersFactory(UNCHECKED_TRAILERS);
            if (tls != null) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc()));
            }
            channel.pipeline().addLast(new HttpServerCodec(config), handler);
        }
    }

    private static Map<String, Content> contents(Path site, long largestInMemory) throws IOException {
        Map<String, Content> contents = new HashMap<>();
        for (Resource resource : Resource.values()) {
            contents.put(
                    resource.path(),
                    resource.isFile()
                            ? Content.of(site.resolve(resource.path().substring(1)), largestInMemory)
                            : Content.of(HttpHeaderValues.TEXT_PLAIN, resource.body()));
        }
        return contents;
    }

    /** By the JDK's engine, as ours: OpenSSL would come through JNI. */
    private static @Nullable SslContext tls(String[] arguments) throws GeneralSecurityException, IOException {
        return arguments.length < 2
                ? null
                : SslContextBuilder.forServer(new TlsKey(Path.of(arguments[1])).keys())
                        .sslProvider(SslProvider.JDK)
                        .protocols("TLSv1.3")
                        .build();
    }

    public static void main(String[] arguments) throws GeneralSecurityException, IOException {
        if (Epoll.unavailabilityCause() != null) {
            System.err.println("Netty's native epoll does not load: " + Epoll.unavailabilityCause());
            System.exit(1);
        }
        // Over TLS nothing goes by sendfile.
        long largest = arguments.length > 1 ? Long.MAX_VALUE : LARGEST_IN_MEMORY;
        Handler handler = new Handler(contents(Path.of(arguments[0]), largest));
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        loop.scheduleWithFixedDelay(() -> handler.date = Handler.now(), 1, 1, TimeUnit.SECONDS);
        Channel listener = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new Connections(handler, tls(arguments)))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        ServerConsole.serve(((InetSocketAddress) listener.localAddress()).getPort());
    }
}
