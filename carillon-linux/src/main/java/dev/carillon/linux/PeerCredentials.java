package dev.carillon.linux;

/**
 * Who was at the other end of a Unix socket when it was connected or made, {@code SO_PEERCRED}. The kernel vouches for
 * it.
 *
 * @param pid the process; 0 if it is not visible from here
 * @param uid its effective user
 * @param gid its effective group
 */
public record PeerCredentials(int pid, int uid, int gid) {}
