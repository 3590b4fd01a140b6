package dev.carillon.net;

import dev.carillon.loop.Trigger;
import java.util.List;
import java.util.Random;

/**
 * One combination of the matrix: at which moment which calls are made on a connection, in which order, what its peer does, how
 * much the handler takes, how readiness is reported, and what the kernel puts in the way. All of it follows from its number
 * and the run's seed.
 */
record Cell(
        long seed,
        int number,
        Moment moment,
        Act first,
        Act second,
        PeerKind peer,
        Taking taking,
        Trigger trigger,
        Trouble trouble,
        Line line,
        Way way,
        boolean patient,
        boolean carriesOn) {
    /** When the calls are made. */
    enum Moment {
        OPENED,
        RECEIVED,
        RECEIVED_AGAIN,
        INPUT_ENDED,
        SATURATED,
        DRAINED,
        TIMED_OUT,
        CLOSED,
        /** In a task that was given to the loop. */
        TASK,
        /** In a timeout of the loop. */
        TIMER,
        /** In the handler of another connection. */
        OTHERS,
        /** Between two turns. */
        OUTSIDE
    }

    /** What is called. */
    enum Act {
        NOTHING,
        WRITE,
        WRITE_MUCH,
        WRITE_MANY,
        SEND_FILE,
        PAUSE,
        RESUME,
        PAUSE_AND_RESUME,
        DISABLE_AND_ENABLE,
        DISABLE,
        WORKER,
        END_OUTPUT,
        FINISH,
        FINISH_AFTER_EXCHANGE,
        BEGIN_EXCHANGE,
        CLOSE,
        RESET,
        RESET_WHEN_SENT,
        NEW_HANDLER,
        FORWARD,
        STOP_FORWARDING,
        FEED,
        DEADLINE,
        EXPECT_RESPONSE,
        READ_WHILE_SATURATED,
        THROW
    }

    /** How the peer is. */
    enum PeerKind {
        /** Sends now and then, reads all, ends its side when all is over. */
        TALKER,
        /** Sends all at once with its end behind it, and reads. */
        EARLY_END,
        /** Sends byte by byte, reads some hundred bytes now and then. */
        SLOW,
        /** Sends and reads nothing until all is over. */
        STOPPED,
        /** Reads, and goes away without having read what came last. */
        RESETTER,
        /** Reads all and closes. */
        CLOSER;

        boolean staysToTheEnd() {
            return this != RESETTER && this != CLOSER;
        }
    }

    /** How much of what comes the handler takes. */
    enum Taking {
        ALL,
        HALF,
        NOTHING,
        /** Messages of four bytes, as long as the connection says that it reads. */
        MESSAGES
    }

    /** What the kernel puts in the way. */
    enum Trouble {
        NONE,
        REFUSING,
        SHORTENING,
        INTERRUPTING,
        DELAYING,
        /** No descriptor for a pipe. */
        EXHAUSTING,
        MANY
    }

    /** What carries the bytes. */
    enum Line {
        UNIX,
        TCP,
        /** TLS 1.3 over Unix. */
        TLS,
        /** Its end ends both directions. */
        TLS_1_2;

        boolean isSecure() {
            return this == TLS || this == TLS_1_2;
        }
    }

    /** By what it goes out. */
    enum Way {
        DIRECT,
        /** A ring that sends at each turn's end. */
        RING,
        /** One that takes its time, and at times takes little. */
        SLOW_RING,
        /** The kernel's. */
        KERNELS_RING
    }

    private static final Way[] WAYS = Way.values();
    private static final int MOMENTS = Moment.values().length;
    private static final int ACTS = Act.values().length;
    static final int PEERS = PeerKind.values().length;
    private static final List<Trigger> TRIGGERS = List.of(Trigger.LEVEL, Trigger.EDGE, Trigger.ONE_SHOT);
    private static final Trouble[] TROUBLES = Trouble.values();
    private static final Taking[] TAKINGS = Taking.values();
    /** One line is drawn of so many: most of them Unix, since the others take their time. */
    private static final int LINES = 96;

    private static final int TCP = 4;

    /** How many there are: all moments with all pairs of calls, and each of that with all peers. */
    static int count() {
        return MOMENTS * ACTS * ACTS * PEERS;
    }

    /** The combination of a number below {@link #count}; what that leaves open the seed decides. */
    static Cell of(long seed, int number) {
        Random random = new Random(seed * 31 + number);
        random.nextInt();
        int left = number;
        PeerKind peer = PeerKind.values()[left % PEERS];
        left /= PEERS;
        Act second = Act.values()[left % ACTS];
        left /= ACTS;
        Act first = Act.values()[left % ACTS];
        left /= ACTS;
        Moment moment = Moment.values()[left];
        Trouble trouble = random.nextBoolean() ? Trouble.NONE : TROUBLES[random.nextInt(TROUBLES.length)];
        return new Cell(
                seed,
                number,
                moment,
                first,
                second,
                peer,
                TAKINGS[random.nextInt(TAKINGS.length)],
                TRIGGERS.get(random.nextInt(TRIGGERS.size())),
                trouble,
                line(random.nextInt(LINES)),
                WAYS[random.nextInt(WAYS.length)],
                peer == PeerKind.STOPPED && random.nextBoolean(),
                random.nextBoolean());
    }

    private static Line line(int drawn) {
        if (drawn < TCP) {
            return Line.TCP;
        }
        return switch (drawn) {
            case TCP -> Line.TLS;
            case TCP + 1 -> Line.TLS_1_2;
            default -> Line.UNIX;
        };
    }

    boolean does(Act act) {
        return first == act || second == act;
    }

    /** What is random in the trial itself. */
    long trialSeed() {
        return seed ^ (long) number << Integer.SIZE;
    }
}
