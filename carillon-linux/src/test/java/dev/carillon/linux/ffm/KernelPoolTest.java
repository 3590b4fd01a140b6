package dev.carillon.linux.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KernelPoolTest {
    @Test
    void aPlatformThreadGetsTheSameKernelAgain() {
        Kernel first = Kernel.lease();
        first.close();
        try (Kernel second = Kernel.lease()) {
            assertThat(second).isSameAs(first);
        }
    }

    @Test
    void livingVirtualThreadsShareAFewKernels() throws Exception {
        int threads = 10_000;
        Set<Kernel> seen = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        CountDownLatch used = new CountDownLatch(threads);
        CountDownLatch end = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(Thread.startVirtualThread(() -> {
                Kernel kernel = Kernel.lease();
                kernel.close();
                seen.add(kernel);
                used.countDown();
                await(end);
            }));
        }
        used.await();
        assertThat(seen).hasSizeLessThanOrEqualTo(80); // 64 places, and a few that found theirs taken
        end.countDown();
        for (Thread thread : all) {
            thread.join();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nobodyElseWritesToTheScratchMemoryBetweenLeaseAndClose() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> kept = new ArrayList<>();
            for (long i = 1; i <= 2_000; i++) {
                long mark = i;
                kept.add(executor.submit(() -> keepsItsMark(mark)));
            }
            for (Future<Boolean> one : kept) {
                assertThat(one.get()).isTrue();
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // it is to yield while it has the lease
    private static boolean keepsItsMark(long mark) {
        boolean kept = true;
        for (int round = 0; round < 20; round++) {
            try (Kernel kernel = Kernel.lease()) {
                NativeMemory.putLong(kernel.scratch(), mark);
                Thread.yield(); // another may run on this carrier now
                kept &= NativeMemory.getLong(kernel.scratch()) == mark;
            }
        }
        return kept;
    }

    @Test
    void aVirtualThreadHasItsBoundKernelUntilItIsTakenAway() throws Exception {
        List<Boolean> same = new ArrayList<>();
        Thread thread = Thread.startVirtualThread(() -> {
            try (Kernel real = Kernel.lease()) {
                Kernel bound = new Kernel() {
                    @Override
                    public long call(CFunction function, long a, long b, long c, long d, long e, long f) {
                        return real.call(function, a, b, c, d, e, f);
                    }
                };
                Kernel.bind(bound);
                same.add(Kernel.lease() == bound);
                Kernel.bind(null);
                try (Kernel after = Kernel.lease()) {
                    same.add(after == bound);
                }
            }
        });
        thread.join();
        assertThat(same).containsExactly(true, false);
    }
}
