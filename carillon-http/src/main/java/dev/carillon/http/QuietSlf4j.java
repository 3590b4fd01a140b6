package dev.carillon.http;

import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Jetty's parser logs by SLF4J, which prints a warning when there is nothing behind it. Who uses this library need not have
 * heard of either: the warning is left out. A provider that is there is used, and all that SLF4J says about it is said.
 */
final class QuietSlf4j {
    /** Read once, when SLF4J first reports something. */
    private static final String VERBOSITY = "slf4j.internal.verbosity";

    private QuietSlf4j() {}

    /** Makes SLF4J look for its provider now, before Jetty does. */
    static void load() {
        boolean isMute = System.getProperty(VERBOSITY) == null
                && ServiceLoader.load(SLF4JServiceProvider.class, LoggerFactory.class.getClassLoader()).stream()
                        .findAny()
                        .isEmpty();
        if (isMute) {
            System.setProperty(VERBOSITY, "ERROR");
        }
        try {
            LoggerFactory.getILoggerFactory();
        } finally {
            if (isMute) {
                System.clearProperty(VERBOSITY);
            }
        }
    }
}
