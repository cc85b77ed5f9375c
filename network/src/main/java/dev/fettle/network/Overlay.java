package dev.fettle.network;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Settings laid over settings, by one rule wherever they come from: a file over defaults, `--set` over a file, a
/// variant over the base of its sweep, changes over a published network.
///
/// - A block is laid over a block key by key.
/// - A block that names another `type` takes the place of the one below: of what that said, nothing stays. Where the
///   kinds are known, the defaults of the new kind stand below it. A block of the same type, or of none, is laid over.
///   A bare name is a block with a `type` alone.
/// - A block over a list is laid over entries of the list, each called by its number from 0, or by its `name`, or else
///   its `type`.
/// - Anything else takes the place of what is below.
public final class Overlay {
    /// What is known of a value before it is read.
    private sealed interface Known {
        /// Settings that are yet to be laid over others: any key will do.
        record Nothing() implements Known {}

        /// A value that is replaced as a whole.
        record Value() implements Known {}

        /// Has the keys of what is below.
        record Block(Class<?> record) implements Known {}

        record Typed(Kinds<?> kinds) implements Known {}

        record Entries(Type entry) implements Known {}

        /// Has any keys, to values of one type.
        record Mapped(Type entry) implements Known {}
    }

    private final Map<Class<?>, Kinds<?>> kinds;
    private final Function<Object, ObjectNode> written;

    /// @param kinds by their part
    /// @param written a record as a tree
    Overlay(Map<Class<?>, Kinds<?>> kinds, Function<Object, ObjectNode> written) {
        this.kinds = kinds;
        this.written = written;
    }

    /// Settings laid over others, both of them incomplete.
    ///
    /// @return new; what is given stays as it is
    /// @throws IllegalArgumentException naming the path to a list that has no such entry
    public static ObjectNode of(ObjectNode lower, ObjectNode upper) {
        Overlay untyped = new Overlay(Map.of(), value -> {
            throw new IllegalStateException("no kinds are known, " + value + " cannot be of one");
        });
        return (ObjectNode) untyped.incomplete("", new Known.Nothing(), lower.deepCopy(), upper);
    }

    /// The same with one value.
    ///
    /// @param path to it, from the outermost key to the innermost
    public static ObjectNode of(ObjectNode lower, List<String> path, JsonNode value) {
        JsonNode upper = value;
        for (String key : path.reversed()) {
            upper = lower.objectNode().set(key, upper);
        }
        return of(lower, (ObjectNode) upper);
    }

    /// Settings laid over all those of a record.
    ObjectNode over(String where, Object defaults, JsonNode settings) {
        return merged(where, new Known.Block(defaults.getClass()), written.apply(defaults), block(where, settings));
    }

    /// Settings laid over those of the kind that they name.
    ObjectNode over(String where, Kinds<?> kinds, JsonNode settings) {
        return typed(where, kinds, MissingNode.getInstance(), settings);
    }

    private static ObjectNode block(String where, JsonNode settings) {
        if (settings instanceof ObjectNode block) {
            return block;
        }
        throw new IllegalArgumentException(where + ": a block of 'key: value' lines is expected, got " + settings);
    }

    /// Changes what is below; takes copies of what is above.
    private ObjectNode merged(String where, Known known, ObjectNode lower, ObjectNode upper) {
        for (var entry : upper.properties()) {
            String key = entry.getKey();
            if (!lower.has(key) && known instanceof Known.Block) {
                throw new IllegalArgumentException(
                        DidYouMean.unknown(where, "key", key, List.copyOf(lower.propertyNames())));
            }
            JsonNode below = lower.path(key);
            lower.set(key, laid(path(where, key), component(known, key, below), below, entry.getValue()));
        }
        return lower;
    }

    private JsonNode laid(String path, Known known, JsonNode lower, JsonNode upper) {
        return switch (known) {
            case Known.Nothing nothing -> incomplete(path, nothing, lower, upper);
            case Known.Value _ -> upper.deepCopy();
            case Known.Block block -> merged(path, block, (ObjectNode) lower, block(path, upper));
            case Known.Typed(Kinds<?> of) -> typed(path, of, lower, upper);
            case Known.Entries(Type entry) -> entries(path, entry, lower, upper);
            case Known.Mapped mapped -> merged(path, mapped, (ObjectNode) lower, block(path, upper));
        };
    }

    private JsonNode incomplete(String path, Known.Nothing nothing, JsonNode lower, JsonNode upper) {
        if (lower instanceof ArrayNode list && upper instanceof ObjectNode changes) {
            return changed(path, _ -> nothing, list, changes);
        }
        boolean isBlock = lower.isObject() || upper.isObject();
        if (!isBlock || !isBlockOrName(lower) || !isBlockOrName(upper)) {
            return upper.deepCopy();
        }
        ObjectNode below = typedBlock(lower);
        ObjectNode above = typedBlock(upper);
        boolean isOther = below.has(Kinds.TYPE)
                && above.has(Kinds.TYPE)
                && !below.get(Kinds.TYPE).equals(above.get(Kinds.TYPE));
        return isOther ? above.deepCopy() : merged(path, nothing, below, above);
    }

    private static boolean isBlockOrName(JsonNode settings) {
        return settings.isObject()
                || settings.isString() && !settings.stringValue().isBlank();
    }

    /// `sparse` as `{type: sparse}`
    private static ObjectNode typedBlock(JsonNode settings) {
        return settings instanceof ObjectNode block
                ? block
                : Configuration.MAPPER.createObjectNode().put(Kinds.TYPE, settings.stringValue());
    }

    private ObjectNode typed(String path, Kinds<?> of, JsonNode lower, JsonNode upper) {
        if (!isBlockOrName(upper)) {
            throw new IllegalArgumentException("%s: a block with a type is expected, got %s; known: %s"
                    .formatted(path, upper, String.join(", ", of.names())));
        }
        ObjectNode above = typedBlock(upper);
        JsonNode old = lower.path(Kinds.TYPE);
        JsonNode type = above.has(Kinds.TYPE) ? above.get(Kinds.TYPE) : old;
        if (!type.isString()) {
            throw new IllegalArgumentException("%s: 'type' is %s; known: %s"
                    .formatted(
                            path,
                            type.isMissingNode() ? "missing" : "no name, but " + type,
                            String.join(", ", of.names())));
        }
        Object defaults = of.kind(path, type.stringValue()).defaults();
        ObjectNode below = lower instanceof ObjectNode block && old.equals(type) ? block : written.apply(defaults);
        return ofType(type, merged(path, new Known.Block(defaults.getClass()), untyped(below), untyped(above)));
    }

    private static ObjectNode ofType(JsonNode type, ObjectNode settings) {
        return settings.objectNode().set(Kinds.TYPE, type).setAll(settings);
    }

    /// @return new, with the same values: copies of what lies within would grow with the square of the depth
    private static ObjectNode untyped(ObjectNode block) {
        return block.objectNode().setAll(block).without(Kinds.TYPE);
    }

    private JsonNode entries(String path, Type entry, JsonNode lower, JsonNode upper) {
        if (upper instanceof ObjectNode changes) {
            return changed(path, below -> known(entry, below), (ArrayNode) lower, changes);
        }
        if (!(upper instanceof ArrayNode list)) {
            return upper.deepCopy();
        }
        ArrayNode complete = list.arrayNode();
        for (int i = 0; i < list.size(); i++) {
            JsonNode nothing = MissingNode.getInstance();
            requireKnownKeys(path(path, "" + i), entry, list.get(i));
            complete.add(laid(path(path, "" + i), known(entry, nothing), nothing, list.get(i)));
        }
        return complete;
    }

    /// An entry of a list stands over no defaults that would tell its keys; those of a record are its components.
    private void requireKnownKeys(String path, Type entry, JsonNode settings) {
        if (kinds.containsKey(entry) || !(entry instanceof Class<?> type && type.isRecord())) {
            return;
        }
        List<String> known = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        for (String key : settings.propertyNames()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(DidYouMean.unknown(path, "key", key, known));
            }
        }
    }

    private ArrayNode changed(String path, Function<JsonNode, Known> entry, ArrayNode list, ObjectNode changes) {
        ArrayNode changed = list.deepCopy();
        for (var change : changes.properties()) {
            int index = index(path, list, change.getKey());
            JsonNode below = changed.get(index);
            changed.set(index, laid(path(path, change.getKey()), entry.apply(below), below, change.getValue()));
        }
        return changed;
    }

    private static int index(String path, ArrayNode list, String key) {
        List<String> names = IntStream.range(0, list.size())
                .mapToObj(i -> name(list.get(i), i))
                .toList();
        int index = key.matches("\\d{1,9}") ? Integer.parseInt(key) : names.indexOf(key);
        if (names.indexOf(key) != names.lastIndexOf(key)) {
            throw new IllegalArgumentException("%s: several entries are named '%s'; give its number, from 0 to %d"
                    .formatted(path, key, list.size() - 1));
        }
        if (index < 0 || index >= list.size()) {
            throw new IllegalArgumentException(DidYouMean.unknown(path, "key", key, names));
        }
        return index;
    }

    private static String name(JsonNode entry, int number) {
        String type = entry.path(Kinds.TYPE).asString(entry.isString() ? entry.stringValue() : "");
        String name = entry.path("name").asString("");
        return !name.isBlank() ? name : !type.isBlank() ? type : "" + number;
    }

    private Known component(Known parent, String key, JsonNode lower) {
        return switch (parent) {
            case Known.Block(Class<?> record) -> known(declared(record, key), lower);
            case Known.Mapped(Type entry) -> known(entry, lower);
            case Known.Nothing _, Known.Value _, Known.Typed _, Known.Entries _ -> new Known.Nothing();
        };
    }

    /// Of a component; anything at all if it is written under another name.
    private static Type declared(Class<?> record, String key) {
        return Arrays.stream(record.isRecord() ? record.getRecordComponents() : new RecordComponent[0])
                .filter(component -> component.getName().equals(key))
                .findFirst()
                .map(RecordComponent::getGenericType)
                .orElse(Object.class);
    }

    private Known known(Type type, JsonNode lower) {
        Kinds<?> of = kinds.get(type);
        if (of != null) {
            return new Known.Typed(of);
        }
        if (type instanceof ParameterizedType collection && (lower.isArray() || lower.isObject())) {
            Type entry = List.of(collection.getActualTypeArguments()).getLast(); // of a list or a map
            return lower.isArray() ? new Known.Entries(entry) : new Known.Mapped(entry);
        }
        return type instanceof Class<?> block && lower.isObject() ? new Known.Block(block) : new Known.Value();
    }

    private static String path(String where, String key) {
        return where.isEmpty() ? key : where + "." + key;
    }
}
