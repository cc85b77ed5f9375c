package dev.fettle.lab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Width and height of a picture in pixels, written `1280x720`.
public record Size(int width, int height) {
    private static final Pattern WRITTEN = Pattern.compile("([1-9]\\d{0,8})[xX]([1-9]\\d{0,8})");

    /// Reads what {@link #toString} writes.
    ///
    /// @throws IllegalArgumentException saying how a size is written
    public static Size parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size; write WIDTHxHEIGHT, such as 1280x720");
        }
        return new Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /// Width times height.
    public long pixels() {
        return (long) width * height;
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
