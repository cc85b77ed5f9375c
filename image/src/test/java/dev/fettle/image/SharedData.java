package dev.fettle.image;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;

/// The research images beside the repository, for tests tagged `data`; without them the tests skip.
public final class SharedData {
    private SharedData() {}

    /// A folder such as `Set5/HR`; the calling test is skipped if it is absent.
    public static Path folder(String name) {
        Path folder = shared().resolve("data").resolve(name);
        assumeThat(Files.isDirectory(folder)).as("%s is absent", folder).isTrue();
        return folder;
    }

    /// One of the small pictures that met trouble; the calling test is skipped if it is absent.
    public static Path trouble(String name) {
        Path file = shared().resolve("cases").resolve(name);
        assumeThat(Files.isRegularFile(file)).as("%s is absent", file).isTrue();
        return file;
    }

    private static Path shared() {
        return Path.of(System.getProperty("fettle.shared", "../../shared"));
    }
}
