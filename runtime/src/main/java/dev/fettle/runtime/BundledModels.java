package dev.fettle.runtime;

import dev.fettle.image.degrade.Task;
import dev.fettle.network.model.ModelFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The models inside this library. Their names are listed in the resource `models/models.txt`, one a line,
/// the best of a kind first.
public final class BundledModels {
    private BundledModels() {}

    /// Names of all bundled models.
    public static List<String> names() {
        try (InputStream index = BundledModels.class.getResourceAsStream("models/models.txt")) {
            if (index == null) {
                return List.of();
            }
            return new BufferedReader(new InputStreamReader(index, StandardCharsets.UTF_8))
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("models.txt: the list of bundled models cannot be read", e);
        }
    }

    /// A bundled model by its name.
    ///
    /// @throws IllegalArgumentException for an unknown name; the message lists the known ones
    public static ModelFile open(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("unknown model '%s'; bundled: %s; or give a model file"
                    .formatted(name, String.join(", ", names())));
        }
        try (InputStream in = BundledModels.class.getResourceAsStream("models/" + name + ".safetensors")) {
            if (in == null) {
                throw new IllegalStateException(
                        "model '" + name + "' is listed in models.txt but is not in this build");
            }
            return ModelFile.read(in, name);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": the bundled model cannot be read", e);
        }
    }

    /// The first bundled model for a task at a scale.
    ///
    /// @param scale enlargement; 1 for denoising and deblocking
    /// @throws IllegalArgumentException if there is none; the message lists what there is
    public static ModelFile defaultFor(Task task, int scale) {
        return names().stream()
                .map(BundledModels::open)
                .filter(model -> model.card().usage().task().equals(task.label()) && model.scale() == scale)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no bundled model for task '%s'%s; bundled: %s; or give a model file"
                                .formatted(
                                        task.label(),
                                        task == Task.SR ? " at scale " + scale : "",
                                        String.join(", ", names()))));
    }
}
