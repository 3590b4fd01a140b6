package dev.carillon.monitor.source;

import dev.carillon.config.Address;
import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a server takes connections, tried every so often.
 *
 * @param to its address; a name is looked up each time
 */
record ConnectInput(SocketAddress to, Often often) implements Input {
    static final String KEY = "connect";
    private static final Key<SocketAddress> TO = new Key<>("to", Kind.address(), "Where to.");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "Whether a server takes connections, and after how many milliseconds (polled).")
                .map(of -> new ConnectInput(of.require(TO, new InetSocketAddress(0)), Often.read(of)));
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public OpenInput open(Inlet inlet) {
        return new Probing(inlet, KEY, often.every(), often.timeout(), this::look);
    }

    private Map<String, Object> look() throws IOException {
        SocketAddress address = to instanceof InetSocketAddress internet
                ? new InetSocketAddress(internet.getHostString(), internet.getPort())
                : to;
        if (address instanceof InetSocketAddress internet && internet.isUnresolved()) {
            throw new IOException("the name " + internet.getHostString() + " is not known");
        }
        long began = System.nanoTime();
        try (SocketChannel channel = SocketChannel.open(address)) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("value", (System.nanoTime() - began) / 1e6);
            fields.put("unit", "ms");
            fields.put("to", Address.text(channel.getRemoteAddress()));
            return fields;
        }
    }
}
