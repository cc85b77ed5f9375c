package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.checkpoint.Pickled.Dictionary;
import dev.fettle.network.checkpoint.Pickled.Instance;
import dev.fettle.network.checkpoint.Pickled.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Finds the weights in what a pickle holds: a dictionary of tensors, the same under one of the usual keys, or a
/// whole module, whose tensors get the names that its `state_dict()` would have given them.
final class StateDictionary {
    /// Where training programs put it, the moving average before the raw weights.
    private static final List<String> USUAL_KEYS =
            List.of("params_ema", "params", "state_dict", "model_state_dict", "model", "net");

    private static final int DEEPEST_DICTIONARY = 2;
    private static final int DEEPEST_MODULE = 50;

    /// Entries looked at, however often modules and dictionaries contain each other.
    private static final int MOST_VISITS = 1_000_000;

    private final String file;
    private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    private int visits;

    private StateDictionary(String file) {
        this.file = file;
    }

    /// @throws ModelFormatException if there are no weights
    static SequencedMap<String, Tensor> of(String file, Pickled root) throws ModelFormatException {
        StateDictionary found = new StateDictionary(file);
        found.collect(root, 0);
        if (found.tensors.isEmpty()) {
            throw new ModelFormatException(file + ": holds no weights (" + root.kind() + " without tensors)");
        }
        return found.tensors;
    }

    private void collect(Pickled value, int depth) throws ModelFormatException {
        switch (value) {
            case Dictionary dictionary
            when depth <= DEEPEST_DICTIONARY -> {
                take("", dictionary.entries);
                if (tensors.isEmpty()) {
                    for (String key : USUAL_KEYS) {
                        Pickled inner = dictionary.entries.get(key);
                        if (inner != null && tensors.isEmpty()) {
                            collect(inner, depth + 1);
                        }
                    }
                }
            }
            case Instance module -> module("", module, 0);
            default -> {} // numbers, texts and lists hold no weights
        }
    }

    private void module(String prefix, Instance module, int depth) throws ModelFormatException {
        if (depth > DEEPEST_MODULE) {
            throw new ModelFormatException(file + ": its modules are nested too deep; save the state_dict alone");
        }
        take(prefix, entries(module, "_parameters"));
        take(prefix, entries(module, "_buffers"));
        for (Map.Entry<String, Pickled> child : entries(module, "_modules").entrySet()) {
            visit();
            if (child.getValue() instanceof Instance inner) {
                module(prefix + child.getKey() + ".", inner, depth + 1);
            }
        }
    }

    private static Map<String, Pickled> entries(Instance module, String attribute) {
        return module.attributes.entries.get(attribute) instanceof Dictionary dictionary
                ? dictionary.entries
                : Map.of();
    }

    private void take(String prefix, Map<String, Pickled> entries) throws ModelFormatException {
        for (Map.Entry<String, Pickled> entry : entries.entrySet()) {
            visit();
            if (entry.getValue() instanceof Tensor tensor) {
                tensors.put(prefix + entry.getKey(), tensor);
            }
        }
    }

    private void visit() throws ModelFormatException {
        if (++visits > MOST_VISITS) {
            throw new ModelFormatException(
                    file + ": its modules contain each other without end; save the state_dict alone");
        }
    }
}
