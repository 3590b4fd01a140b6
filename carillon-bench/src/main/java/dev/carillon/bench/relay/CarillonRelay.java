package dev.carillon.bench.relay;

import dev.carillon.app.Carillon;
import dev.carillon.bench.machine.ServerConsole;

/** {@code carillon relay} to a port of this machine, that ends when its input does. */
final class CarillonRelay {
    private CarillonRelay() {}

    public static void main(String[] arguments) {
        ServerConsole.endWithInput();
        Carillon.main(new String[] {"relay", "127.0.0.1:0", "127.0.0.1:" + arguments[0]});
    }
}
