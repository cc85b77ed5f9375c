package dev.fettle.lab;

import dev.fettle.file.FileName;
import dev.fettle.network.ModelFormatException;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.BundledModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A model by its name: that of a bundled model, or of a file.
public final class NamedModel {
    /// Of a model, or of a checkpoint of PyTorch, which is refused with the way out.
    private static final Pattern MODEL_NAME = Pattern.compile("\\.(safetensors|pth|pt|ckpt)$");

    private NamedModel() {}

    /// @throws IllegalArgumentException if there is none of this name or it cannot be read
    public static ModelFile open(String name) {
        if (BundledModels.names().contains(name)) {
            return BundledModels.open(name);
        }
        return file(name).map(NamedModel::read).orElseGet(() -> unknown(name));
    }

    /// A model for the scale that is asked for.
    ///
    /// @param asked by `--scale`; the model's first if empty
    /// @param name of the model, for the message
    /// @throws IllegalArgumentException if the model has no such scale
    public static ModelFile at(Optional<Integer> asked, ModelFile model, String name) {
        int scale = asked.orElse(model.scale());
        if (!model.scales().contains(scale)) {
            throw new IllegalArgumentException("--scale %d: model '%s' %s".formatted(scale, name, enlarging(model)));
        }
        return model.at(scale);
    }

    private static String enlarging(ModelFile model) {
        return model.scale() == 1
                ? "keeps the size"
                : "enlarges by " + model.scales().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /// Whether there is such a file, or one was obviously meant.
    static boolean isFile(String name) {
        return file(name).isPresent();
    }

    private static Optional<Path> file(String name) {
        try {
            return Optional.of(FileName.parse(name))
                    .filter(file ->
                            Files.exists(file) || MODEL_NAME.matcher(name).find());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // then it is the name of no model, either
        }
    }

    private static ModelFile unknown(String name) {
        throw new IllegalArgumentException(
                "unknown model '" + name + "'; " + bundled() + ", or name a model file (.safetensors)");
    }

    private static String bundled() {
        List<String> names = BundledModels.names();
        return names.isEmpty() ? "no model is bundled" : "bundled: " + String.join(", ", names);
    }

    /// @throws IllegalArgumentException if it cannot be read
    public static ModelFile read(Path file) {
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(file + ": no such model file; " + bundled());
        }
        try {
            return ModelFile.read(file);
        } catch (ModelFormatException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": this model cannot be read; check that it is a file and its permissions", e);
        }
    }
}
