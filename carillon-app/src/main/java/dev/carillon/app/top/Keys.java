package dev.carillon.app.top;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is typed at a terminal, key by key, as bytes: letters, and what begins with an escape, however it comes in pieces. */
final class Keys {
    /** What a key does. */
    enum Key {
        QUIT,
        UP,
        DOWN,
        PAGE_UP,
        PAGE_DOWN,
        FIRST,
        LAST,
        ALARMS,
        SORT,
        REDRAW
    }

    private static final int ESCAPE = 0x1b;
    /** Nothing that a key sends is longer. */
    private static final int LONGEST = 16;

    private static final Map<String, Key> LETTERS = Map.ofEntries(
            Map.entry("q", Key.QUIT),
            Map.entry("Q", Key.QUIT),
            Map.entry("k", Key.UP),
            Map.entry("j", Key.DOWN),
            Map.entry("b", Key.PAGE_UP),
            Map.entry(" ", Key.PAGE_DOWN),
            Map.entry("g", Key.FIRST),
            Map.entry("G", Key.LAST),
            Map.entry("a", Key.ALARMS),
            Map.entry("s", Key.SORT),
            Map.entry("\f", Key.REDRAW));

    /** What follows the escape and its bracket, {@code console_codes(4)} and xterm. */
    private static final Map<String, Key> SEQUENCES = Map.of(
            "A", Key.UP,
            "B", Key.DOWN,
            "5~", Key.PAGE_UP,
            "6~", Key.PAGE_DOWN,
            "H", Key.FIRST,
            "1~", Key.FIRST,
            "F", Key.LAST,
            "4~", Key.LAST);

    private final StringBuilder sequence = new StringBuilder();
    private State state = State.LETTERS;

    /** Where in what a key sends it is. */
    private enum State {
        LETTERS,
        ESCAPED,
        SEQUENCE
    }

    /** Tells which keys some bytes are; of what is none of ours nothing. */
    void read(ByteBuffer bytes, Consumer<Key> typed) {
        while (bytes.hasRemaining()) {
            read(Byte.toUnsignedInt(bytes.get()), typed);
        }
    }

    private void read(int next, Consumer<Key> typed) {
        if (next == ESCAPE) {
            state = State.ESCAPED;
            sequence.setLength(0);
            return;
        }
        switch (state) {
            case LETTERS -> tell(LETTERS.get(Character.toString(next)), typed);
            case ESCAPED -> state = next == '[' || next == 'O' ? State.SEQUENCE : State.LETTERS;
            case SEQUENCE -> inSequence(next, typed);
        }
    }

    private void inSequence(int next, Consumer<Key> typed) {
        sequence.append((char) next);
        boolean isLast = next >= '@' && next <= '~';
        if (isLast) {
            tell(SEQUENCES.get(sequence.toString()), typed);
        }
        if (isLast || sequence.length() > LONGEST) {
            state = State.LETTERS;
        }
    }

    private static void tell(@Nullable Key key, Consumer<Key> typed) {
        if (key != null) {
            typed.accept(key);
        }
    }
}
