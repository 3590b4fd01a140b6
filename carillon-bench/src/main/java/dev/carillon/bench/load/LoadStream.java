package dev.carillon.bench.load;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Socket;
import dev.carillon.linux.StreamFd;
import dev.carillon.net.tls.TlsContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What a connection of the load sends and receives through: its socket, or TLS over it. */
public interface LoadStream {
    /** Waits for what has to come before bytes. */
    void prepare() throws IOException;

    /**
     * Takes bytes to send.
     *
     * @return how many; if not all, the edge of the room that comes next is to call again
     */
    int send(ByteBuffer from) throws IOException;

    /** Sends what was taken and not sent. Whether nothing of it is left. */
    boolean flush() throws IOException;

    /**
     * One read of the socket.
     *
     * @return how many bytes; {@link StreamFd#END} after the last
     */
    int receive(ByteBuffer into) throws IOException;

    /** Whether the last read may have left something behind. */
    boolean mayHaveMore();

    /**
     * How connections are made.
     *
     * @param words of a command
     * @param at where the file of a PKCS#12 key stands, if it is to be over TLS
     */
    static Function<Socket, LoadStream> over(String[] words, int at) {
        if (words.length == at) {
            return Plain::new;
        }
        TlsContext context = LoadTls.context(Path.of(words[at]), true);
        return socket -> new LoadTls(socket, context);
    }

    /** Waits until a socket is connected. */
    static void awaitConnected(Socket socket) throws IOException {
        try (Epoll epoll = Epoll.open(1)) {
            epoll.add(socket, Epoll.OUT, 0);
            if (epoll.await(TimeUnit.SECONDS.toNanos(5)) == 0 || !socket.finishConnect()) {
                throw new IOException("no connection within 5 s");
            }
        }
    }

    /** The socket alone. */
    final class Plain implements LoadStream {
        private final Socket socket;
        private boolean filled;

        Plain(Socket socket) {
            this.socket = socket;
        }

        @Override
        public void prepare() {
            // A connection is all it takes.
        }

        @Override
        public int send(ByteBuffer from) {
            return socket.send(from, 0);
        }

        @Override
        public boolean flush() {
            return true;
        }

        @Override
        public int receive(ByteBuffer into) {
            int count = socket.recv(into, 0);
            filled = !into.hasRemaining();
            return count;
        }

        @Override
        public boolean mayHaveMore() {
            return filled;
        }
    }
}
