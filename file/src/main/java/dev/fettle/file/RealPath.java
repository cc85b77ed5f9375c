package dev.fettle.file;

import java.io.IOException;
import java.nio.file.Path;

/// Where a file is, whatever links lead to it, so that two names of one file are equal.
public final class RealPath {
    private RealPath() {}

    /// Links are followed as far as there is something; what is not there yet keeps its name.
    public static Path of(Path path) {
        Path absolute = path.toAbsolutePath();
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            Path folder = absolute.getParent();
            Path name = absolute.getFileName();
            return folder == null || name == null
                    ? absolute
                    : of(folder).resolve(name).normalize();
        }
    }
}
