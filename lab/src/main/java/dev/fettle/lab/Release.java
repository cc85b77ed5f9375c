package dev.fettle.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which Fettle this is: what every number was made by.
public final class Release {
    private Release() {}

    /// The release, and the commit where it is known: `0.1.0 (abc1234)`.
    public static String name() {
        Properties build = build();
        String commit = build.getProperty("commit", "");
        return build.getProperty("version") + (commit.isBlank() ? "" : " (" + commit + ")");
    }

    private static Properties build() {
        Properties properties = new Properties();
        try (InputStream in = Release.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
