package dev.carillon.bench.echo;

import dev.carillon.bench.machine.Children;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The echo servers that are compared, each in a process of its own with one thread that does the work. */
public enum EchoSide {
    /** Ours. */
    CARILLON("carillon", CarillonEcho.class, ""),
    /** Ours once more: how far two runs of the same thing differ. */
    CONTROL("carillon again", CarillonEcho.class, ""),
    /** As the documents write it: edge-triggered, read up to EAGAIN, EPOLLOUT on and off for every message. */
    DOCUMENTS("C, documents'", null, "documents"),
    /** EPOLLOUT on and off for every message, but level-triggered and so with one read. */
    TOGGLING("C, toggling", null, "toggling"),
    /** The fewest calls. */
    LEAN("C, leanest", null, "lean"),
    /** The fewest calls, over TLS. */
    OPENSSL("C, OpenSSL", null, "tls"),
    /** Netty 4.2 on native epoll. */
    NETTY("Netty", NettyEcho.class, ""),
    /** The JDK's selector. */
    NIO("java.nio", NioEcho.class, "");

    /** Those of a brief run. */
    public static final List<EchoSide> FEW = List.of(CARILLON, CONTROL, LEAN, NETTY, NIO);

    private final String text;
    private final @Nullable Class<?> mainClass;
    private final String argument;

    EchoSide(String text, @Nullable Class<?> mainClass, String argument) {
        this.text = text;
        this.mainClass = mainClass;
        this.argument = argument;
    }

    public String text() {
        return text;
    }

    /** Those that are measured without TLS. */
    public static List<EchoSide> plain() {
        List<EchoSide> sides = new ArrayList<>(List.of(values()));
        sides.remove(OPENSSL);
        return sides;
    }

    /** Those that are measured over TLS. */
    public static List<EchoSide> overTls() {
        return new ArrayList<>(List.of(CARILLON, CONTROL, OPENSSL, NETTY));
    }

    public boolean isJava() {
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
        if (mainClass != null) {
            List<String> command = Children.javaCommand(mainClass);
            command.addAll(1 + Children.JVM_OPTIONS.size(), jvmOptions);
            return command;
        }
        if (cServers == null) {
            throw new Children.Failure("no C servers");
        }
        return new ArrayList<>(List.of(cServers.toString(), argument));
    }
}
