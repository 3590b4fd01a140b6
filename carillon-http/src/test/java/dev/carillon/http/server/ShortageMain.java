package dev.carillon.http.server;

import dev.carillon.loop.EventLoop;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** A server of files in a process that has few descriptors. Tells how many are open when it is asked, and ends with its input. */
final class ShortageMain {
    private ShortageMain() {}

    public static void main(String[] arguments) throws Exception {
        loadClasses();
        System.getLogger(ShortageMain.class.getName()).log(System.Logger.Level.INFO, "the log has read its settings");
        StaticOptions options = StaticOptions.DEFAULTS.withCacheBytes(0);
        try (EventLoop loop = EventLoop.open("web");
                StaticFiles files = StaticFiles.open(Path.of(arguments[0]), options)) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            HttpServer server = HttpServer.open(loop, "web", address, HttpOptions.DEFAULTS, files);
            System.out.println("port " + ((InetSocketAddress) server.address()).getPort());
            Thread.ofPlatform().daemon().start(() -> obey(loop, server));
            loop.run();
        }
    }

    /** All there are in directories: to load one takes a descriptor, which an application, in jars, needs once for all of them. */
    private static void loadClasses() throws IOException, ClassNotFoundException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path root = Path.of(entry);
            if (!Files.isDirectory(root) || Files.notExists(root.resolve("dev/carillon"))) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root.resolve("dev/carillon"))) {
                for (Path file : files.filter(ShortageMain::isOfTheServer).toList()) {
                    String name = root.relativize(file).toString();
                    Class.forName(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'),
                            false,
                            ShortageMain.class.getClassLoader());
                }
            }
        }
    }

    private static boolean isOfTheServer(Path file) {
        return file.toString().endsWith(".class") && !file.toString().contains("Test");
    }

    private static void obey(EventLoop loop, HttpServer server) {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            while (input.readLine() != null) {
                loop.execute(() -> System.out.println("open: " + descriptors() + " of which connections: "
                        + server.statistics().connections() + ", in flight: "
                        + server.statistics().inFlight()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loop.stop();
    }

    private static int descriptors() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }
}
