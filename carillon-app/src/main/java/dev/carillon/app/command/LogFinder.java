package dev.carillon.app.command;

import dev.carillon.config.Failure;
import dev.carillon.linux.LinuxException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Has what the modules below and the JDK report, {@link System.Logger}, be lines of the command's {@link Log}, and nothing else
 * read them. Found by {@link java.util.ServiceLoader}.
 */
public final class LogFinder extends System.LoggerFinder {
    /** For the service loader. */
    public LogFinder() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Logger(name);
    }

    /** One of them. What is less than a piece of information is left out. */
    private record Logger(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.INFO.getSeverity() && level != Level.OFF;
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
            if (isLoggable(level)) {
                String text = translated(bundle, message);
                if (thrown instanceof IOException || thrown instanceof LinuxException) {
                    Log.present().write(of(level), text + ": " + Failure.line(thrown), "");
                } else {
                    Log.present().write(of(level), text, traceOf(thrown));
                }
            }
        }

        @Override
        public void log(
                Level level,
                @Nullable ResourceBundle bundle,
                @Nullable String format,
                @Nullable Object @Nullable ... parameters) {
            if (isLoggable(level)) {
                String text = translated(bundle, format);
                boolean isPlain = parameters == null || parameters.length == 0;
                Log.present()
                        .write(of(level), isPlain ? text : new MessageFormat(text, Locale.ROOT).format(parameters), "");
            }
        }

        private static String translated(@Nullable ResourceBundle bundle, @Nullable String message) {
            String key = String.valueOf(message);
            return bundle != null && bundle.containsKey(key) ? bundle.getString(key) : key;
        }

        private static Log.Level of(Level level) {
            return switch (level) {
                case ERROR -> Log.Level.ERROR;
                case WARNING -> Log.Level.WARNING;
                default -> Log.Level.INFO;
            };
        }

        private static String traceOf(@Nullable Throwable thrown) {
            if (thrown == null) {
                return "";
            }
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text, true));
            return text.toString();
        }
    }
}
