package dev.carillon.monitor.store;

import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.action.Notice;
import dev.carillon.monitor.rule.AlarmState;
import java.nio.file.Path;
import java.time.Instant;

/** Keeps notice after notice, and says of each when it is kept, until it is killed. */
final class KillMain {
    private KillMain() {}

    /** In the directory that is the argument. */
    public static void main(String[] arguments) {
        EventLoop loop = EventLoop.open("kept");
        try (Store store = StoreTest.open(loop, Path.of(arguments[0]), (kind, text) -> System.out.println(text))) {
            for (int i = 0; ; i++) {
                keep(loop, store, i);
            }
        }
    }

    private static void keep(EventLoop loop, Store store, int number) {
        boolean[] kept = new boolean[1];
        Notice notice = StoreTest.notice("rule" + number, AlarmState.CLEAR, AlarmState.RAISED);
        store.keep("it", notice, Instant.now(), () -> {
            kept[0] = true;
            System.out.println("kept " + number);
        });
        StoreTest.until(loop, () -> kept[0]);
    }
}
