package dev.fettle.network.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A value out of a pickle, as data. Collections may contain themselves and each other: walk them with a bound, and
/// never compare or print them.
sealed interface Pickled {
    /// Values without contents.
    enum Atom implements Pickled {
        NONE,
        TRUE,
        FALSE
    }

    record Whole(long value) implements Pickled {}

    record Real(double value) implements Pickled {}

    /// A string, or bytes read as one.
    record Text(String value) implements Pickled {}

    /// The name of a Python class or function. Only ever a name.
    record Global(String name) implements Pickled {}

    /// A list or tuple.
    final class Sequence implements Pickled {
        final List<Pickled> elements = new ArrayList<>();

        Sequence(List<Pickled> elements) {
            this.elements.addAll(elements);
        }
    }

    /// A dictionary whose keys are strings or whole numbers (as decimals).
    final class Dictionary implements Pickled {
        final Map<String, Pickled> entries = new LinkedHashMap<>();
    }

    /// What would have been an object: the name of its class and its attributes.
    final class Instance implements Pickled {
        final String type;
        Dictionary attributes = new Dictionary();

        Instance(String type) {
            this.type = type;
        }
    }

    /// Numbers elsewhere in the file.
    record Storage(StorageType type, String key, long elements) implements Pickled {}

    /// A view of a storage; strides count elements.
    record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides) implements Pickled {
        public Tensor {
            shape = List.copyOf(shape);
            strides = List.copyOf(strides);
        }
    }

    /// What it is, with its article, for messages.
    default String kind() {
        return switch (this) {
            case Atom atom -> atom.name().toLowerCase(Locale.ROOT);
            case Whole(long value) -> "the number " + value;
            case Real(double value) -> "the number " + value;
            case Text _ -> "a text";
            case Global(String name) -> "the name '" + name + "'";
            case Sequence _ -> "a list";
            case Dictionary _ -> "a dictionary";
            case Instance instance -> "an object of class '" + instance.type + "'";
            case Storage _ -> "a storage";
            case Tensor _ -> "a tensor";
        };
    }
}
