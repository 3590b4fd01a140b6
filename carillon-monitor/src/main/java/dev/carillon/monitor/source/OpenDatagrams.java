package dev.carillon.monitor.source;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.DescriptorSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Datagrams with lines in them. No line goes over from one to the next. */
final class OpenDatagrams implements OpenInput {
    private static final int LARGEST = 64 * 1024;
    private static final int AT_A_TIME = 64;

    private final Socket socket;
    private final DescriptorSource source;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);
    private final Inlet inlet;

    private OpenDatagrams(Inlet inlet, Socket socket) {
        this.inlet = inlet;
        this.socket = socket;
        this.source = inlet.loop().descriptor(inlet.name(), socket, Epoll.IN, (self, events) -> receive());
    }

    static OpenDatagrams open(ListenInput settings, Inlet inlet) throws IOException {
        if (settings.at() instanceof InetSocketAddress internet && internet.isUnresolved()) {
            throw new IOException("the name " + internet.getHostString() + " is not known");
        }
        Optional<Socket> inherited = inlet.takeInherited();
        Socket socket = inherited.orElseGet(() -> Socket.openFor(settings.at(), SocketType.DATAGRAM));
        try {
            if (inherited.isEmpty()) {
                socket.bind(settings.at());
            }
            return new OpenDatagrams(inlet, socket);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** So many at a time: the others of the loop have their turn. */
    private void receive() {
        for (int left = AT_A_TIME; left > 0 && source.isListening(); left--) {
            buffer.clear();
            int length = socket.recv(buffer, 0);
            if (length < 0 || length == 0 && buffer.position() == 0) {
                return;
            }
            LineCutter cutter = new LineCutter(inlet::line);
            buffer.flip();
            boolean isWhole = buffer.get(buffer.limit() - 1) == '\n';
            cutter.take(isWhole ? buffer : withNewline(buffer));
        }
    }

    /** The end of a datagram is the end of a line. */
    private static ByteBuffer withNewline(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining() + 1)
                .put(bytes)
                .put((byte) '\n')
                .flip();
    }

    @Override
    public Optional<Socket> socket() {
        return Optional.of(socket);
    }

    @Override
    public void reading(boolean isOn) {
        new OpenSource(source).reading(isOn);
    }

    @Override
    public void close() {
        source.close();
    }
}
