package dev.carillon.config;

/** Texts from elsewhere, as they may be shown to people. */
public final class Printed {
    private Printed() {}

    /** In a line: without what a terminal would obey, what ends a line, and what changes the direction of writing. */
    public static String line(String text) {
        return Quoted.printable(text);
    }
}
