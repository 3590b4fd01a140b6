package dev.carillon.net;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.LinuxException;
import java.io.IOException;

/** A file that was to be sent cannot be read. */
final class UnreadableFileException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableFileException(FileFd file, LinuxException cause) {
        super(file + " cannot be sent: " + cause.getMessage(), cause);
    }
}
