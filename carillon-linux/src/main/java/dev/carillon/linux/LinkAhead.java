package dev.carillon.linux;

/**
 * Makes the first system call early, beside whatever else a program does at its start.
 *
 * <p>The JVM makes the code that leads to libc when it is first wanted, which takes a good 20 ms of one processor: as long
 * as the JVM itself takes to start. A command that reads its arguments meanwhile need not wait for it.
 */
public final class LinkAhead {
    private LinkAhead() {}

    /**
     * Begins. Who makes a system call before it is done waits for the rest. Safe from any thread; to be called once, first
     * thing in {@code main}.
     */
    public static void start() {
        Thread thread = new Thread(LinkAhead::use, "link-ahead");
        thread.setDaemon(true);
        thread.start();
    }

    /** What nearly every program uses: the calls of descriptors, and native memory of each width. */
    private static void use() {
        try (EventFd counter = EventFd.open()) {
            counter.add(1);
            counter.read();
        } catch (LinuxException e) {
            // No descriptor is left, say: the program's own first call meets it and tells.
        }
    }
}
