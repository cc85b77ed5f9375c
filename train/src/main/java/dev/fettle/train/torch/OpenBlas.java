package dev.fettle.train.torch;

import org.bytedeco.openblas.presets.openblas_nolapack;

/// The library for linear algebra that libtorch uses.
final class OpenBlas {
    private static final String LOADS_LIBRARIES = "org.bytedeco.javacpp.loadlibraries";

    private OpenBlas() {}

    /// Spares the user JavaCPP's warning that OpenBLAS is of another release than itself: our pom pins the
    /// nearest one that was published. JavaCPP compares when the class is initialised, and is silent while
    /// it loads no libraries; what goes wrong when the library itself is loaded is told as ever.
    static void acceptRelease() {
        String before = System.setProperty(LOADS_LIBRARIES, "false");
        try {
            new openblas_nolapack();
        } finally {
            if (before == null) {
                System.clearProperty(LOADS_LIBRARIES);
            } else {
                System.setProperty(LOADS_LIBRARIES, before);
            }
        }
    }
}
