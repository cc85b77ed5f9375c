package dev.fettle.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// What `fettle --version` prints: the release, the commit it was built from, the JDK and whether the vector
/// instructions are in use.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        Properties build = build();
        String commit = build.getProperty("commit", "");
        return new String[] {
            "fettle " + build.getProperty("version") + (commit.isBlank() ? "" : " (" + commit + ")"),
            "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + "), "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            "vector instructions: "
                    + (isVectorised() ? "yes" : "no (start java with --add-modules jdk.incubator.vector)")
        };
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
