package dev.carillon.bench.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Compares what comes on a connection with the answer it has to be, over and over, however it is cut. */
final class AnswerReader {
    private final ByteBuffer expected;
    private final int length;
    private final int dateFrom;
    private final int dateTo;
    private int at;

    AnswerReader(Answer answer) {
        length = answer.bytes().length;
        expected = ByteBuffer.allocateDirect(length).put(answer.bytes()).flip();
        dateFrom = answer.dateFrom();
        dateTo = answer.dateTo();
    }

    /** One more that compares with the same. */
    AnswerReader(AnswerReader other) {
        expected = other.expected.duplicate();
        length = other.length;
        dateFrom = other.dateFrom;
        dateTo = other.dateTo;
    }

    /**
     * Takes all of it.
     *
     * @return how many answers ended in it
     * @throws IOException if a byte is wrong
     */
    int take(ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        int answers = 0;
        while (bytes.position() < end) {
            int part = Math.min(partEnd() - at, end - bytes.position());
            bytes.limit(bytes.position() + part);
            boolean isDate = at >= dateFrom && at < dateTo;
            if (!isDate && !expected.limit(at + part).position(at).equals(bytes)) {
                throw new IOException("a wrong answer, from its byte " + at + " on");
            }
            bytes.position(bytes.limit()).limit(end);
            at += part;
            if (at == length) {
                at = 0;
                answers++;
            }
        }
        return answers;
    }

    /** Of the present one of the parts before the date, the date, and behind it. */
    private int partEnd() {
        return at < dateFrom ? dateFrom : at < dateTo ? dateTo : length;
    }
}
