package dev.fettle.train.checkpoint;

import dev.fettle.network.Configuration;
import dev.fettle.network.Operation;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.model.ChecksummedTensors;
import dev.fettle.network.model.Safetensors;
import dev.fettle.train.checkpoint.Checkpoint.Origin;
import dev.fettle.train.checkpoint.Checkpoint.Position;
import dev.fettle.train.checkpoint.Point.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.core.JacksonException;

/// A {@link Checkpoint} as a safetensors file with a checksum.
///
/// | what                                       | where                                                       |
/// |--------------------------------------------|-------------------------------------------------------------|
/// | parts of the state, parameter by parameter | tensors `PART/PARAMETER`: `optimizer.first/head.0.weight`   |
/// | those of the point to fall back to         | `fall-back/PART/PARAMETER`                                  |
/// | everything else                            | JSON in the metadata, under `fettle-checkpoint`             |
/// | checksum                                   | the tensor `crc32c`                                         |
final class CheckpointFile {
    private static final String KEY = "fettle-checkpoint";
    private static final String FALL_BACK = "fall-back/";
    private static final int FORMAT = 3;

    private CheckpointFile() {}

    private record Head(int format, Progress now, Optional<Progress> fallBack, Position position, Origin origin) {}

    /// A {@link Point} without its state.
    private record Progress(long step, Sums sums, Optional<Validation> validation) {
        static Progress of(Point point) {
            return new Progress(point.state().step(), point.sums(), point.validation());
        }

        Point point(SequencedMap<String, Weights> parts) {
            return new Point(new TrainingState(step, parts), sums, validation);
        }
    }

    static void write(Path file, Checkpoint checkpoint) throws IOException {
        SequencedMap<String, Values> tensors = new LinkedHashMap<>();
        put(checkpoint.now(), "", tensors);
        checkpoint.fallBack().ifPresent(point -> put(point, FALL_BACK, tensors));
        Head head = new Head(
                FORMAT,
                Progress.of(checkpoint.now()),
                checkpoint.fallBack().map(Progress::of),
                checkpoint.position(),
                checkpoint.origin());
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt"); // what other programs look for
        metadata.put(KEY, Configuration.MAPPER.writeValueAsString(head));
        ChecksummedTensors.write(file, new Safetensors(metadata, tensors));
    }

    private static void put(Point point, String prefix, Map<String, Values> tensors) {
        point.state()
                .parts()
                .forEach((part, weights) ->
                        weights.byName().forEach((name, values) -> tensors.put(prefix + part + "/" + name, values)));
    }

    static Checkpoint read(Path file, List<Operation.Parameter> parameters) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no checkpoint to go on from");
        }
        if (OldCheckpoint.isOne(file)) {
            return OldCheckpoint.read(file, parameters);
        }
        Checkpoint checkpoint = read(file);
        try {
            checkpoint.now().state().requirePart(TrainingState.WEIGHTS, parameters);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        return checkpoint;
    }

    /// One of this format, whatever network it belongs to.
    static Checkpoint read(Path file) throws IOException {
        Safetensors contents = ChecksummedTensors.read(file);
        Head head = head(file, contents);
        SequencedMap<String, SequencedMap<String, Values>> parts = new LinkedHashMap<>();
        SequencedMap<String, SequencedMap<String, Values>> fallBack = new LinkedHashMap<>();
        contents.tensors().forEach((name, values) -> {
            boolean isOld = name.startsWith(FALL_BACK);
            String key = isOld ? name.substring(FALL_BACK.length()) : name;
            int slash = key.indexOf('/');
            (isOld ? fallBack : parts)
                    .computeIfAbsent(key.substring(0, Math.max(0, slash)), _ -> new LinkedHashMap<>())
                    .put(key.substring(slash + 1), values);
        });
        return new Checkpoint(
                head.now().point(weights(parts)),
                head.fallBack().map(progress -> progress.point(weights(fallBack))),
                head.position(),
                head.origin());
    }

    private static SequencedMap<String, Weights> weights(SequencedMap<String, SequencedMap<String, Values>> parts) {
        SequencedMap<String, Weights> weights = new LinkedHashMap<>();
        parts.forEach((part, values) -> weights.put(part, new Weights(values)));
        return weights;
    }

    private static Head head(Path file, Safetensors contents) throws IOException {
        String json = contents.metadata().get(KEY);
        if (json == null) {
            throw new IOException(file + ": not a checkpoint");
        }
        try {
            int format = Configuration.MAPPER.readTree(json).path("format").asInt(0);
            if (format != FORMAT) {
                throw new IOException("%s: a checkpoint of format %d; this program reads formats 2 and %d"
                        .formatted(file, format, FORMAT));
            }
            return Configuration.MAPPER.readValue(json, Head.class);
        } catch (JacksonException e) {
            throw new IOException(file + ": not a checkpoint: " + Configuration.said(e), e);
        }
    }
}
