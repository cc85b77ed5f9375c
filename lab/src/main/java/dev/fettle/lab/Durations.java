package dev.fettle.lab;

import java.time.Duration;
import java.util.Locale;

/// How progress is written.
public final class Durations {
    private static final int BAR = 24;

    private Durations() {}

    /// `0:07`, `12:30` or `3:05:00`.
    public static String text(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /// `[######..................]`
    public static String bar(long done, long total) {
        int filled = total == 0 ? BAR : Math.toIntExact(BAR * Math.min(done, total) / total);
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
    }
}
