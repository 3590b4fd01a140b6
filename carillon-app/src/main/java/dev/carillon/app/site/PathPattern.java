package dev.carillon.app.site;

/**
 * Which paths a rule is for. One that begins with a slash is for whole paths, any other for the last segment. {@code *} stands for
 * anything within a segment, {@code **} for anything at all; every other character for itself.
 */
public final class PathPattern {
    private static final char ANY = '*';

    private final String text;

    private PathPattern(String text) {
        this.text = text;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if no path can match it, with the reason
     */
    public static PathPattern of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a pattern is not empty");
        }
        if (text.indexOf('/') > 0) {
            throw new IllegalArgumentException("a pattern with a slash begins with one: /" + text);
        }
        return new PathPattern(text);
    }

    /** Whether it is for a path, which begins with a slash and has neither escapes nor dot segments. */
    boolean matches(String path) {
        boolean isWhole = text.charAt(0) == '/';
        return matchesWhole(isWhole ? path : path.substring(path.lastIndexOf('/') + 1));
    }

    /**
     * Step by step through both, keeping all the places of the pattern where it may be: a pattern costs its length a character
     * at the most, however many stars it has.
     */
    private boolean matchesWhole(String path) {
        boolean[] now = new boolean[text.length() + 1];
        reach(now, 0);
        for (int i = 0; i < path.length(); i++) {
            boolean[] next = new boolean[now.length];
            for (int place = 0; place < text.length(); place++) {
                if (now[place]) {
                    step(next, place, path.charAt(i));
                }
            }
            now = next;
        }
        return now[text.length()];
    }

    private void step(boolean[] next, int place, char c) {
        if (text.charAt(place) != ANY) {
            if (text.charAt(place) == c) {
                reach(next, place + 1);
            }
        } else if (c != '/' || isDouble(place)) {
            reach(next, place); // and stays there
        }
    }

    /** A star may also stand for nothing. */
    private void reach(boolean[] places, int place) {
        places[place] = true;
        if (place < text.length() && text.charAt(place) == ANY) {
            reach(places, place + (isDouble(place) ? 2 : 1));
        }
    }

    private boolean isDouble(int place) {
        return place + 1 < text.length() && text.charAt(place + 1) == ANY;
    }

    @Override
    public String toString() {
        return text;
    }
}
