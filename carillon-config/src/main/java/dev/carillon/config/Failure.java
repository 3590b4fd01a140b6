package dev.carillon.config;

import dev.carillon.linux.LinuxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why something failed, in a line for who uses the command: with its causes, and without advice to who writes programs. */
public final class Failure {
    private Failure() {}

    /** The line. */
    public static String line(Throwable failure) {
        StringBuilder line = new StringBuilder(text(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String text = text(cause);
            if (line.indexOf(text) < 0) {
                line.append(": ").append(text);
            }
        }
        return line.toString().replaceAll("\\R\\s*", " ");
    }

    private static String text(Throwable failure) {
        if (failure instanceof LinuxException refusal) {
            return text(refusal);
        }
        if (failure instanceof FileSystemException file) {
            return file.getFile() + ": " + reason(file);
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static String text(LinuxException refusal) {
        String advice = switch (refusal.errno()) {
            case EADDRINUSE -> "another program has it: 'ss -lntup' tells which, 'ss -lxp' for Unix sockets";
            case EMFILE -> "more descriptors are needed: 'ulimit -n', or LimitNOFILE= of systemd";
            default -> "";
        };
        return advice.isEmpty()
                ? String.valueOf(refusal.getMessage())
                : refusal.call() + ": " + refusal.errno() + " ("
                        + refusal.errno().text() + ") - " + advice;
    }

    /** Those without a reason of their own have a class. */
    private static String reason(FileSystemException failure) {
        String reason = failure.getReason();
        if (reason != null) {
            return reason;
        }
        return switch (failure) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            default -> failure.getClass().getSimpleName();
        };
    }
}
