package dev.carillon.app.demo;

import java.util.List;
import java.util.Optional;

/** The table of all demos. */
public final class Demos {
    /** What there is, in the order to read it in. */
    public static final List<Entry> ALL = List.of(
            new Entry("eventfd-threads", "A4", "eventfd(2)", "two threads share one counter"),
            new Entry("eventfd-processes", "A5", "eventfd(2)", "a child adds numbers, say 1 2 0x10"),
            new Entry("eventfd-loop", "A1, B5", "epoll(7)", "a counter in a loop; quiet noticed"),
            new Entry("semaphore", "A2", "eventfd(2)", "each read takes one permit"),
            new Entry("flags", "A3", "fcntl(2)", "all eight mixes of eventfd's flags"),
            new Entry("timer", "A6", "timerfd_create(2)", "clocks, periods, missed expirations"),
            new Entry("signals", "A7", "signalfd(2)", "sender, value and order of signals"),
            new Entry("pipe-vs-eventfd", "A8, A10", "pipe(7)", "waking and messages: what each costs"),
            new Entry("all-events", "B1, B5", "epoll(7)", "every source in one loop, until TERM"),
            new Entry("event-manager", "B2, B3", "epoll_ctl(2)", "handlers that come, go and rest"));

    private Demos() {}

    /**
     * What is known of a demo without loading it.
     *
     * @param name the word after {@code carillon demo}
     * @param rows its rows of the list of requirements
     * @param manual the page of the manual it shows
     * @param summary what it shows
     */
    public record Entry(String name, String rows, String manual, String summary) {}

    /** The names of all. */
    public static List<String> names() {
        return ALL.stream().map(Entry::name).toList();
    }

    /** Whether a demo has a source for TERM, INT or HUP. */
    public static boolean takesSignals(String name) {
        return name.equals("signals") || name.equals("all-events");
    }

    /**
     * Makes a demo. A switch, not a map of constructor references: linking those costs the start-up milliseconds, and this
     * way only the class that is asked for gets loaded.
     *
     * @param name one of {@link #ALL}
     * @return the demo, or nothing if there is none of this name
     */
    public static Optional<Demo> byName(String name) {
        Demo demo = // null never leaves this method
                switch (name) {
                    case "eventfd-threads" -> new EventFdThreads();
                    case "eventfd-processes" -> new EventFdProcesses();
                    case "eventfd-loop" -> new EventFdLoop();
                    case "semaphore" -> new Semaphore();
                    case "flags" -> new Flags();
                    case "timer" -> new Timer();
                    case "signals" -> new SignalDemo();
                    case "pipe-vs-eventfd" -> new PipeVsEventFd();
                    case "all-events" -> new AllEvents();
                    case "event-manager" -> new EventManager();
                    default -> null;
                };
        return Optional.ofNullable(demo);
    }
}
