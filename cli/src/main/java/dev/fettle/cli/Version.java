package dev.fettle.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// What `fettle --version` prints: the release, the commit it was built from, the JDK and whether the vector
/// instructions are in use.
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "fettle " + release(),
            "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + "), "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            "vector instructions: "
                    + (isVectorised() ? "yes" : "no (start java with --add-modules jdk.incubator.vector)")
        };
    }

    /// The release, and the commit where it is known: `0.1.0 (abc1234)`.
    public static String release() {
        Properties build = build();
        String commit = build.getProperty("commit", "");
        return build.getProperty("version") + (commit.isBlank() ? "" : " (" + commit + ")");
    }

    private static boolean isVectorised() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    private static Properties build() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
