package dev.carillon.app.top;

/** What a text means, and how it is written for that: by one of the 16 colours of the terminal, or without colour. */
enum Ink {
    PLAIN("", ""),
    /** What is less important. Grey of the sixteen, for many terminals show no faint. */
    DIM("90", "2"),
    STRONG("1", "1"),
    /** A band across the whole line. */
    BAND("7", "7"),
    CRITICAL("1;31", "1"),
    WARNING("33", "1"),
    INFO("36", "");

    private final String coloured;
    private final String colourless;

    Ink(String coloured, String colourless) {
        this.coloured = coloured;
        this.colourless = colourless;
    }

    /** That of a severity, or of the level of a verdict. */
    static Ink of(String level) {
        return switch (level) {
            case "critical" -> CRITICAL;
            case "warning" -> WARNING;
            case "info" -> INFO;
            case "stale" -> STRONG;
            default -> PLAIN;
        };
    }

    /** The numbers of {@code SGR}, {@code console_codes(4)}; empty for none. */
    String codes(boolean isColoured) {
        return isColoured ? coloured : colourless;
    }
}
