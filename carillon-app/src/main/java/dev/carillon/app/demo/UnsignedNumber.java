package dev.carillon.app.demo;

import dev.carillon.app.command.WrongUsage;
import dev.carillon.linux.EventFd;
import java.util.List;
import java.util.regex.Pattern;

/** Numbers as {@code strtoull(3)} with base 0 reads them, without its silent cases: no sign, no blanks, no rest. */
final class UnsignedNumber {
    private static final Pattern NUMBER = Pattern.compile("0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*");
    private static final int HEXADECIMAL = 16;
    private static final int OCTAL = 8;
    private static final int DECIMAL = 10;

    private UnsignedNumber() {}

    /** Reads a decimal, {@code 0x} hexadecimal or {@code 0} octal number of 64 bits. */
    static long parse(String text) throws WrongUsage {
        if (!NUMBER.matcher(text).matches()) {
            throw new WrongUsage("\"" + text + "\" is no number: 16, 0x10 and 020 are");
        }
        try {
            if (text.startsWith("0x") || text.startsWith("0X")) {
                return Long.parseUnsignedLong(text.substring(2), HEXADECIMAL);
            }
            return Long.parseUnsignedLong(text, text.startsWith("0") ? OCTAL : DECIMAL);
        } catch (NumberFormatException e) {
            throw new WrongUsage(text + " is too great: a number has 64 bits", e);
        }
    }

    /** The sum, which an eventfd has to be able to hold. */
    static long sum(List<String> numbers) throws WrongUsage {
        long sum = 0;
        for (String text : numbers) {
            long number = parse(text);
            // Subtracted from the limit, for the sum itself could pass 2^64 and look small again.
            if (Long.compareUnsigned(number, EventFd.MAX_VALUE - sum) > 0) {
                throw new WrongUsage("with " + text + " the sum passes " + Long.toUnsignedString(EventFd.MAX_VALUE)
                        + ", the most an eventfd holds");
            }
            sum += number;
        }
        return sum;
    }
}
