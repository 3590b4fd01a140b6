package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.loop.child.Ending;
import dev.carillon.loop.life.Steps;

/**
 * A child whose source is closed, until it has ended too: reaped, and its group empty if that was to end with it. Housekeeping
 * of the loop, which shows it among its sources.
 */
final class EndingChild extends WatchedSource {
    private final Ending ending;
    private final Recheck recheck = new Recheck(this);
    private final Kill kill;
    private final Runnable whenGone;

    /** @param leftNanos how long it may take from now on before it is killed; negative for as long as it lives */
    EndingChild(EventLoop loop, String name, Ending ending, long leftNanos, Runnable whenGone) {
        super(loop, name, "ending child", ending.child().pidFd(), Epoll.IN, false);
        this.ending = ending;
        this.kill = new Kill(this, ending);
        this.whenGone = whenGone;
        if (leftNanos >= 0) {
            loop.scheduleIn(kill, leftNanos);
        }
        pend(); // it may have ended already, and left others
    }

    @Override
    Outcome dispatch(int budget) {
        takeReady();
        kill.rethrow();
        if (ending.status() == null) {
            return Outcome.DONE;
        }
        if (!ending.hasLeftOthers()) {
            close();
            whenGone.run();
            return Outcome.DONE;
        }
        interest(0); // its end would be reported for ever
        recheck.schedule();
        return Outcome.DONE;
    }

    @Override
    boolean isActivity() {
        return false;
    }

    @Override
    void onClosed(Steps steps) {
        loop().timers.cancel(recheck);
        long left = kill.cancel();
        steps.go(() -> {
            if (left < 0 || ending.isOver()) {
                ending.child().close(); // one that lives on is nobody's to reap once the loop has ended
            } else {
                loop().endings.add(ending, left);
            }
        });
    }
}
