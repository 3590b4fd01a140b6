package dev.carillon.net.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;

/** As much of the distinguished encoding rules (X.690) as keys and certificates need: a tag, a length, the content. */
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int NULL = 0x05;
    static final int OID = 0x06;
    static final int UTC_TIME = 0x17;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;

    private Der() {}

    static byte[] encode(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream(length + 6);
        output.write(tag);
        writeLength(output, length);
        for (byte[] part : parts) {
            output.writeBytes(part);
        }
        return output.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream output, int length) {
        if (length < 0x80) {
            output.write(length);
            return;
        }
        int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / Byte.SIZE;
        output.write(0x80 | bytes);
        for (int shift = (bytes - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            output.write(length >> shift);
        }
    }

    static byte[] sequence(byte[]... parts) {
        return encode(SEQUENCE, parts);
    }

    static byte[] integer(BigInteger value) {
        return encode(INTEGER, value.toByteArray());
    }

    /** Of whole bytes. */
    static byte[] bitString(byte[] bytes) {
        return encode(BIT_STRING, new byte[] {0}, bytes);
    }

    /** An object identifier, from its dotted form. */
    static byte[] oid(String dotted) {
        String[] numbers = dotted.split("\\.", -1);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        output.write(Integer.parseInt(numbers[0]) * 40 + Integer.parseInt(numbers[1]));
        for (int i = 2; i < numbers.length; i++) {
            int number = Integer.parseInt(numbers[i]);
            for (int shift = (31 - Integer.numberOfLeadingZeros(number | 1)) / 7 * 7; shift >= 0; shift -= 7) {
                output.write(number >> shift & 0x7f | (shift > 0 ? 0x80 : 0));
            }
        }
        return encode(OID, output.toByteArray());
    }

    /** The dotted form of the content of an object identifier. */
    static String dotted(ByteBuffer oid) {
        StringJoiner dotted = new StringJoiner(".");
        int first = oid.get();
        dotted.add(Integer.toString(first / 40)).add(Integer.toString(first % 40));
        long number = 0;
        while (oid.hasRemaining()) {
            byte next = oid.get();
            number = number << 7 | next & 0x7f;
            if (next >= 0) {
                dotted.add(Long.toString(number));
                number = 0;
            }
        }
        return dotted.toString();
    }

    /** UTCTime up to 2049, as RFC 5280 wants it. */
    static byte[] time(Instant instant) {
        ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
        boolean early = time.getYear() < 2050;
        String pattern = early ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'";
        String text = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(time);
        return encode(early ? UTC_TIME : GENERALIZED_TIME, text.getBytes(US_ASCII));
    }

    /**
     * Reads one value.
     *
     * @param input its position is behind the value afterwards
     * @param tag the tag that it must have
     * @return its content
     * @throws IllegalArgumentException if something else is there
     */
    static ByteBuffer read(ByteBuffer input, int tag) {
        if (input.remaining() < 2 || Byte.toUnsignedInt(input.get()) != tag) {
            throw new IllegalArgumentException("no value of tag 0x" + Integer.toHexString(tag));
        }
        int length = readLength(input);
        ByteBuffer content = input.slice(input.position(), length);
        input.position(input.position() + length);
        return content;
    }

    private static int readLength(ByteBuffer input) {
        int length = Byte.toUnsignedInt(input.get());
        if (length >= 0x80) {
            int bytes = length - 0x80;
            length = 0;
            for (int i = 0; i < bytes && i < Integer.BYTES && input.hasRemaining(); i++) {
                length = length << Byte.SIZE | Byte.toUnsignedInt(input.get());
            }
        }
        if (length < 0 || length > input.remaining()) {
            throw new IllegalArgumentException("a value is cut off");
        }
        return length;
    }

    static byte[] bytes(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(content.position(), bytes);
        return bytes;
    }
}
