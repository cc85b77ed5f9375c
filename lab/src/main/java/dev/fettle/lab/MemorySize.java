package dev.fettle.lab;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An amount of memory, written `512MB`, `1.5GB` or `2g`. One kilobyte is 1024 bytes, as for the Java virtual machine.
public record MemorySize(long bytes) {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*([kmgt]?)i?b?");

    /// @throws IllegalArgumentException saying how a size is written
    public static MemorySize parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.toLowerCase(Locale.ROOT).strip());
        double bytes = matcher.matches() ? Double.parseDouble(matcher.group(1)) * unit(matcher.group(2)) : 0;
        if (bytes < 1) {
            throw new IllegalArgumentException("'" + text + "' is not a memory size; write for example 512MB or 1.5GB");
        }
        return new MemorySize((long) bytes);
    }

    private static long unit(String letter) {
        return 1L << (10 * ("kmgt".indexOf(letter.isEmpty() ? ' ' : letter.charAt(0)) + 1));
    }

    /// `512 MB`, rounded up.
    public static String text(long bytes) {
        return (bytes + (1 << 20) - 1 >> 20) + " MB";
    }
}
