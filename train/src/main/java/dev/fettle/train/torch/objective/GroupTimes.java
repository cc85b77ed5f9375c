package dev.fettle.train.torch.objective;

import dev.fettle.file.AtomicFile;
import dev.fettle.network.Configuration;
import dev.fettle.network.LearntGroups;
import dev.fettle.train.settings.SettingsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// How long each layer of a network takes with 1, 2, 4, … groups, as measured on a machine: what a {@link
/// Budget} in milliseconds counts by. A YAML file, which `fettle bench --groups` writes.
///
/// @param machine that it was measured on
/// @param input the picture's width and height: `320x180`
/// @param threads that a layer is run on
/// @param layers milliseconds of each layer that has gates, by its name: with all gates open, then with one
/// more closed each
public record GroupTimes(String machine, String input, int threads, SequencedMap<String, List<Double>> layers) {
    private static final GroupTimes NONE = new GroupTimes("", "", 1, new LinkedHashMap<>());

    public GroupTimes {
        SequencedMap<String, List<Double>> copied = new LinkedHashMap<>();
        layers.forEach((layer, times) -> {
            if (times == null || times.stream().anyMatch(time -> time == null || !isTime(time))) {
                throw new IllegalArgumentException(
                        "layers.%s: milliseconds must be above 0 and finite, got %s".formatted(layer, times));
            }
            copied.put(layer, List.copyOf(times));
        });
        layers = Collections.unmodifiableSequencedMap(copied);
    }

    private static boolean isTime(double millis) {
        return millis > 0 && millis < Double.POSITIVE_INFINITY;
    }

    /// @throws IllegalArgumentException naming the file, for anything that is no such table
    public static GroupTimes read(Path file) {
        return SettingsFile.load(file, settings -> Configuration.overlay("times of groups", NONE, settings));
    }

    public void write(Path file) throws IOException {
        String text = SettingsFile.write(Configuration.MAPPER.valueToTree(this));
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Of a layer, by how many of its gates are closed.
    ///
    /// @throws IllegalArgumentException naming the layer if there are none of it, or of another number of
    /// gates
    double[] of(LearntGroups.Gated layer) {
        List<Double> times = layers.get(layer.layer());
        int gates = layer.gateCount();
        if (times == null || times.size() != gates + 1) {
            throw new IllegalArgumentException(
                    "layer '%s' has %d gates and so needs %d times, there are %d; measure the network that is trained"
                            .formatted(layer.layer(), gates, gates + 1, times == null ? 0 : times.size()));
        }
        return times.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
