package dev.carillon.app.demo;

import dev.carillon.linux.EventFd;
import dev.carillon.linux.FdInfo;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An eventfd as a semaphore: each read takes 1, so each read is leave to take one job from a queue.
 *
 * <p>A semaphore cannot say "no more". The consumers here end by a last job each, which needs a permit as any other; to
 * wait for a value that a read never gives would wait for ever.
 */
final class Semaphore implements Demo {
    private static final int CONSUMERS = 3;
    private static final int JOBS = 300;
    private static final int LAST = -1;

    /** Takes a permit, then a job, until its job is the last. */
    private static final class Consumer extends Thread {
        private final EventFd permits;
        private final Queue<Integer> jobs;
        private int taken;
        private int done;
        private boolean foundNothing;

        Consumer(String name, EventFd permits, Queue<Integer> jobs) {
            super(name);
            this.permits = permits;
            this.jobs = jobs;
        }

        @Override
        public void run() {
            Integer job;
            do {
                permits.read(); // waits for one; several consumers may read at once
                taken++;
                job = jobs.poll();
                foundNothing |= job == null;
                done += job != null && job != LAST ? 1 : 0;
            } while (job != null && job != LAST);
        }
    }

    @Override
    public int run(PrintStream out, List<String> arguments) throws InterruptedException {
        Queue<Integer> jobs = new ConcurrentLinkedQueue<>();
        try (EventFd permits = EventFd.open(0, EnumSet.of(EventFd.Flag.SEMAPHORE, EventFd.Flag.CLOEXEC))) {
            List<Consumer> consumers = new ArrayList<>();
            for (int i = 1; i <= CONSUMERS; i++) {
                Consumer consumer = new Consumer("consumer " + i, permits, jobs);
                consumer.start();
                consumers.add(consumer);
            }
            produce(permits, jobs);
            for (Consumer consumer : consumers) {
                consumer.join();
            }
            return report(out, consumers, FdInfo.of(permits).eventCount());
        }
    }

    private static void produce(EventFd permits, Queue<Integer> jobs) {
        for (int job = 0; job < JOBS; job++) {
            jobs.add(job); // before its permit: who has a permit must find a job
            permits.add(1);
        }
        for (int i = 0; i < CONSUMERS; i++) {
            jobs.add(LAST);
        }
        permits.add(CONSUMERS); // one addition, and still each read takes 1
    }

    private static int report(PrintStream out, List<Consumer> consumers, long left) {
        int taken = 0;
        int done = 0;
        boolean foundNothing = false;
        for (Consumer consumer : consumers) {
            out.println(consumer.getName() + ": " + consumer.taken + " permits, " + consumer.done + " jobs");
            taken += consumer.taken;
            done += consumer.done;
            foundNothing |= consumer.foundNothing;
        }
        out.println("added " + (JOBS + CONSUMERS) + ", taken " + taken + ", left in the kernel " + left);
        boolean held = taken == JOBS + CONSUMERS && done == JOBS && left == 0 && !foundNothing;
        return Demo.check(out, held, "as many permits were taken as were added, and a job was there for each");
    }
}
