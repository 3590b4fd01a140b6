package dev.carillon.bench.echo;

import dev.carillon.bench.load.Named;
import dev.carillon.bench.load.TlsKey;
import dev.carillon.bench.machine.Children;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The echo servers that are compared, each in a process of its own with one thread that does the work. */
public enum EchoSide implements Named {
    /** Ours. */
    CARILLON("carillon", CarillonEcho.class),
    /** Ours once more: how far two runs of the same thing differ. */
    CONTROL("carillon again", CarillonEcho.class),
    /** As the documents write it: edge-triggered, read up to EAGAIN, EPOLLOUT on and off for every message. */
    DOCUMENTS("C, documents'", "documents"),
    /** EPOLLOUT on and off for every message, but level-triggered and so with one read. */
    TOGGLING("C, toggling", "toggling"),
    /** The fewest calls. */
    LEAN("C, leanest", "lean"),
    /** The fewest calls, over TLS. */
    OPENSSL("C, OpenSSL", "tls"),
    /** Netty 4.2 on native epoll. */
    NETTY("Netty", NettyEcho.class),
    /** The JDK's selector. */
    NIO("java.nio", NioEcho.class),
    /** The fewest calls once more: how far two runs of the same thing differ. */
    LEAN_CONTROL("C, leanest again", "lean"),
    /** The fewest calls, edge-triggered. */
    LEAN_EDGE("C, leanest, edge", "lean-et"),
    /** The fewest calls, in a process that has two threads, as any JVM has more than one. */
    LEAN_THREADS("C, leanest, 2 threads", "lean-mt"),
    /** Netty 4.2 on io_uring. */
    NETTY_URING("Netty, io_uring", NettyEcho.class, NettyEcho.IO_URING),
    /** Ours, each send by a call of its own. */
    CARILLON_DIRECT("carillon, no ring", CarillonEcho.class, "ring=off"),
    /** Ours, waiting in io_uring. */
    CARILLON_URING("carillon, uring", CarillonEcho.class, "poller=uring");

    /** Those of a brief run. */
    public static final List<EchoSide> FEW = List.of(CARILLON, CONTROL, LEAN, NETTY, NIO);
    /** Those that are measured without TLS. */
    public static final List<EchoSide> PLAIN = List.of(CARILLON, CONTROL, DOCUMENTS, TOGGLING, LEAN, NETTY, NIO);
    /** Those that are measured over TLS. */
    public static final List<EchoSide> OVER_TLS = List.of(CARILLON, CONTROL, OPENSSL, NETTY);
    /** Those that are measured in lockstep. */
    public static final List<EchoSide> LOCKSTEP = List.of(
            CARILLON,
            CONTROL,
            CARILLON_DIRECT,
            CARILLON_URING,
            LEAN,
            LEAN_CONTROL,
            LEAN_EDGE,
            LEAN_THREADS,
            DOCUMENTS,
            NETTY,
            NETTY_URING,
            NIO);

    private final String text;
    private final @Nullable Class<?> mainClass;
    private final List<String> arguments;

    EchoSide(String text, Class<?> mainClass, String... arguments) {
        this.text = text;
        this.mainClass = mainClass;
        this.arguments = List.of(arguments);
    }

    EchoSide(String text, String kind) {
        this.text = text;
        this.mainClass = null;
        this.arguments = List.of(kind);
    }

    @Override
    public String text() {
        return text;
    }

    boolean isJava() {
        return mainClass != null;
    }

    /** How it is started. */
    List<String> command(@Nullable Path cServers) throws Children.Failure {
        return command(cServers, List.of());
    }

    /** How it is started to serve over TLS. */
    List<String> command(@Nullable Path cServer, TlsKey key) throws Children.Failure {
        List<String> command = command(cServer);
        String file = key.file().toString();
        if (isJava()) {
            command.add(file);
        } else {
            command.set(1, file);
        }
        return command;
    }

    /** The same with more options for a JVM. */
    List<String> command(@Nullable Path cServers, List<String> jvmOptions) throws Children.Failure {
        List<String> command = new ArrayList<>();
        if (mainClass != null) {
            command.addAll(Children.javaCommand(mainClass));
            command.addAll(1 + Children.JVM_OPTIONS.size(), jvmOptions);
        } else if (cServers != null) {
            command.add(cServers.toString());
        } else {
            throw new Children.Failure("no C servers");
        }
        command.addAll(arguments);
        return command;
    }
}
