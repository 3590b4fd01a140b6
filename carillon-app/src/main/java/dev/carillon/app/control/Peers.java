package dev.carillon.app.control;

import java.util.HashMap;
import java.util.Map;

/** How many clients there are of each process: one that forgets to close its connections keeps nobody else out. */
final class Peers {
    private static final int MOST = 8;

    private final Map<Integer, Integer> clients = new HashMap<>();

    /** One more of a process; false if it has too many already. */
    boolean enter(int process) {
        int count = clients.getOrDefault(process, 0);
        if (count == MOST) {
            return false;
        }
        clients.put(process, count + 1);
        return true;
    }

    /** One that was let in has gone. */
    void leave(int process) {
        clients.computeIfPresent(process, (id, count) -> count == 1 ? null : count - 1);
    }
}
