package dev.carillon.linux;

/** Says what {@link Terminal} tells of standard output; with an argument, has it read key by key and leaves it so, or back again. */
final class TerminalMain {
    private TerminalMain() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            TerminalMode before = TerminalMode.of(1);
            before.byKey().set(1);
            if (arguments[0].equals("back")) {
                before.set(1);
            }
            return;
        }
        System.err.println("terminal " + Terminal.isTerminal(1) + ", columns "
                + Terminal.columns(1).orElse(0) + ", rows "
                + Terminal.size(1).map(TerminalSize::rows).orElse(0) + ", controlling " + Terminal.hasControlling());
    }
}
