package dev.fettle.train.checkpoint;

import dev.fettle.network.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// A training run at one moment, complete: going on from here gives the same bits as not having stopped.
///
/// @param now where the run stands
/// @param fallBack where it goes back to after numbers that are not finite, if that is another point: one that the
/// run would have had without being stopped here
/// @param position in the data
/// @param origin what the run was begun with
public record Checkpoint(Point now, Optional<Point> fallBack, Position position, Origin origin) {
    /// @param random state of each random stream
    /// @param fallbacks how often training has fallen back since the last point to fall back to
    public record Position(SequencedMap<String, Long> random, int fallbacks) {
        public Position {
            random = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(random));
        }
    }

    /// @param engine what computed it; another one rounds differently
    /// @param experiment the resolved YAML
    /// @param parents digests of the models that the weights began as
    public record Origin(Engine engine, String experiment, List<String> parents) {
        public Origin {
            parents = List.copyOf(parents);
        }
    }

    /// What the bits of a result depend on besides the settings.
    ///
    /// @param threads that libtorch computed with
    /// @param libtorch its version
    /// @param device that computed: `cpu`
    public record Engine(int threads, String libtorch, String device) {}

    /// Writes the file: it appears whole, or the one before it stays.
    public void write(Path file) throws IOException {
        CheckpointFile.write(file, this);
    }

    /// Reads a file, of this format or of the one before.
    ///
    /// @param parameters of the network that was trained
    /// @throws IOException naming the file, if it is none, is damaged, or belongs to another network
    public static Checkpoint read(Path file, List<Operation.Parameter> parameters) throws IOException {
        return CheckpointFile.read(file, parameters);
    }
}
