package dev.carillon.loop;

/** Runs the tasks that other threads handed to the loop, {@link EventLoop#execute}. */
final class Mailbox extends Source {
    /** So many tasks in a turn are a stream, not single ones. */
    private static final int STREAM = 16;

    /** In one turn. */
    private static final int BUDGET = 4096;

    private final TaskQueue tasks;
    private boolean streaming;

    Mailbox(EventLoop loop, TaskQueue tasks) {
        super(loop, "mailbox", "post");
        this.tasks = tasks;
        handleAtMost(BUDGET);
    }

    @Override
    boolean isLoopsOwn() {
        return true;
    }

    @Override
    Outcome dispatch(int budget) {
        streaming = false;
        for (int left = budget; left > 0 && goesOn(); left--) {
            Runnable task = tasks.poll();
            if (task == null) {
                streaming = budget - left >= STREAM;
                return Outcome.DONE;
            }
            took();
            task.run();
        }
        return Outcome.MORE;
    }

    /** Whether tasks came in a stream the last time, so that more are on their way. Asked once; then they have to prove it. */
    boolean takeStreaming() {
        boolean was = streaming;
        streaming = false;
        return was;
    }

    /** Refuses new tasks and runs those that were in time. */
    void runLast() {
        tasks.end();
        Runnable task;
        while ((task = tasks.pollLast()) != null) {
            runLast(task);
        }
    }

    private void runLast(Runnable task) {
        try {
            took();
            task.run();
        } catch (Throwable e) { // the loop has more to end
            failed(e);
        }
    }

    /** The tasks behind the one that failed are others' own. */
    @Override
    void onContinued() {
        pend();
    }
}
