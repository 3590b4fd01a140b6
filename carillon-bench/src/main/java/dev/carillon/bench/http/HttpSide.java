package dev.carillon.bench.http;

import dev.carillon.bench.load.Named;
import dev.carillon.bench.machine.Children;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The HTTP servers that are compared, each in a process of its own with one worker. */
public enum HttpSide implements Named {
    /** Ours. */
    CARILLON("carillon", CarillonHttp.class, EnumSet.allOf(Resource.class)),
    /** Ours once more: how far two runs of the same thing differ. */
    CONTROL("carillon again", CarillonHttp.class, EnumSet.allOf(Resource.class)),
    /** Our connection without HTTP. */
    BARE("carillon, no HTTP", BareHttp.class, EnumSet.of(Resource.PLAINTEXT)),
    /** One process, one worker. */
    NGINX("nginx", null, EnumSet.complementOf(EnumSet.of(Resource.VIRTUAL))),
    /** The same once more: how far two runs of the same thing differ. */
    NGINX_CONTROL("nginx again", null, EnumSet.complementOf(EnumSet.of(Resource.VIRTUAL))),
    /** Netty 4.2 on native epoll. */
    NETTY("Netty", NettyHttp.class, EnumSet.complementOf(EnumSet.of(Resource.VIRTUAL))),
    /** Jetty 12. */
    JETTY("Jetty", JettyHttp.class, EnumSet.of(Resource.PLAINTEXT)),
    /** Helidon 4: a virtual thread a connection. */
    HELIDON("Helidon", HelidonHttp.class, EnumSet.of(Resource.PLAINTEXT, Resource.VIRTUAL)),
    /** The JDK's. */
    JDK("JDK", JdkHttp.class, EnumSet.of(Resource.PLAINTEXT));

    private static final Set<HttpSide> OVER_TLS = EnumSet.of(CARILLON, CONTROL, NGINX, NETTY);
    /** Those that are measured in a closed loop. */
    public static final List<HttpSide> CLOSED_LOOP = List.of(CARILLON, CONTROL, NGINX, NETTY, JETTY, HELIDON, JDK);
    /** Those that are measured in lockstep. */
    public static final List<HttpSide> LOCKSTEP =
            List.of(CARILLON, CONTROL, BARE, NGINX, NGINX_CONTROL, NETTY, JETTY, HELIDON, JDK);

    /** One worker of each server: also where virtual threads are the workers. */
    private static final List<String> ONE_CARRIER =
            List.of("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=64");

    private final String text;
    private final @Nullable Class<?> mainClass;
    private final Set<Resource> resources;

    HttpSide(String text, @Nullable Class<?> mainClass, Set<Resource> resources) {
        this.text = text;
        this.mainClass = mainClass;
        this.resources = resources;
    }

    @Override
    public String text() {
        return text;
    }

    boolean isOurs() {
        return this == CARILLON || this == CONTROL;
    }

    /** Whether it is one of the others once more. */
    boolean isControl() {
        return this == CONTROL || this == NGINX_CONTROL;
    }

    boolean isJava() {
        return mainClass != null;
    }

    boolean serves(HttpCase load) {
        return resources.contains(load.resource()) && (!load.tls() || OVER_TLS.contains(this));
    }

    /** How it is started. */
    List<String> command(Site site, int port, boolean tls) throws Children.Failure {
        if (mainClass == null) {
            return Nginx.command(site, port, tls ? site.pem().toString() : "");
        }
        List<String> command = new ArrayList<>(Children.javaCommand(mainClass));
        command.addAll(1 + Children.JVM_OPTIONS.size(), ONE_CARRIER);
        command.add(site.directory().toString());
        if (tls) {
            command.add(site.key().file().toString());
        }
        return command;
    }
}
