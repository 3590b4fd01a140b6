package dev.carillon.net.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every framing, with small limits, and messages for each. */
record Codec(String name, int longest, Supplier<Framing> maker) {
    private static final byte[] ALPHABET = {0, 1, 2, 3, 5, 'a', 'b', '\r', '\n', '\n', (byte) 0x80, (byte) 0x81, -1};

    static Stream<Codec> all() {
        return Stream.of(prefixes(), delimiters(), sizes()).flatMap(stream -> stream);
    }

    private static Stream<Codec> prefixes() {
        return Stream.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)
                .flatMap(order -> Stream.of(
                        new Codec("length of 1 byte " + order, 20, () -> new LengthPrefix(1, order, 20)),
                        new Codec("length of 2 bytes " + order, 300, () -> new LengthPrefix(2, order, 300)),
                        new Codec("length of 4 bytes " + order, 20, () -> new LengthPrefix(4, order, 20)),
                        new Codec("length of 8 bytes " + order, 20, () -> new LengthPrefix(8, order, 20)),
                        new Codec("varint of 1 byte " + order, 20, () -> new VarintPrefix(order, 20)),
                        new Codec("varint " + order, 300, () -> new VarintPrefix(order, 300))));
    }

    static Stream<Codec> delimiters() {
        return Stream.of(
                new Codec("LF", 12, () -> Delimiter.lf(12)),
                new Codec("CRLF", 12, () -> Delimiter.crlf(12)),
                new Codec("lines", 12, () -> Delimiter.lines(12)),
                new Codec("NUL", 30, () -> Delimiter.of(30, (byte) 0)),
                new Codec("aab", 20, () -> Delimiter.of(20, ascii("aab"))),
                new Codec("abab", 20, () -> Delimiter.of(20, ascii("abab"))));
    }

    private static Stream<Codec> sizes() {
        return Stream.of(
                new Codec("1 byte", 1, () -> new FixedSize(1)),
                new Codec("5 bytes", 5, () -> new FixedSize(5)),
                new Codec("header", 20, () -> new HeaderAndBody(3, ByteOrder.BIG_ENDIAN, Codec::bodyLength, 20)));
    }

    private static long bodyLength(ByteBuffer header) {
        return header.getShort(header.position() + 1);
    }

    Framing make() {
        return maker.get();
    }

    /** A message which can be sent. */
    byte[] message(Random random) {
        while (true) {
            byte[] message = bytes(random, random.nextInt(longest + 1));
            if (make() instanceof FixedSize) {
                return bytes(random, longest);
            }
            if (make() instanceof HeaderAndBody && message.length >= 3) {
                ByteBuffer.wrap(message).putShort(1, (short) (message.length - 3));
                return message;
            }
            if (!(make() instanceof HeaderAndBody) && !(make() instanceof Delimiter && isRefused(message))) {
                return message;
            }
        }
    }

    boolean isRefused(byte[] message) {
        try {
            make().encode(ByteBuffer.wrap(message), ByteBuffer.allocate(longest + 10));
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    byte[] encoded(byte[]... messages) {
        ByteBuffer output = ByteBuffer.allocate(messages.length * (longest + 10));
        Framing framing = make();
        for (byte[] message : messages) {
            framing.encode(ByteBuffer.wrap(message), output);
        }
        byte[] bytes = new byte[output.position()];
        output.get(0, bytes);
        return bytes;
    }

    /** Bytes that make trouble. */
    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ALPHABET[random.nextInt(ALPHABET.length)];
        }
        return bytes;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
