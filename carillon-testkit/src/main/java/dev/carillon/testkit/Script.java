package dev.carillon.testkit;

import dev.carillon.linux.Errno;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The faults and hooks asked for by name, and how often each function was called. Safe from any thread. */
final class Script {
    /** Stands for the name of whatever call makes a descriptor. */
    static final String ANY_CREATOR = "(any call that makes a descriptor)";

    private static final int REMEMBERED = 32;

    /** Errors for calls of one name, after some that go through. */
    private static final class Failure {
        private final String name;
        private final Errno errno;
        private long passing;
        private long times;

        Failure(String name, Errno errno, long passing, long times) {
            this.name = name;
            this.errno = errno;
            this.passing = passing;
            this.times = times;
        }
    }

    private final Map<String, Long> counts = new HashMap<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Map<String, Deque<Runnable>> hooks = new HashMap<>();
    private final Map<Integer, Errno> brokenReads = new HashMap<>();
    private final Deque<String> injected = new ArrayDeque<>();
    private long injections;

    synchronized void fail(String name, Errno errno, long passing, long times) {
        if (errno == Errno.UNKNOWN || passing < 0 || times < 1) {
            throw new IllegalArgumentException("a script needs a known errno and counts of 0 and 1 or more: " + errno
                    + ", " + passing + ", " + times);
        }
        failures.add(new Failure(name, errno, passing, times));
    }

    synchronized void before(String name, Runnable hook) {
        hooks.computeIfAbsent(name, _ -> new ArrayDeque<>()).add(hook);
    }

    /** Counts a call, and gives the hook to run before it, if there is one. */
    synchronized @Nullable Runnable enter(String name) {
        counts.merge(name, 1L, Long::sum);
        Deque<Runnable> waiting = hooks.get(name);
        return waiting == null ? null : waiting.poll();
    }

    synchronized void breakReads(int number, Errno errno) {
        brokenReads.put(number, errno);
    }

    /** The number of the error that the script has for this call; 0 for none. */
    synchronized int next(Call call) {
        if (!brokenReads.isEmpty() && CallKind.reads(call.name())) {
            Errno broken = brokenReads.get(call.fd());
            if (broken != null) {
                return broken.number();
            }
        }
        int errno = nextOf(call.name());
        String operation = call.operation();
        return errno != 0 || operation.equals(call.name()) ? errno : nextOf(operation);
    }

    /** The descriptor is closed: its number is another's from now on. */
    synchronized void closed(int number) {
        brokenReads.remove(number);
    }

    synchronized int nextOf(String name) {
        int errno = 0;
        for (Iterator<Failure> rest = failures.iterator(); rest.hasNext() && errno == 0; ) {
            Failure failure = rest.next();
            if (!failure.name.equals(name)) {
                continue;
            }
            if (failure.passing > 0) {
                failure.passing--;
                continue;
            }
            errno = failure.errno.number();
            if (--failure.times == 0) {
                rest.remove();
            }
        }
        return errno;
    }

    synchronized void note(String fault) {
        injections++;
        injected.add(fault);
        if (injected.size() > REMEMBERED) {
            injected.remove();
        }
    }

    synchronized long count(String name) {
        return counts.getOrDefault(name, 0L);
    }

    synchronized long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    synchronized void forgetCounts() {
        counts.clear();
    }

    synchronized void forgetPlans() {
        failures.clear();
        brokenReads.clear();
        hooks.clear();
    }

    synchronized long injections() {
        return injections;
    }

    synchronized List<String> injected() {
        return List.copyOf(injected);
    }
}
