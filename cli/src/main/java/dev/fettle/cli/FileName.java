package dev.fettle.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/// A file or folder as a command line names it.
final class FileName {
    private FileName() {}

    /// @throws TypeConversionException if no file can have this name on this system, or it is empty, as a script's
    /// unset variable is; Java takes the empty name for the current folder
    static Path parse(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("a file name is empty; write . for the current folder");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' cannot be a file name here: " + e.getReason());
        }
    }
}
