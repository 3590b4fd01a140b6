package dev.carillon.bench.echo;

import dev.carillon.bench.load.ClosedLoop;
import dev.carillon.bench.load.LoadStream;
import dev.carillon.bench.machine.Commands;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The load on an echo server: connections that have so many messages under way each, and send one for each that comes
 * back. Told what to do by lines of input, each of which is answered by one line:
 *
 * <pre>
 * open PORT CONNECTIONS SIZE DEPTH    connects to a server of this machine; with a PKCS#12 file behind it, over TLS
 * run MILLIS COUNT                    for so long, or so many messages (0 for no limit), until all have come back
 * close
 * </pre>
 *
 * <p>Every byte is compared with what was sent. The loop is closed, see {@link ClosedLoop}.
 */
final class EchoLoad {
    private final ClosedLoop loop = new ClosedLoop("messages did not come back");

    /** Serves one runner. */
    public static void main(String[] arguments) throws IOException {
        EchoLoad load = new EchoLoad();
        Commands.serve(load::answer, load.loop::close);
    }

    private String answer(String[] words) throws IOException {
        return switch (words[0]) {
            case "open" -> {
                open(words);
                yield "open";
            }
            case "run" -> loop.run(Long.parseLong(words[1]), Long.parseLong(words[2]));
            case "close" -> {
                loop.close();
                yield "closed";
            }
            default -> throw new IllegalArgumentException("open, run or close, not " + words[0]);
        };
    }

    private void open(String[] words) throws IOException {
        int port = Integer.parseInt(words[1]);
        int count = Integer.parseInt(words[2]);
        int size = Integer.parseInt(words[3]);
        int depth = Integer.parseInt(words[4]);
        Function<Socket, LoadStream> streams = LoadStream.over(words, 5);
        loop.open(depth);
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        List<LoadConnection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LoadConnection connection = new LoadConnection(server, streams, i, size, depth, loop.latencies());
            connections.add(connection);
            loop.add(connection);
            // Edges need no epoll_ctl afterwards, whatever is waited for.
            loop.epoll().add(connection.socket(), Epoll.IN | Epoll.OUT | Epoll.EDGE, i);
        }
        for (LoadConnection connection : connections) {
            connection.awaitConnected();
        }
    }
}
