package dev.fettle.train.checkpoint;

import dev.fettle.network.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// The companions of a network as a checkpoint of their training holds them; a model file is without.
///
/// @param experiment the resolved YAML of the training
/// @param step updates made
/// @param weights by the names of their terms
public record StoredCompanions(String experiment, long step, SequencedMap<String, Weights> weights) {
    public StoredCompanions {
        weights = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(weights));
    }

    /// Reads those of a checkpoint.
    ///
    /// @param setting whose value is the file, for messages
    /// @throws IllegalArgumentException naming the setting and the file, if it cannot be read, is no checkpoint of
    ///     the present format, or is damaged
    public static StoredCompanions read(String setting, String checkpoint) {
        Path file = Path.of(checkpoint);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("%s: %s: no such file; name the checkpoint.safetensors of a training"
                    .formatted(setting, checkpoint));
        }
        try {
            return of(CheckpointFile.read(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s: %s; name the checkpoint.safetensors of a training".formatted(setting, e.getMessage()), e);
        }
    }

    private static StoredCompanions of(Checkpoint read) {
        SequencedMap<String, Weights> weights = new LinkedHashMap<>();
        read.now().state().parts().forEach((part, values) -> {
            if (TrainingState.isWeightsOfCompanion(part)) {
                weights.put(TrainingState.companion(part), values);
            }
        });
        return new StoredCompanions(
                read.origin().experiment(), read.now().state().step(), weights);
    }
}
