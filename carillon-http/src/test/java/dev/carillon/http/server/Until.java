package dev.carillon.http.server;

import java.util.function.BooleanSupplier;

/** Waits for what another thread does; the test's timeout ends it. */
final class Until {
    private Until() {}

    static void holds(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
