package dev.carillon.linux;

/**
 * A network link, as {@code ip link} lists them.
 *
 * @param index the kernel's number of it, which stays when it is renamed
 * @param name for example {@code eth0}
 * @param isEnabled whether somebody has switched it on, {@code IFF_UP}
 * @param isRunning whether packets can pass: it is on and has a carrier, {@code IFF_RUNNING}
 */
public record NetworkLink(int index, String name, boolean isEnabled, boolean isRunning) {}
