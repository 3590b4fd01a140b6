package dev.carillon.bench.mechanism;

import java.util.concurrent.TimeUnit;

/** The other end: answers what it is told of, until the end. */
final class Answering implements Runnable {
    /** Nothing came for so long after the last was sent: all have come. */
    private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(20);

    private final Board board;
    private final Receiving forth;
    private final Sending back;

    Answering(Board board, Receiving forth, Sending back) {
        this.board = board;
        this.forth = forth;
        this.back = back;
    }

    @Override
    public void run() {
        try (forth) {
            forth.begin();
            while (true) {
                long units = forth.take(Receiving.FOREVER);
                if (units == 0) {
                    continue;
                }
                switch (board.mode()) {
                    case TRIPS -> board.set(Board.Word.ONE_WAY, System.nanoTime() - board.get(Board.Word.SENT_AT));
                    case FLOOD -> count(units);
                    case USAGE -> tellUsage();
                    case END -> {
                        return;
                    }
                }
                back.sendSurely();
            }
        }
    }

    private void count(long first) {
        long delivered = 0;
        long all = 0;
        long lastAt = 0;
        boolean sent = false; // all, before the last look: not while this thread was kept from its CPU
        for (long units = first; units > 0 || !sent; units = forth.take(QUIET)) {
            if (units > 0) {
                delivered++;
                all += units;
                lastAt = System.nanoTime();
            }
            sent = board.get(Board.Word.DONE) != 0;
        }
        board.set(Board.Word.DELIVERED, delivered);
        board.set(Board.Word.UNITS, all);
        board.set(Board.Word.LAST_AT, lastAt);
    }

    private void tellUsage() {
        // The other end tells the whole process's, if they are virtual.
        Usage usage = Thread.currentThread().isVirtual() ? Usage.NONE : Usage.ofThread();
        board.set(Board.Word.CPU, usage.cpuNanos());
        board.set(Board.Word.SWITCHES, usage.switches());
    }
}
