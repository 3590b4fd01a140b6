package dev.carillon.loop.watch;

import dev.carillon.linux.PathName;

/** A name in a directory, whatever has it; it goes where the directory goes. */
record Place(WatchedDirectory in, PathName name) {
    PathName path() {
        return in.path(name);
    }
}
