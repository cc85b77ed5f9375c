package dev.fettle.network;

import java.io.IOException;
import java.util.regex.Pattern;

/// A file is not a model or checkpoint that Fettle reads: damaged, lying about its contents, or of a kind that is
/// refused. The message names the file, what is wrong and the way out, on one line whatever the file holds.
public final class ModelFormatException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}\u2028\u2029]+");
    private static final int LONGEST = 600;

    public ModelFormatException(String message) {
        super(oneLine(message));
    }

    public ModelFormatException(String message, Throwable cause) {
        super(oneLine(message), cause);
    }

    /// A text that a file may have a part in, on one line and of a length that can be read.
    public static String oneLine(String message) {
        String cleaned = UNPRINTABLE.matcher(message).replaceAll(" ");
        return cleaned.length() <= LONGEST ? cleaned : cleaned.substring(0, LONGEST) + " …";
    }
}
