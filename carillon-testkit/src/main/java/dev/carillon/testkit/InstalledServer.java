package dev.carillon.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A server of somebody else's that the system has installed, on a free port of loopback. It is ended by its own process, and its log is in
 * the directory where it runs.
 */
public final class InstalledServer implements AutoCloseable {
    private static final int CONNECT_MILLIS = 1000;

    private final Path directory;
    private final int port;
    private final List<String> command;
    private Process process;

    private InstalledServer(Path directory, int port, List<String> command) throws IOException {
        this.directory = directory;
        this.port = port;
        this.command = command;
        this.process = launch();
    }

    /**
     * Starts one, and waits until it listens.
     *
     * @param program its absolute path
     * @param directory where it runs
     * @param options what it is started with, of its port
     * @throws IOException if it ends in place of that, with what it has said
     */
    public static InstalledServer start(Path program, Path directory, IntFunction<List<String>> options)
            throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(options.apply(port));
        return new InstalledServer(directory, port, command);
    }

    /** A port of loopback that nobody has just now. */
    public static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() throws IOException {
        Path log = directory.resolve(Path.of(command.getFirst()).getFileName() + ".log");
        Process started = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        while (started.isAlive()) {
            if (isListening()) {
                return started;
            }
            Thread.onSpinWait(); // until it has read its files
        }
        throw new IOException(command + ": " + Files.readString(log));
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Kills it, as a lack of memory would, and waits for its end. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /**
     * Starts it again, at the same port and in the same directory.
     *
     * @throws IOException if it does not listen
     */
    public void startAgain() throws IOException {
        process = launch();
    }

    @Override
    public void close() {
        kill();
    }
}
