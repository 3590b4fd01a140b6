package dev.carillon.net.tls;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Looks up the server name (RFC 6066 §3) in a ClientHello (RFC 8446 §4.1.2). JSSE would tell it too, but later than it asks
 * whether a ticket is good for the certificate which is shown under this name.
 */
final class ClientHello {
    private static final int RECORD_HEADER = 5;
    private static final int CLIENT_HELLO = 1;
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int SERVER_NAME = 0;

    private ClientHello() {}

    /**
     * The name in a record.
     *
     * @param records begins with the record; stays as it is
     * @return in lower case; "" if there is none, or no whole ClientHello
     */
    static String serverName(ByteBuffer records) {
        ByteBuffer hello = records.slice();
        try {
            hello.position(RECORD_HEADER);
            if (hello.get() != CLIENT_HELLO) {
                return "";
            }
            // The length, of three bytes: what is cut off is found out at its end.
            hello.position(hello.position() + 3 + VERSION_AND_RANDOM);
            skip(hello, Byte.toUnsignedInt(hello.get()));
            skip(hello, Short.toUnsignedInt(hello.getShort()));
            skip(hello, Byte.toUnsignedInt(hello.get()));
            skip(hello, Short.BYTES);
            return find(hello);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return "";
        }
    }

    private static String find(ByteBuffer extensions) {
        while (true) {
            int type = Short.toUnsignedInt(extensions.getShort());
            int length = Short.toUnsignedInt(extensions.getShort());
            if (type == SERVER_NAME) {
                // The length of the list and the kind of its first name, of which there is one only.
                skip(extensions, Short.BYTES + 1);
                byte[] name = new byte[Short.toUnsignedInt(extensions.getShort())];
                extensions.get(name);
                return new String(name, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
            }
            skip(extensions, length);
        }
    }

    private static void skip(ByteBuffer buffer, int bytes) {
        buffer.position(buffer.position() + bytes);
    }
}
