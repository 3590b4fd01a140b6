package dev.carillon.loop;

import dev.carillon.linux.FdInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds a loop's registry against {@code /proc/self/fdinfo} of its epoll, {@code proc_pid_fdinfo(5)}. */
final class Audit {
    private Audit() {}

    static List<AuditFinding> of(Poller poller, List<Source> sources) {
        int descriptor = poller.descriptor();
        if (descriptor < 0) {
            return closed(sources);
        }
        Map<Long, FdInfo.EpollWatch> watches = new HashMap<>();
        FdInfo.of(descriptor).epollWatches().forEach(watch -> watches.put(watch.data(), watch));
        List<AuditFinding> findings = new ArrayList<>();
        for (Source source : sources) {
            if (source instanceof WatchedSource watched) {
                check(watched, watches.remove(source.token()), findings);
            }
        }
        for (FdInfo.EpollWatch stale : watches.values()) {
            findings.add(new AuditFinding(
                    AuditFinding.Kind.STALE,
                    "descriptor " + stale.number(),
                    "the kernel watches it for a source that is closed (slot " + (int) stale.data() + ", generation "
                            + (stale.data() >>> Integer.SIZE) + "); a duplicate of it is open somewhere"));
        }
        return findings;
    }

    /** Where the kernel keeps no list there is one thing to be wrong: that a descriptor was closed. */
    private static List<AuditFinding> closed(List<Source> sources) {
        List<AuditFinding> findings = new ArrayList<>();
        for (Source source : sources) {
            if (source instanceof WatchedSource watched
                    && watched.registered() != 0
                    && !watched.fd().isOpen()) {
                findings.add(new AuditFinding(
                        AuditFinding.Kind.MISSING,
                        source.toString(),
                        watched.fd() + " was closed behind the loop's back; it is watched no longer"));
            }
        }
        return findings;
    }

    private static void check(WatchedSource source, FdInfo.@Nullable EpollWatch watch, List<AuditFinding> findings) {
        if (source.interestChanged) {
            return; // recorded and not applied yet: the two differ by design
        }
        int believed = source.registered();
        if (watch == null) {
            if (believed != 0) {
                findings.add(new AuditFinding(
                        AuditFinding.Kind.MISSING, source.toString(), source.fd() + " is not watched by the kernel"));
            }
            return;
        }
        if (believed != 0
                && (watch.events() | WatchedSource.ALWAYS_REPORTED) != (believed | WatchedSource.ALWAYS_REPORTED)) {
            findings.add(new AuditFinding(
                    AuditFinding.Kind.INTEREST,
                    source.toString(),
                    "believed 0x" + Integer.toHexString(believed) + ", kernel 0x"
                            + Integer.toHexString(watch.events())));
        }
        if (!source.fd().isOpen() || FdInfo.of(source.fd()).inode() != watch.inode()) {
            findings.add(new AuditFinding(
                    AuditFinding.Kind.REUSED,
                    source.toString(),
                    source.fd() + " was closed behind the loop's back; its number leads to another file"));
        }
    }
}
