package dev.carillon.linux;

/**
 * A child process that {@link Spawn} started. When epoll reports {@link Epoll#IN} for its descriptor it has ended, and
 * {@link PidFd#reap} tells how; until then it is a zombie, so do reap it before closing.
 *
 * @param pid its process id; belongs to it until it is reaped
 * @param pidFd its descriptor
 */
public record Child(int pid, PidFd pidFd) implements AutoCloseable {
    /** Closes the descriptor; the process goes on, and nobody reaps it then. */
    @Override
    public void close() {
        pidFd.close();
    }
}
