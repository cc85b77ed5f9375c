package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.checkpoint.Pickled.Atom;
import dev.fettle.network.checkpoint.Pickled.Dictionary;
import dev.fettle.network.checkpoint.Pickled.Global;
import dev.fettle.network.checkpoint.Pickled.Sequence;
import dev.fettle.network.checkpoint.Pickled.Storage;
import dev.fettle.network.checkpoint.Pickled.Tensor;
import dev.fettle.network.checkpoint.Pickled.Text;
import dev.fettle.network.checkpoint.Pickled.Whole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The allow-list: what the few calls that PyTorch's checkpoints consist of mean as data. Everything else is
/// refused by name.
final class TorchObjects {
    private static final int HIGHEST_RANK = 8;

    private final String file;
    private final Map<String, Storage> storages = new HashMap<>();
    private int copied;

    TorchObjects(String file) {
        this.file = file;
    }

    /// The storages seen so far, by key.
    Map<String, Storage> storages() {
        return Map.copyOf(storages);
    }

    /// What a call would return.
    Pickled call(String function, List<Pickled> arguments) throws ModelFormatException {
        return switch (function) {
            case "collections.OrderedDict" -> orderedDictionary(arguments);
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> tensor(arguments);
            case "torch._utils._rebuild_parameter", "torch.nn.parameter.Parameter" -> parameter(arguments);
            case "torch.nn.backends.thnn._get_thnn_function_backend" ->
                Atom.NONE; // in modules pickled before PyTorch 1.5
            default ->
                throw bad("it would call '%s'; only tensors and dictionaries are read. ".formatted(function)
                        + "In PyTorch: torch.save(model.state_dict(), …)");
        };
    }

    /// What stands outside the pickle: ('storage', type, key, location, elements[, view]) or ('module', class,
    /// path, source).
    Pickled persistent(Pickled id) throws ModelFormatException {
        if (id instanceof Sequence sequence
                && sequence.elements.size() >= 2
                && sequence.elements.get(0) instanceof Text(String kind)) {
            List<Pickled> parts = sequence.elements;
            if (kind.equals("module") && parts.get(1) instanceof Global type) {
                return type; // the source text is dropped
            }
            if (kind.equals("storage") && (parts.size() == 5 || parts.size() == 6 && parts.get(5) == Atom.NONE)) {
                return storage(parts);
            }
        }
        throw bad("a reference to something that is no storage");
    }

    private Storage storage(List<Pickled> parts) throws ModelFormatException {
        if (parts.get(1) instanceof Global(String type)
                && parts.get(2) instanceof Text(String key)
                && parts.get(4) instanceof Whole(long elements)
                && elements >= 0
                && elements <= Integer.MAX_VALUE) {
            Optional<StorageType> known = StorageType.named(type);
            Storage storage = new Storage(
                    known.orElseThrow(() -> bad("numbers of type '" + type + "' are not read")), key, elements);
            Storage before = storages.putIfAbsent(key, storage);
            if (before == null || before.equals(storage)) {
                return storage;
            }
        }
        throw bad("a storage without type, key or size, or described twice");
    }

    private Dictionary orderedDictionary(List<Pickled> arguments) throws ModelFormatException {
        Dictionary dictionary = new Dictionary();
        if (!arguments.isEmpty()) {
            List<Pickled> entries = list(arguments.getFirst());
            copied += entries.size(); // one list may be copied by many short calls
            if (copied > PickleReader.MOST_OPERATIONS) {
                throw bad("dictionaries of over " + PickleReader.MOST_OPERATIONS + " entries");
            }
            for (Pickled entry : entries) {
                List<Pickled> pair = list(entry);
                if (pair.size() != 2) {
                    throw bad("a dictionary's entry of " + pair.size() + " parts");
                }
                put(dictionary, pair.get(0), pair.get(1));
            }
        }
        return dictionary;
    }

    /// @throws ModelFormatException if the key is neither text nor a whole number
    void put(Dictionary dictionary, Pickled key, Pickled value) throws ModelFormatException {
        switch (key) {
            case Text(String text) -> dictionary.entries.put(text, value);
            case Whole(long number) -> dictionary.entries.put(Long.toString(number), value);
            default -> throw bad("a dictionary's key is " + key.kind());
        }
    }

    /// (storage, offset, shape, strides, …)
    private Tensor tensor(List<Pickled> arguments) throws ModelFormatException {
        if (arguments.size() >= 4
                && arguments.get(0) instanceof Storage storage
                && arguments.get(1) instanceof Whole(long offset)) {
            return new Tensor(storage, offset, numbers(arguments.get(2)), numbers(arguments.get(3)));
        }
        throw bad("a tensor without storage, offset, shape and strides");
    }

    private Tensor parameter(List<Pickled> arguments) throws ModelFormatException {
        if (!arguments.isEmpty() && arguments.getFirst() instanceof Tensor tensor) {
            return tensor;
        }
        throw bad("a parameter without a tensor");
    }

    private List<Long> numbers(Pickled sequence) throws ModelFormatException {
        List<Long> numbers = new ArrayList<>();
        if (list(sequence).size() > HIGHEST_RANK) {
            throw bad("a tensor of " + list(sequence).size() + " dimensions");
        }
        for (Pickled element : list(sequence)) {
            if (!(element instanceof Whole(long value))) {
                throw bad("a shape with " + element.kind());
            }
            numbers.add(value);
        }
        return numbers;
    }

    private List<Pickled> list(Pickled value) throws ModelFormatException {
        if (value instanceof Sequence sequence) {
            return sequence.elements;
        }
        throw bad("a list is expected, got " + value.kind());
    }

    private ModelFormatException bad(String what) {
        return new ModelFormatException(file + ": not a checkpoint that Fettle reads: " + what);
    }
}
