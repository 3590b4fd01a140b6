import org.jspecify.annotations.NullMarked;

/** The event loop: sources, triggers, priorities, timers, mailbox, worker pool, statistics. */
@NullMarked
module dev.carillon.loop {
    requires static transitive org.jspecify;
    // Sources hand out what the kernel layer defines: signals, clocks, exit statuses, exceptions.
    requires transitive dev.carillon.linux;
    // The queue behind execute() and the mailboxes.
    requires org.jctools.core;
    // Slow handlers are flight recorder events.
    requires jdk.jfr;

    exports dev.carillon.loop;
}
