package dev.carillon.monitor.fleet;

import java.time.Instant;
import java.util.List;

/**
 * Who was in the fleet when its server was asked last.
 *
 * @param where the server, for people
 * @param hosts those first that somebody has to look at
 * @param asked when that was; the epoch for never yet
 * @param trouble why it could not be asked since; empty if it could
 */
public record Fleet(String where, List<Host> hosts, Instant asked, String trouble) {
    /** With a list that stays as it is. */
    public Fleet {
        hosts = List.copyOf(hosts);
    }
}
