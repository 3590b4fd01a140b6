package dev.carillon.loop;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;

/**
 * Has {@link Thread#interrupt} end the loop's wait. The kernel does not know of interrupts; the JDK tells the selector that
 * the thread waits in, and only a selector: so this is one, for nothing else.
 */
final class Interrupts extends AbstractSelector {
    private final EventLoop loop;

    @SuppressWarnings("NullAway") // no channel is ever registered, so no provider is asked
    Interrupts(EventLoop loop) {
        super(null);
        this.loop = loop;
    }

    /** From here to {@link #disarm} an interrupt wakes the loop, one that came before at once. After "about to sleep". */
    void arm() {
        begin();
    }

    void disarm() {
        end();
    }

    /** Called by who interrupts. */
    @Override
    public Selector wakeup() {
        loop.tasks.wakeIfSleeping();
        return this;
    }

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SelectionKey> keys() {
        return Set.of();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return Set.of();
    }

    @Override
    public int selectNow() {
        return 0;
    }

    @Override
    public int select(long timeout) {
        return 0;
    }

    @Override
    public int select() {
        return 0;
    }

    @Override
    protected void implCloseSelector() {}
}
