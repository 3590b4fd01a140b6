package dev.carillon.app.control;

import dev.carillon.app.command.JsonLine;
import dev.carillon.app.command.WrongUsage;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a running command at its {@link ControlSocket}. */
public final class ControlClient implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader answers;

    private ControlClient(SocketChannel channel) {
        this.channel = channel;
        this.answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /**
     * Connects to a command.
     *
     * @param name that of its socket, or the path
     * @throws IOException if nobody listens there
     */
    public static ControlClient open(String name) throws IOException, WrongUsage {
        Path path = ControlPath.toConnect(name);
        try {
            return new ControlClient(SocketChannel.open(UnixDomainSocketAddress.of(path)));
        } catch (IOException e) {
            throw new IOException(path + ": nobody listens there", e);
        }
    }

    /** Asks, and waits for the answer. */
    public Map<String, String> ask(Map<String, String> request) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((JsonLine.of(request) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        String answer = next();
        if (answer == null) {
            throw new IOException("it has ended without an answer");
        }
        return JsonLine.parse(answer);
    }

    /** The next line of what is followed; null at the end. */
    public @Nullable String next() throws IOException {
        return answers.readLine();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
