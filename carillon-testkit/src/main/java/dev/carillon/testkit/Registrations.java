package dev.carillon.testkit;

import dev.carillon.linux.ffm.EpollH;
import dev.carillon.linux.ffm.NativeMemory;
import java.util.HashMap;
import java.util.Map;

/**
 * What the bound thread has registered with which epoll. An event may be held back only where the kernel will report it
 * again: of an edge-triggered or one-shot registration it does not. Registrations made by other threads are not known, so
 * nothing of them is held back.
 */
final class Registrations {
    /** What the kernel's own key is made of, but for the open file description. */
    private record Key(int epoll, int fd) {}

    /** What is watched for, and the data that comes back. */
    private record Interest(int mask, long data) {
        boolean isReportedAgain() {
            return (mask & (EpollH.EPOLLET | EpollH.EPOLLONESHOT)) == 0;
        }
    }

    private final Map<Key, Interest> interests = new HashMap<>();

    void changed(Call call) {
        Key key = new Key(call.fd(), (int) call.c());
        if (call.b() == EpollH.EPOLL_CTL_DEL) {
            interests.remove(key);
        } else {
            int mask = NativeMemory.getInt(call.d() + EpollH.EVENT_EVENTS);
            interests.put(key, new Interest(mask, NativeMemory.getLong(call.d() + EpollH.EVENT_DATA)));
        }
    }

    /** Forgets an epoll. A watched descriptor is not forgotten: while a duplicate lives its registration does too. */
    void closed(int number) {
        interests.keySet().removeIf(key -> key.epoll() == number);
    }

    boolean isEdgeTriggered(int fd) {
        return interests.entrySet().stream()
                .anyMatch(
                        entry -> entry.getKey().fd() == fd && (entry.getValue().mask() & EpollH.EPOLLET) != 0);
    }

    /** Whether the kernel reports an event with this data again if it is held back now. */
    boolean isReportedAgain(int epoll, long data) {
        boolean known = false;
        for (Map.Entry<Key, Interest> entry : interests.entrySet()) {
            if (entry.getKey().epoll() == epoll && entry.getValue().data() == data) {
                if (!entry.getValue().isReportedAgain()) {
                    return false;
                }
                known = true;
            }
        }
        return known;
    }
}
