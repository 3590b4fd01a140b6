package dev.carillon.net;

import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * What a service manager has told a process in its environment, {@code sd_notify(3)}, {@code sd_watchdog_enabled(3)}.
 *
 * @param address where it wants to be told; empty if it does not
 * @param watchdog how often it wants to hear that all is well; zero if it does not
 */
record ServiceEnvironment(Optional<UnixDomainSocketAddress> address, Duration watchdog) {
    /** The variables of a process. */
    static ServiceEnvironment parse(Map<String, String> environment, long pid) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (socket.isEmpty()) {
            return new ServiceEnvironment(Optional.empty(), Duration.ZERO);
        }
        if (socket.length() < 2 || socket.charAt(0) != '/' && socket.charAt(0) != '@') {
            throw new IllegalArgumentException(
                    "NOTIFY_SOCKET is the path of a Unix socket or @ and a name, not \"" + socket + "\"");
        }
        return new ServiceEnvironment(Optional.of(UnixDomainSocketAddress.of(socket)), watchdog(environment, pid));
    }

    private static Duration watchdog(Map<String, String> environment, long pid) {
        String micros = environment.get("WATCHDOG_USEC");
        String whose = environment.get("WATCHDOG_PID");
        if (micros == null || whose != null && number("WATCHDOG_PID", whose) != pid) {
            return Duration.ZERO; // or it is meant for a process that this one was started by
        }
        return Duration.of(number("WATCHDOG_USEC", micros), ChronoUnit.MICROS);
    }

    private static long number(String variable, String value) {
        try {
            long number = Long.parseLong(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException(variable + " is a number greater than 0, not \"" + value + "\"");
    }
}
