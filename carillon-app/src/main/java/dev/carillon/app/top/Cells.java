package dev.carillon.app.top;

import java.util.Arrays;

/**
 * How many cells of a terminal a text takes: two for what East Asians write, and most emoji, none for what combines with the
 * character before it. Terminals do not agree on all of it, so each column begins at its own place whatever is left of it.
 */
final class Cells {
    /** The first and the last of each range that takes two: W and F of Unicode's EastAsianWidth, gaps in them included. */
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD, 0x25FE,
        0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE,
        0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA,
        0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755,
        0x2757, 0x2757, 0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55,
        0x2E80, 0x303E, 0x3041, 0x3247, 0x3250, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF,
        0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18DFF, 0x1AFF0, 0x1B2FF, 0x1F004,
        0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200, 0x1F320, 0x1F32D, 0x1F335, 0x1F337,
        0x1F37C, 0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF, 0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4, 0x1F3F8,
        0x1F43E, 0x1F440, 0x1F440, 0x1F442, 0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E, 0x1F550, 0x1F567, 0x1F57A,
        0x1F57A, 0x1F595, 0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0,
        0x1F6D2, 0x1F6D5, 0x1F6DF, 0x1F6EB, 0x1F6EC, 0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7EB, 0x1F7F0, 0x1F7F0, 0x1F90C,
        0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD
    };

    /** Vowels and finals of Korean, which join the consonant before them. */
    private static final int FIRST_JOINING = 0x1160;

    private static final int LAST_JOINING = 0x11FF;
    /** More of what takes no cell, one after the other, is for nobody to read. */
    private static final int MOST_COMBINED = 4;

    private static final char ELLIPSIS = '…';

    private Cells() {}

    /** Of one character: 0, 1 or 2. */
    static int of(int character) {
        if (character < 0x300) {
            return 1;
        }
        int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT
                || character >= FIRST_JOINING && character <= LAST_JOINING) {
            return 0;
        }
        int place = Arrays.binarySearch(WIDE, character);
        // Where it would be put is between the first and the last of a range: an odd place.
        boolean isWide = place >= 0 || (-place - 1) % 2 == 1;
        return isWide ? 2 : 1;
    }

    static int of(String text) {
        return text.codePoints().map(Cells::of).sum();
    }

    /** As much of a text as fits, the last cell an ellipsis if that is not all. */
    static String cut(String text, int width) {
        String all = fitting(text, width);
        if (all.length() == text.length() || width <= 0) {
            return all;
        }
        String begin = fitting(text, width - 1);
        return of(text) <= width ? all : begin + ELLIPSIS;
    }

    private static String fitting(String text, int width) {
        StringBuilder out = new StringBuilder();
        int used = 0;
        int combined = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            int cells = of(character);
            used += cells;
            if (used > width) {
                break;
            }
            combined = cells == 0 ? combined + 1 : 0;
            if (combined <= MOST_COMBINED) {
                out.appendCodePoint(character);
            }
        }
        return out.toString();
    }

    /** Whether some of it is written from the right to the left. */
    static boolean isRightToLeft(String text) {
        return text.codePoints().anyMatch(character -> switch (Character.getDirectionality(character)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
                    Character.DIRECTIONALITY_ARABIC_NUMBER -> true;
            default -> false;
        });
    }
}
