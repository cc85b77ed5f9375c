package dev.fettle.train.start;

import dev.fettle.file.FileProblem;
import dev.fettle.network.ModelFormatException;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;

/// A model file that a setting names.
public final class ModelSetting {
    private ModelSetting() {}

    /// @param setting whose value is the file, for the message: `start.file`
    /// @param file relative paths start from the current directory
    /// @throws IllegalArgumentException naming the setting, the file and why it cannot be read
    public static ModelFile read(String setting, String file) {
        try {
            return ModelFile.read(Path.of(file));
        } catch (ModelFormatException e) {
            throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: %s: %s".formatted(setting, file, FileProblem.describe(e)), e);
        }
    }
}
