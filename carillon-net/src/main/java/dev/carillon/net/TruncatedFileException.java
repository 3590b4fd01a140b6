package dev.carillon.net;

import dev.carillon.linux.FileFd;
import java.io.EOFException;

/** A file has become shorter than what was to be sent of it. */
final class TruncatedFileException extends EOFException {
    private static final long serialVersionUID = 1;

    TruncatedFileException(FileFd file, long missing) {
        super(file + " ends " + missing + " bytes before what was to be sent of it");
    }
}
