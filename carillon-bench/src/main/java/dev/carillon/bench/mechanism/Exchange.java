package dev.carillon.bench.mechanism;

import java.util.concurrent.TimeUnit;

/** The end that begins: there and back, or one way as fast as it goes. */
final class Exchange extends Measuring {
    private static final int BURST = 16;

    private final Board board;
    private final Sending forth;
    private final Receiving back;
    private final Runnable ending;

    /** @param ending waits for the other end */
    Exchange(Board board, Sending forth, Receiving back, Runnable ending) {
        this.board = board;
        this.forth = forth;
        this.back = back;
        this.ending = ending;
    }

    @Override
    void begin() {
        board.mode(Board.Mode.TRIPS);
    }

    @Override
    void trip() {
        long start = System.nanoTime();
        board.set(Board.Word.SENT_AT, start);
        forth.sendSurely();
        awaitAnswer();
        roundTrip.recordValue(System.nanoTime() - start);
        oneWay.recordValue(Math.max(0, board.get(Board.Word.ONE_WAY)));
    }

    @Override
    int eventsOfTrip() {
        return 2;
    }

    private void awaitAnswer() {
        while (back.take(Receiving.FOREVER) == 0) {
            // Woken for nothing: of counters, another look has taken what there was.
        }
    }

    @Override
    Usage usage() {
        back.begin();
        Usage own = Thread.currentThread().isVirtual() ? Usage.ofProcess() : Usage.ofThread();
        board.mode(Board.Mode.USAGE);
        forth.sendSurely();
        awaitAnswer();
        return own.plus(new Usage(board.get(Board.Word.CPU), board.get(Board.Word.SWITCHES)));
    }

    @Override
    String flood(long millis) {
        back.begin();
        board.set(Board.Word.DONE, 0);
        board.mode(Board.Mode.FLOOD);
        long span = TimeUnit.MILLISECONDS.toNanos(millis);
        long start = System.nanoTime();
        long sent = 0;
        while (System.nanoTime() - start < span) {
            for (int i = 0; i < BURST; i++) {
                forth.sendSurely();
            }
            sent += BURST;
        }
        board.set(Board.Word.DONE, 1);
        awaitAnswer();
        return flooded(
                sent,
                board.get(Board.Word.DELIVERED),
                board.get(Board.Word.UNITS),
                board.get(Board.Word.LAST_AT) - start);
    }

    @Override
    public void close() {
        board.mode(Board.Mode.END);
        forth.sendSurely();
        ending.run();
        back.close();
    }
}
