package dev.fettle.image;

import java.io.IOException;
import java.io.Serial;

/// A file that is not a readable image: missing, damaged, over a limit or of a kind that is not read. The message
/// is one line that names the file, says what is wrong and what to do about it.
public final class ImageFormatException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    public ImageFormatException(String message) {
        super(message);
    }

    public ImageFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
