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

    /// A string, or a few bytes read as one.
    record Text(String value) implements Pickled {}

    /// The name of a Python class or function. Only ever a name.
    record Global(String name) implements Pickled {}

    /// A list, tuple or set.
    final class Sequence implements Pickled {
        final List<Pickled> elements = new ArrayList<>();
        final boolean isMutable;

        private Sequence(List<Pickled> elements, boolean isMutable) {
            this.elements.addAll(elements);
            this.isMutable = isMutable;
        }

        /// A list or set, which cannot be a dictionary's key.
        static Sequence mutable(List<Pickled> elements) {
            return new Sequence(elements, true);
        }

        static Sequence tuple(List<Pickled> elements) {
            return new Sequence(elements, false);
        }
    }

    /// A dictionary whose keys are strings or whole numbers (as decimals); entries with other keys are dropped.
    final class Dictionary implements Pickled {
        final Map<String, Pickled> entries = new LinkedHashMap<>();
    }

    /// What would have been an object, or what a call that is never made would have returned: the name of the class
    /// or function, the attributes, and the entries of one that is a dictionary besides.
    final class Instance implements Pickled {
        final String type;
        final boolean isReturned;
        final List<Dictionary> attributes = new ArrayList<>();
        final Dictionary items = new Dictionary();

        private Instance(String type, boolean isReturned) {
            this.type = type;
            this.isReturned = isReturned;
        }

        static Instance ofClass(String type) {
            return new Instance(type, false);
        }

        static Instance returnedBy(String function) {
            return new Instance(function, true);
        }

        /// The entries of an attribute that is a dictionary; none if it is anything else.
        Map<String, Pickled> entriesOf(String attribute) {
            return attributes.stream()
                    .map(part -> part.entries.get(attribute))
                    .filter(Dictionary.class::isInstance)
                    .findFirst()
                    .map(found -> ((Dictionary) found).entries)
                    .orElse(Map.of());
        }
    }

    /// Something that only Python could make sense of, with its article: "a number of 90 bytes".
    record Opaque(String what) implements Pickled {}

    /// Numbers elsewhere in the file.
    ///
    /// @param typeName as PyTorch has it: `torch.FloatStorage`
    record Storage(String typeName, String key, long elements) implements Pickled {
        NumberType type() {
            return NumberType.ofStorage(typeName);
        }

        long bytes() {
            return elements * type().size();
        }
    }

    /// A view of a storage; offset and strides count elements of the tensor's type.
    record Tensor(NumberType type, Storage storage, long offset, List<Long> shape, List<Long> strides)
            implements Pickled {
        public Tensor {
            shape = List.copyOf(shape);
            strides = List.copyOf(strides);
        }
    }

    /// A tensor whose numbers are not read, and why: "is sparse".
    record Unread(String reason) implements Pickled {}

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
            case Instance instance ->
                (instance.isReturned ? "what only Python makes, by '" : "an object of class '") + instance.type + "'";
            case Opaque(String what) -> what;
            case Storage _ -> "a storage";
            case Tensor _ -> "a tensor";
            case Unread(String reason) -> "a tensor that " + reason;
        };
    }
}
