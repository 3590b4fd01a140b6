package dev.carillon.linux;

/** Says what {@link Terminal} tells of standard output. */
final class TerminalMain {
    private TerminalMain() {}

    public static void main(String[] arguments) {
        System.err.println("terminal " + Terminal.isTerminal(1) + ", columns "
                + Terminal.columns(1).orElse(0) + ", controlling " + Terminal.hasControlling());
    }
}
