package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** Nothing is printed by SLF4J on our behalf, and nothing that users have there is taken away. */
class QuietSlf4jTest {
    /** Reads a request of which Jetty's parser has something to log. */
    static final class ReadTwoHosts {
        public static void main(String[] args) {
            String request = "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n";
            try {
                new RequestParser(HttpLimits.DEFAULTS).head(Reading.buffer(request), new RequestHead());
            } catch (RefusedException e) {
                System.out.println(e.reason() + " " + System.getProperty("slf4j.internal.verbosity"));
            }
        }
    }

    /** A provider of logging as users have one. */
    public static final class Provider implements SLF4JServiceProvider {
        @Override
        public ILoggerFactory getLoggerFactory() {
            return Printing::new;
        }

        @Override
        public IMarkerFactory getMarkerFactory() {
            return new BasicMarkerFactory();
        }

        @Override
        public MDCAdapter getMDCAdapter() {
            return new NOPMDCAdapter();
        }

        @Override
        public String getRequestedApiVersion() {
            return "2.0.99";
        }

        @Override
        public void initialize() {}
    }

    @Test
    void withoutAProviderOfLoggingNothingIsPrinted() {
        try (ChildJvm child =
                ChildJvm.of(ReadTwoHosts.class).without("slf4j-nop").start()) {
            assertThat(child.awaitExit()).isZero();
            assertThat(child.lines()).containsExactly("BAD_HOST null");
        }
    }

    @Test
    void aProviderOfTheUserIsUsed(@TempDir Path directory) throws Exception {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(SLF4JServiceProvider.class.getName()), Provider.class.getName());
        try (ChildJvm child = ChildJvm.of(ReadTwoHosts.class)
                .without("slf4j-nop")
                .with(directory)
                .start()) {
            assertThat(child.awaitExit()).isZero();
            assertThat(child.lines())
                    .anyMatch(line -> line.startsWith("printed by the user's provider"))
                    .noneMatch(line -> line.contains("SLF4J"))
                    .contains("BAD_HOST null");
        }
    }

    /** Prints what it gets. */
    static final class Printing extends AbstractLogger {
        private static final long serialVersionUID = 1;

        Printing(String name) {
            this.name = name;
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return Printing.class.getName();
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable throwable) {
            System.out.println("printed by the user's provider: " + level + " " + message);
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isTraceEnabled(Marker marker) {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled(Marker marker) {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled(Marker marker) {
            return true;
        }
    }
}
