package dev.carillon.loop.watch;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PathName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Somebody who hears of changes only, and takes each for what it says: what was told, and what is there by that. */
final class Teller implements TreeListener {
    final List<String> told = new ArrayList<>();
    final Set<PathName> known = new TreeSet<>();
    private final PathName root;

    Teller(PathName root) {
        this.root = root;
    }

    private void tell(String what, PathName path) {
        told.add(what + " " + path.below(root));
    }

    private void remove(PathName path) {
        known.removeIf(some -> some.startsWith(path));
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public void created(PathName path, boolean isDirectory) {
        tell("created", path);
        known.add(path);
    }

    @Override
    public void deleted(PathName path, boolean isDirectory) {
        tell("deleted", path);
        remove(path);
    }

    @Override
    public void renamed(PathName from, PathName to, boolean isDirectory, boolean hasReplaced) {
        tell("renamed " + from.below(root) + " to", to);
        List<PathName> moved =
                known.stream().filter(path -> path.startsWith(from)).toList();
        moved.forEach(known::remove);
        remove(to);
        moved.forEach(path -> known.add(to.resolve(path.below(from))));
        known.add(to);
    }

    @Override
    public void touched(int mask, PathName path, boolean isDirectory) {
        tell("touched", path);
    }

    @Override
    public void overflowed() {
        tell("overflowed", root);
    }

    @Override
    public void unmounted(PathName path) {
        tell("unmounted", path);
        remove(path);
        known.add(path);
    }

    @Override
    public void refused(PathName path, LinuxException reason) {
        told.add("refused " + path + ": " + reason.getMessage());
    }

    @Override
    public void watched(PathName path) {
        tell("watched", path);
    }

    @Override
    public void appeared(boolean isDirectory) {
        tell("appeared", root);
    }

    @Override
    public void replaced(boolean isOrWasDirectory) {
        tell("replaced", root);
    }

    @Override
    public void gone(boolean wasDirectory) {
        tell("gone", root);
        known.clear();
    }
}
