package dev.carillon.app.demo;

import dev.carillon.linux.EventFd;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;

/**
 * Two threads and one eventfd: the producer adds, the consumer takes whatever has come together by then.
 *
 * <p>The counter blocks: where there is nothing to read, the kernel puts the consumer to sleep and the next addition wakes
 * it. Nobody polls.
 *
 * <p>It is also what the start of the command is measured with, so there is no lambda, no {@code +} between strings and
 * no formatting here: each of them starts machinery of the JVM the first time.
 */
final class EventFdThreads implements Demo {
    private static final int ADDITIONS = 100;

    /** Added last, and greater than all the rest together: so the end travels with the values and cannot overtake them. */
    private static final long END = 1L << 62;

    /** Adds 1, 2, 3, … and then the end. */
    private static final class Producer extends Thread {
        private final EventFd counter;
        private long sent;

        Producer(EventFd counter) {
            super("producer");
            this.counter = counter;
        }

        @Override
        public void run() {
            try {
                for (int value = 1; value <= ADDITIONS; value++) {
                    counter.add(value);
                    sent += value;
                }
            } finally {
                counter.add(END); // also after a failure: the consumer would wait for ever
            }
        }
    }

    @Override
    public int run(PrintStream out, List<String> arguments) throws InterruptedException {
        try (EventFd counter = EventFd.open(0, EnumSet.of(EventFd.Flag.CLOEXEC))) {
            Producer producer = new Producer(counter);
            producer.start();
            int reads = 0;
            long sum = 0;
            while (sum < END) {
                sum += counter.read(); // waits for something to be there, then takes all of it
                reads++;
            }
            sum -= END;
            producer.join(); // makes what it counted visible here
            print(out, ADDITIONS, " additions by the producer, sum ", producer.sent);
            print(out, reads, " reads by the consumer, sum ", sum);
            return Demo.check(out, sum == producer.sent, "nothing was lost, however the additions came together");
        }
    }

    private static void print(PrintStream out, int count, String text, long sum) {
        out.print(count);
        out.print(text);
        out.println(sum);
    }
}
