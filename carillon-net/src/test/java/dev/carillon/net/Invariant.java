package dev.carillon.net;

/** No state in which nothing will ever happen although there is something to do: true of each connection between turns. */
final class Invariant {
    private Invariant() {}

    static void check(Connection connection) {
        Conversation c = connection.conversation;
        if (!connection.isOpen() || c.is(ConnectionState.DIRTY)) {
            return; // one that is to settle comes back
        }
        boolean waitsForSomething = c.is(ConnectionState.NO_ROOM) || c.is(ConnectionState.IN_FLIGHT);
        holds(c.isEmpty() || waitsForSomething, "what waits waits for room, or is in flight", c);
        holds(!c.is(ConnectionState.DUE_OPENED), "opened is told", c);
        checkEnds(c);
        checkMarks(c);
        if (connection.isListening()) {
            checkInput(c);
        }
    }

    private static void checkInput(Conversation c) {
        boolean wants = ConnectionState.wantsBytes(c.state);
        holds(!wants || !c.transport.holdsInput(), "what is held is handed out", c);
        holds(!wants || !c.is(ConnectionState.DUE_INPUT), "what is due is handed out", c);
        holds(!ConnectionState.mayHearEnd(c.state), "the end is told", c);
    }

    private static void checkEnds(Conversation c) {
        boolean open = ConnectionState.isOpen(c.state);
        holds(!open || !ConnectionState.isEnding(c.state) || !c.isEmpty(), "an end that is asked for goes out", c);
        boolean both = ConnectionState.isEndTold(c.state) && ConnectionState.hasOutputEnded(c.state);
        holds(!both, "what has ended on both sides ends", c);
    }

    private static void checkMarks(Conversation c) {
        boolean full = ConnectionState.isOpen(c.state) && c.queuedBytes() > c.group.options.highWaterMark();
        holds(!full || c.is(ConnectionState.SATURATED), "what is full is told", c);
        holds(!c.is(Hold.OUTPUT.bit()) || c.is(ConnectionState.SATURATED), "who holds it lets go", c);
    }

    private static void holds(boolean condition, String what, Conversation c) {
        if (!condition) {
            throw new AssertionError(what + ", not so: " + ConnectionState.describe(c.state));
        }
    }
}
