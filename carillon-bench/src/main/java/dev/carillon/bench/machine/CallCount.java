package dev.carillon.bench.machine;

import java.util.Map;

/**
 * How often a process called the kernel, all its threads.
 *
 * @param calls how often each was called
 * @param errors how many of all failed: with EAGAIN, mostly
 */
public record CallCount(Map<String, Long> calls, long errors) {
    /** How often these were called. */
    public long of(String... names) {
        long sum = 0;
        for (String name : names) {
            sum += calls.getOrDefault(name, 0L);
        }
        return sum;
    }

    /** How often any was called. */
    public long all() {
        return calls.values().stream().mapToLong(Long::longValue).sum();
    }
}
