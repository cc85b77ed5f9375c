package dev.fettle.cli;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A model as a command line names it: a file.
final class ModelArgument {
    private ModelArgument() {}

    /// @throws Failure with {@link ExitCode#MODEL} if there is none of this name or it cannot be read
    static ModelFile open(String name) {
        Path file = Path.of(name);
        if (!Files.exists(file)) {
            throw new Failure(ExitCode.MODEL, "unknown model '" + name + "'; name a model file (.safetensors)");
        }
        return read(file);
    }

    static ModelFile read(Path file) {
        try {
            return ModelFile.read(file);
        } catch (ModelFormatException e) {
            throw new Failure(ExitCode.MODEL, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new Failure(ExitCode.MODEL, file + ": this model cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
