package dev.fettle.cli;

import dev.fettle.lab.Release;
import picocli.CommandLine.IVersionProvider;

/// What `fettle --version` prints: the release, the commit it was built from, the JDK and whether the vector
/// instructions are in use.
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "fettle " + Release.name(),
            "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + "), "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            "vector instructions: "
                    + (isVectorised() ? "yes" : "no (start java with --add-modules jdk.incubator.vector)")
        };
    }

    private static boolean isVectorised() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
