package dev.carillon.loop.simulation;

import dev.carillon.linux.Errno;

/** What goes wrong in a world besides its kernel's usual whims: for a while, or for good. */
final class Trouble {
    private final World world;
    private boolean refusesWatching;

    Trouble(World world) {
        this.world = world;
    }

    void perhaps() {
        if (world.chance(40)) {
            int what = world.draw(6);
            world.note("trouble", what);
            begin(what);
        }
    }

    private void begin(int what) {
        switch (what) {
            case 0 -> world.kernel.failNext("read", Errno.EIO, 1 + world.draw(20));
            case 1 -> world.kernel.failNext("epoll_ctl(ADD)", Errno.ENOMEM, 1 + world.draw(20));
            case 2 -> world.kernel.failNext("close", Errno.EIO);
            case 3 -> world.kernel.exhaustNext(1 + world.draw(4), Errno.EMFILE);
            case 4 -> world.anyActor().breakNow();
            default -> refuseWatchingPerhaps();
        }
    }

    /** Nothing can be watched any more that is not watched now. */
    private void refuseWatchingPerhaps() {
        if (world.chance(20)) {
            refusesWatching = true;
            world.kernel.failNext("epoll_ctl(ADD)", Errno.ENOSPC, Integer.MAX_VALUE);
        }
    }

    boolean refusesWatching() {
        return refusesWatching;
    }
}
