package dev.carillon.bench.relay;

import dev.carillon.app.Carillon;
import dev.carillon.bench.machine.ServerConsole;

/** {@code carillon relay} to a port of this machine, that ends when its input does. */
final class CarillonRelay {
    private CarillonRelay() {}

    public static void main(String[] arguments) {
        ServerConsole.endWithInput();
        String to = "127.0.0.1:" + arguments[0];
        // None of the others has limits, so neither has this one.
        Carillon.main(new String[] {"relay", "127.0.0.1:0", to, "--idle-timeout", "0", "--max-connections", "0"});
    }
}
