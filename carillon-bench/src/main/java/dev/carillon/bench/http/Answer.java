package dev.carillon.bench.http;

import dev.carillon.bench.machine.Children;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server answers to a request, byte by byte, but for the value of its Date: whatever else it answers is wrong.
 *
 * @param bytes all of it
 * @param dateFrom where the date begins
 * @param dateTo where it ends; both 0 without one
 */
record Answer(byte[] bytes, int dateFrom, int dateTo) {
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");
    private static final Pattern DATE = Pattern.compile("\r\ndate: *([^\r]*)\r\n");
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_OF_HEAD = 4096;

    /** Asks a server once, and looks whether its answer is a right one. */
    static Answer learn(Socket server, byte[] request, byte[] body) throws Children.Failure {
        try (server) {
            server.setSoTimeout(5000);
            server.getOutputStream().write(request);
            return of(read(server.getInputStream(), body.length), body);
        } catch (IOException e) {
            throw new Children.Failure("no answer: " + e.getMessage());
        }
    }

    private static byte[] read(InputStream input, int bodyLength) throws IOException {
        byte[] bytes = new byte[MOST_OF_HEAD + bodyLength];
        int length = 0;
        int wanted = bytes.length;
        while (length < wanted) {
            int count = input.read(bytes, length, wanted - length);
            if (count < 0) {
                break;
            }
            length += count;
            int head = endOfHead(bytes, length);
            wanted = head == 0 ? wanted : Math.min(bytes.length, head + bodyLength);
        }
        return Arrays.copyOf(bytes, length);
    }

    private static int endOfHead(byte[] bytes, int length) {
        for (int i = END_OF_HEAD.length; i <= length; i++) {
            if (Arrays.equals(bytes, i - END_OF_HEAD.length, i, END_OF_HEAD, 0, END_OF_HEAD.length)) {
                return i;
            }
        }
        return 0;
    }

    /**
     * Of the bytes that came.
     *
     * @throws Children.Failure if they are no answer of status 200 with this body and its length
     */
    static Answer of(byte[] bytes, byte[] body) throws Children.Failure {
        int headLength = endOfHead(bytes, bytes.length);
        String head = new String(bytes, 0, headLength, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        Matcher length = LENGTH.matcher(head);
        boolean right = head.startsWith("http/1.1 200 ")
                && length.find()
                && Long.parseLong(length.group(1)) == body.length
                && Arrays.equals(bytes, headLength, bytes.length, body, 0, body.length);
        if (!right) {
            throw new Children.Failure("a wrong answer: " + head.lines().toList());
        }
        Matcher date = DATE.matcher(head);
        return date.find() ? new Answer(bytes, date.start(1), date.end(1)) : new Answer(bytes, 0, 0);
    }
}
