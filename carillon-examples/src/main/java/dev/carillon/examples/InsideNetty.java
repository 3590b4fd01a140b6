package dev.carillon.examples;

import dev.carillon.loop.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A loop inside one of Netty's event loops, on its thread: Netty's epoll watches the loop's descriptor as it watches those of its
 * channels, and each time it is ready a turn is taken. Ends on a line that says quit.
 */
public final class InsideNetty implements EpollIoHandle {
    private final EventLoop loop = EventLoop.open("inside netty");
    private final LoopDescriptor descriptor = new LoopDescriptor(loop.descriptor());
    private final CountDownLatch over;

    /** What Netty watches. The loop's it stays: Netty never closes it, and is told when the loop has. */
    private static final class LoopDescriptor extends FileDescriptor {
        private LoopDescriptor(int number) {
            super(number);
        }

        private void isClosed() {
            markClosed();
        }
    }

    private InsideNetty(CountDownLatch over) {
        this.over = over;
    }

    /**
     * Runs it.
     *
     * @param arguments none
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        try (MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory())) {
            IoEventLoop netty = group.next();
            netty.execute(() -> new InsideNetty(over).begin(netty));
            Future<?> _ =
                    netty.scheduleAtFixedRate(() -> System.out.println("tock of Netty"), 0, 500, TimeUnit.MILLISECONDS);
            over.await();
        }
    }

    /** On Netty's thread, which the loop is made on and is led by. */
    private void begin(IoEventLoop netty) {
        loop.timer("tick", (source, expirations) -> System.out.println("tick")).every(Duration.ofMillis(500));
        loop.standardInput((source, line) -> {
            System.out.println("you said " + line);
            if (line.equals("quit")) {
                loop.stop();
            }
        });
        netty.register(this)
                .addListener(registered -> ((IoRegistration) registered.getNow()).submit(EpollIoOps.EPOLLIN));
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        loop.turn(Duration.ZERO);
        if (loop.isStopping()) { // this was its last turn, which closed the descriptor with everything else
            descriptor.isClosed();
            registration.cancel();
            over.countDown();
        }
    }

    /** Netty ends first: so does the loop. */
    @Override
    public void close() {
        loop.close();
        over.countDown();
    }
}
