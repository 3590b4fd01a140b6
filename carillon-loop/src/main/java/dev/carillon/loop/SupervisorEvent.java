package dev.carillon.loop;

import dev.carillon.linux.ExitStatus;
import java.time.Duration;

/** What a {@link Supervisor} tells. */
public sealed interface SupervisorEvent {
    /** Why a process has ended. */
    enum Cause {
        /** Nobody asked it to. */
        ITSELF,
        /** It was asked to, by {@link Supervisor#stop} or {@link Supervisor#restart}, and did. */
        ASKED,
        /** It was asked to, did not within the stop timeout, and was killed. */
        KILLED,
        /** It was not ready in time, so it was asked to end. */
        NOT_READY
    }

    /**
     * A process runs.
     *
     * @param pid its process id
     * @param count which one it is since the supervisor was made, 1 for the first
     */
    record Started(int pid, long count) implements SupervisorEvent {}

    /**
     * It is ready, as {@link ReadyWhen} has it.
     *
     * @param pid its process id
     * @param after how long after its start
     */
    record Ready(int pid, Duration after) implements SupervisorEvent {}

    /**
     * It has ended. {@link Restarting}, {@link GaveUp} or {@link Stopped} says what follows; after a {@link
     * Supervisor#restart} it is the next {@link Started}.
     *
     * @param pid the process id that it had
     * @param status exit code or signal
     * @param cause why
     * @param lived how long after its start
     */
    record Ended(int pid, ExitStatus status, Cause cause, Duration lived) implements SupervisorEvent {}

    /**
     * It could not be started; that counts as an end without success.
     *
     * @param error what {@link dev.carillon.linux.Spawn#start} threw
     */
    record NotStarted(RuntimeException error) implements SupervisorEvent {}

    /**
     * It will be started again.
     *
     * @param delay from now
     * @param failures how often in a row it did not live long enough to be healthy
     */
    record Restarting(Duration delay, int failures) implements SupervisorEvent {}

    /**
     * It was started too often, and is not any more until {@link Supervisor#start}.
     *
     * @param starts how often
     * @param window in which span
     */
    record GaveUp(int starts, Duration window) implements SupervisorEvent {}

    /** Nothing runs, and nothing is started until {@link Supervisor#start}. */
    record Stopped() implements SupervisorEvent {}
}
