package dev.fettle.network.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// One of the places in a checkpoint where tensors stand by their names: a dictionary, or a whole module.
///
/// @param path the keys that lead there, with dots between: `params_ema`, `model.state_dict`; empty for the file itself
/// @param tensors by name
/// @param others what else stands there by name, and what it is
public record TensorTable(String path, SequencedMap<String, StoredTensor> tensors, Map<String, String> others) {
    public TensorTable {
        tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /// Where training programs put the weights, the moving average before the raw ones.
    private static final List<String> USUAL_KEYS = List.of(
            "params_ema",
            "params",
            "state_dict",
            "model_state_dict",
            "model",
            "net",
            "network",
            "generator",
            "netg",
            "g",
            "weights");

    /// A moving average by its name: `model_ema`, `emaModel`, `ema.shadow`, but not `schema`.
    private static final List<String> AVERAGES = List.of("ema", "shadow", "swa");

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z]+|(?<=[a-z])(?=[A-Z])");

    /// @throws IllegalArgumentException if there is none of this name
    StoredTensor get(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor '" + name + "'");
        }
        return tensor;
    }

    /// How much sooner one place is taken than another where both would do: less is sooner.
    static int rank(String path) {
        int rank = USUAL_KEYS.size() + 1;
        for (String key : path.split("\\.", -1)) {
            int usual = USUAL_KEYS.indexOf(key.toLowerCase(Locale.ROOT));
            rank = usual < 0 ? rank : Math.min(rank, usual);
        }
        boolean isAverage =
                BETWEEN_WORDS.splitAsStream(path).anyMatch(word -> AVERAGES.contains(word.toLowerCase(Locale.ROOT)));
        return isAverage ? rank - 2 * USUAL_KEYS.size() : rank;
    }
}
