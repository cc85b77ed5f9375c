package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.checkpoint.Pickled.Atom;
import dev.fettle.network.checkpoint.Pickled.Dictionary;
import dev.fettle.network.checkpoint.Pickled.Instance;
import dev.fettle.network.checkpoint.Pickled.Sequence;
import dev.fettle.network.checkpoint.Pickled.Tensor;
import dev.fettle.network.checkpoint.Pickled.Text;
import dev.fettle.network.checkpoint.Pickled.Unread;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds the places where tensors stand in what a pickle holds: each dictionary of tensors, wherever it is, and each
/// whole module, whose tensors get the names that its `state_dict()` would have given them.
final class StateDictionary {
    private static final int DEEPEST_TABLE = 8;
    private static final int DEEPEST_MODULE = 50;
    private static final int FEW = 8;

    /// Entries looked at, however often modules and dictionaries contain each other.
    private static final int MOST_VISITS = 1_000_000;

    /// Of all names together, however long the keys are that lead there.
    private static final int MOST_LETTERS = 1 << 24;

    /// Makes a tensor readable.
    @FunctionalInterface
    interface Storing {
        /// @param name of the tensor, for messages
        /// @param tensor a {@link Tensor} or {@link Unread}
        StoredTensor of(String name, Pickled tensor);
    }

    private final String file;
    private final Storing storing;
    private final List<TensorTable> tables = new ArrayList<>();
    private final Set<Pickled> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int visits;
    private int letters;

    private StateDictionary(String file, Storing storing) {
        this.file = file;
        this.storing = storing;
    }

    /// @throws ModelFormatException if there are no tensors
    static List<TensorTable> of(String file, Pickled root, Storing storing) throws ModelFormatException {
        StateDictionary found = new StateDictionary(file, storing);
        found.search("", root, 0);
        if (found.tables.isEmpty()) {
            throw new ModelFormatException(file + ": holds no weights (" + instead(root) + ")");
        }
        return found.tables;
    }

    private static String instead(Pickled root) {
        return switch (root) {
            case Instance made when made.isReturned -> "it would call '" + made.type + "', which Fettle never does";
            case Dictionary dictionary
            when !dictionary.entries.isEmpty() ->
                dictionary.entries.keySet().stream()
                        .limit(FEW)
                        .map(key -> "'" + key + "'")
                        .collect(Collectors.joining(", ", "a dictionary of ", ", without tensors"));
            default -> root.kind() + ", no tensors by name";
        };
    }

    private void search(String path, Pickled value, int depth) throws ModelFormatException {
        if (depth > DEEPEST_TABLE || !seen.add(value)) {
            return;
        }
        switch (value) {
            case Dictionary dictionary -> searchAll(path, dictionary.entries, depth);
            case Instance module when isModule(module) -> takeModule(path, module);
            case Instance object -> {
                for (Dictionary part : object.attributes) {
                    searchAll(path, part.entries, depth);
                }
                searchAll(path, object.items.entries, depth);
            }
            case Sequence sequence -> {
                for (int i = 0; i < sequence.elements.size(); i++) {
                    search(below(path, Integer.toString(i)), sequence.elements.get(i), depth + 1);
                }
            }
            default -> {} // numbers and texts hold no tensors
        }
    }

    /// The tensors of a dictionary are one table; what else is in it may hold others.
    private void searchAll(String path, Map<String, Pickled> entries, int depth) throws ModelFormatException {
        Table table = new Table(path);
        table.take("", entries, Set.of());
        table.add();
        for (Map.Entry<String, Pickled> entry : entries.entrySet()) {
            search(below(path, entry.getKey()), entry.getValue(), depth + 1);
        }
    }

    private String below(String path, String key) throws ModelFormatException {
        return path.isEmpty() ? joined("", key) : joined(path + ".", key);
    }

    private static boolean isModule(Instance instance) {
        return isScripted(instance)
                || instance.attributes.stream()
                        .anyMatch(part ->
                                part.entries.containsKey("_parameters") || part.entries.containsKey("_modules"));
    }

    /// Compiled by TorchScript: tensors and inner modules are attributes.
    private static boolean isScripted(Instance instance) {
        return instance.type.startsWith("__torch__.");
    }

    private void takeModule(String path, Instance module) throws ModelFormatException {
        Table table = new Table(path);
        table.takeModule("", module, 0);
        table.add();
    }

    /// A name below another, counted.
    private String joined(String prefix, String key) throws ModelFormatException {
        letters += Math.min(MOST_LETTERS, prefix.length() + key.length());
        if (++visits > MOST_VISITS || letters > MOST_LETTERS) {
            throw new ModelFormatException(
                    file + ": its modules contain each other without end; save the state_dict alone");
        }
        return prefix + key;
    }

    /// A place, while its tensors are found.
    private final class Table {
        private final String path;
        private final SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        private final Map<String, String> others = new LinkedHashMap<>();

        Table(String path) {
            this.path = path;
        }

        void add() {
            if (!tensors.isEmpty()) {
                tables.add(new TensorTable(path, tensors, others));
            }
        }

        void take(String prefix, Map<String, Pickled> entries, Set<String> without) throws ModelFormatException {
            for (Map.Entry<String, Pickled> entry : entries.entrySet()) {
                String name = joined(prefix, entry.getKey());
                Pickled value = entry.getValue();
                if (without.contains(entry.getKey())) {
                    continue;
                }
                if (value instanceof Tensor || value instanceof Unread) {
                    tensors.put(name, storing.of(name, value));
                } else if (value != Atom.NONE) {
                    others.put(name, value.kind());
                }
            }
        }

        void takeModule(String prefix, Instance module, int depth) throws ModelFormatException {
            if (depth > DEEPEST_MODULE) {
                throw new ModelFormatException(file + ": its modules are nested too deep; save the state_dict alone");
            }
            if (isScripted(module)) {
                for (Dictionary part : module.attributes) {
                    take(prefix, part.entries, Set.of());
                    takeModules(prefix, part.entries, depth);
                }
            } else {
                take(prefix, module.entriesOf("_parameters"), Set.of());
                take(prefix, module.entriesOf("_buffers"), temporary(module));
                takeModules(prefix, module.entriesOf("_modules"), depth);
            }
        }

        private void takeModules(String prefix, Map<String, Pickled> children, int depth) throws ModelFormatException {
            for (Map.Entry<String, Pickled> child : children.entrySet()) {
                String name = joined(prefix, child.getKey());
                if (child.getValue() instanceof Instance inner) {
                    takeModule(name + ".", inner, depth + 1);
                }
            }
        }

        /// Buffers that a state dictionary does not have.
        private Set<String> temporary(Instance module) {
            return module.attributes.stream()
                    .map(part -> part.entries.get("_non_persistent_buffers_set"))
                    .filter(Sequence.class::isInstance)
                    .flatMap(set -> ((Sequence) set).elements.stream())
                    .filter(Text.class::isInstance)
                    .map(name -> ((Text) name).value())
                    .collect(Collectors.toSet());
        }
    }
}
