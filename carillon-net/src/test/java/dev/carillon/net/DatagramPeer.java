package dev.carillon.net;

import dev.carillon.linux.DatagramBatch;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A plain datagram socket opposite to an endpoint under test. */
final class DatagramPeer implements AutoCloseable {
    final Socket socket;
    final List<String> received = new ArrayList<>();
    final List<SocketAddress> senders = new ArrayList<>();
    private final DatagramBatch outgoing = DatagramBatch.allocate(64, 65_535);
    private final DatagramBatch incoming = DatagramBatch.allocate(64, 65_535);

    DatagramPeer(SocketAddress own) {
        socket = Socket.openFor(own, SocketType.DATAGRAM);
        socket.bind(own);
    }

    SocketAddress address() {
        return socket.localAddress();
    }

    /** Sends some at once, at most 64. */
    void send(SocketAddress to, String... texts) {
        for (int i = 0; i < texts.length; i++) {
            outgoing.datagram(i)
                    .clear()
                    .put(texts[i].getBytes(StandardCharsets.ISO_8859_1))
                    .flip();
            outgoing.address(i, to);
        }
        for (int sent = 0; sent < texts.length; ) {
            sent += outgoing.send(socket, sent, texts.length - sent);
        }
    }

    /** Takes what is there; answers how many have come altogether. */
    int receive() {
        int count;
        while ((count = incoming.receive(socket)) > 0) {
            for (int i = 0; i < count; i++) {
                received.add(
                        StandardCharsets.ISO_8859_1.decode(incoming.datagram(i)).toString());
                senders.add(incoming.address(i));
            }
        }
        return received.size();
    }

    static String[] numbered(int count) {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = "datagram " + i;
        }
        return texts;
    }

    @Override
    public void close() {
        socket.close();
    }
}
