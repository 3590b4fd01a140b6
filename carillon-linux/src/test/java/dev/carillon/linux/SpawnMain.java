package dev.carillon.linux;

/** Run in a JVM of its own: runs a shell command as a child that inherits the standard descriptors, and waits for it. */
final class SpawnMain {
    private SpawnMain() {}

    public static void main(String[] arguments) {
        try (Child child = Spawn.command("sh", "-c", arguments[0]).start();
                Epoll epoll = Epoll.open(1)) {
            epoll.add(child.pidFd(), Epoll.IN, 0);
            epoll.await(-1);
            child.pidFd().reap();
        }
    }
}
