package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.checkpoint.Pickled.Atom;
import dev.fettle.network.checkpoint.Pickled.Dictionary;
import dev.fettle.network.checkpoint.Pickled.Global;
import dev.fettle.network.checkpoint.Pickled.Instance;
import dev.fettle.network.checkpoint.Pickled.Opaque;
import dev.fettle.network.checkpoint.Pickled.Sequence;
import dev.fettle.network.checkpoint.Pickled.Storage;
import dev.fettle.network.checkpoint.Pickled.Tensor;
import dev.fettle.network.checkpoint.Pickled.Text;
import dev.fettle.network.checkpoint.Pickled.Unread;
import dev.fettle.network.checkpoint.Pickled.Whole;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the few calls that weights consist of mean as data. Every other call gives an {@link Instance}: a name with
/// attributes, of which nothing is loaded or called.
final class TorchObjects {
    private static final int HIGHEST_RANK = 8;
    private static final String REBUILD = "torch._utils._rebuild_";

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
        if (function.equals("torch._tensor._rebuild_from_type_v2") // a subclass of Tensor
                && arguments.size() >= 3
                && arguments.get(0) instanceof Global(String rebuild)
                && rebuild.startsWith(REBUILD)
                && arguments.get(2) instanceof Sequence inner) {
            return rebuilt(rebuild, inner.elements);
        }
        if (function.startsWith(REBUILD) || function.startsWith("torch._tensor._rebuild_")) {
            return rebuilt(function, arguments);
        }
        return switch (function) {
            case "torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer" -> parameter(function, arguments);
            case "collections.OrderedDict", "builtins.dict", "__builtin__.dict", "collections.Counter" ->
                dictionary(function, arguments);
            case "collections.defaultdict" -> new Dictionary(); // the argument is what makes the default
            case "builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset", "torch.Size" ->
                elements(function, arguments);
            case "copyreg._reconstructor", "copy_reg._reconstructor", "copyreg.__newobj__", "copyreg.__newobj_ex__" ->
                instance(arguments);
            default -> Instance.returnedBy(function);
        };
    }

    private static Instance instance(List<Pickled> arguments) {
        return Instance.ofClass(
                !arguments.isEmpty() && arguments.getFirst() instanceof Global(String type) ? type : "unknown");
    }

    private Pickled rebuilt(String function, List<Pickled> arguments) {
        return switch (function.substring(function.indexOf("_rebuild_") + "_rebuild_".length())) {
            case "tensor", "tensor_v2" -> tensor(arguments, Optional.empty());
            case "tensor_v3" -> // (storage, offset, shape, strides, requires_grad, hooks, type, …)
                arguments.size() >= 7 && arguments.get(6) instanceof Global(String type)
                        ? tensor(arguments, Optional.of(type))
                        : new Unread("has no type");
            case "parameter", "parameter_with_state", "device_tensor_from_cpu_tensor" -> parameter(function, arguments);
            default -> new Unread("is not plain numbers (it would call '" + function + "')");
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
        return new Opaque("a reference to something that is no storage");
    }

    private Storage storage(List<Pickled> parts) throws ModelFormatException {
        if (parts.get(1) instanceof Global(String type)
                && parts.get(2) instanceof Text(String key)
                && parts.get(4) instanceof Whole(long elements)
                && elements >= 0
                && elements <= Integer.MAX_VALUE) {
            Storage storage = new Storage(type, key, elements);
            Storage before = storages.putIfAbsent(key, storage);
            if (before == null || before.equals(storage)) {
                return storage;
            }
        }
        throw bad("a storage without type, key or size, or described twice");
    }

    /// A dictionary of pairs, or of nothing yet.
    private Pickled dictionary(String function, List<Pickled> arguments) throws ModelFormatException {
        if (arguments.isEmpty()) {
            return new Dictionary();
        }
        if (arguments.getFirst() instanceof Dictionary same) {
            return same;
        }
        if (!(arguments.getFirst() instanceof Sequence pairs)) {
            return Instance.returnedBy(function);
        }
        copied += pairs.elements.size(); // one list may be copied by many short calls
        if (copied > PickleReader.MOST_OPERATIONS) {
            throw bad("dictionaries of over " + PickleReader.MOST_OPERATIONS + " entries");
        }
        Dictionary dictionary = new Dictionary();
        for (Pickled entry : pairs.elements) {
            if (!(entry instanceof Sequence pair) || pair.elements.size() != 2) {
                throw bad("a dictionary's entry is " + entry.kind() + ", not a pair");
            }
            put(dictionary, pair.elements.get(0), pair.elements.get(1));
        }
        return dictionary;
    }

    private static Pickled elements(String function, List<Pickled> arguments) {
        return !arguments.isEmpty() && arguments.getFirst() instanceof Sequence sequence
                ? sequence
                : Instance.returnedBy(function);
    }

    /// Weights are found by texts and numbers; what has another key is dropped.
    ///
    /// @throws ModelFormatException if the key is one that Python does not allow
    void put(Dictionary dictionary, Pickled key, Pickled value) throws ModelFormatException {
        switch (key) {
            case Text(String text) -> dictionary.entries.put(text, value);
            case Whole(long number) -> dictionary.entries.put(Long.toString(number), value);
            case Sequence sequence when sequence.isMutable -> throw bad("a dictionary's key is " + key.kind());
            case Dictionary _ -> throw bad("a dictionary's key is " + key.kind());
            default -> {} // a tuple, None, an enum's value …
        }
    }

    /// (storage, offset, shape, strides, …)
    private static Pickled tensor(List<Pickled> arguments, Optional<String> named) {
        if (arguments.size() < 4
                || !(arguments.get(0) instanceof Storage storage)
                || !(arguments.get(1) instanceof Whole(long offset))) {
            return new Unread("has no storage that is read");
        }
        NumberType type = named.map(NumberType::ofTensor).orElse(storage.type());
        if (!type.isRead()) {
            return new Unread("is of type " + named.orElse(storage.typeName()) + ", which is not read");
        }
        Optional<List<Long>> shape = numbers(arguments.get(2));
        Optional<List<Long>> strides = numbers(arguments.get(3));
        return shape.isPresent() && strides.isPresent()
                ? new Tensor(type, storage, offset, shape.get(), strides.get())
                : new Unread("has no shape of at most " + HIGHEST_RANK + " dimensions");
    }

    private static Pickled parameter(String function, List<Pickled> arguments) {
        return !arguments.isEmpty()
                        && (arguments.getFirst() instanceof Tensor || arguments.getFirst() instanceof Unread)
                ? arguments.getFirst()
                : new Unread("is made of no tensor (by '" + function + "')");
    }

    private static Optional<List<Long>> numbers(Pickled value) {
        if (!(value instanceof Sequence sequence) || sequence.elements.size() > HIGHEST_RANK) {
            return Optional.empty();
        }
        List<Long> numbers = new ArrayList<>();
        for (Pickled element : sequence.elements) {
            if (!(element instanceof Whole(long number))) {
                return Optional.empty();
            }
            numbers.add(number);
        }
        return Optional.of(numbers);
    }

    private ModelFormatException bad(String what) {
        return new ModelFormatException(file + ": not a checkpoint that Fettle reads: " + what);
    }
}
