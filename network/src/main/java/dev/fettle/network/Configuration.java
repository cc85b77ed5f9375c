package dev.fettle.network;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Configuration as records: a user's settings laid over defaults, with unknown keys refused.
public final class Configuration {
    /// JSON as Fettle reads and writes it: strict, no trailing tokens, no number out of nothing, out of a
    /// string or cut to an integer.
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private static final Set<Class<?>> WHOLE = Set.of(int.class, Integer.class, long.class, Long.class);

    private static final int LONGEST_VALUE = 100; // in a message of one line

    private Configuration() {}

    /// The defaults with the user's settings in their place, nested records included.
    ///
    /// @param where the part of the file, for messages: `training`, `architecture`
    /// @throws IllegalArgumentException for an unknown key (with the nearest known one), a wrong type or a
    /// value that the record refuses
    public static <T> T overlay(String where, T defaults, JsonNode settings) {
        return overlay(where, defaults, settings, Map.of());
    }

    /// The same with blocks that have a `type`: where the user's type is another than that of the defaults, the type's
    /// own defaults take their place before the other settings are laid over them.
    ///
    /// @param variants for each key of such a block the defaults of every type
    public static <T> T overlay(
            String where, T defaults, JsonNode settings, Map<String, ? extends Map<String, ?>> variants) {
        requireBlock(where, settings);
        ObjectNode base = (ObjectNode) MAPPER.<JsonNode>valueToTree(defaults);
        merge(where, base, settings, variants);
        try {
            @SuppressWarnings("unchecked")
            Class<T> type = (Class<T>) defaults.getClass();
            return MAPPER.treeToValue(base, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(where + ": " + reason(e, base), e);
        }
    }

    private static void requireBlock(String where, JsonNode settings) {
        if (!settings.isObject()) {
            throw new IllegalArgumentException(where + ": a block of 'key: value' lines is expected, got " + settings);
        }
    }

    private static void merge(
            String where, ObjectNode base, JsonNode settings, Map<String, ? extends Map<String, ?>> variants) {
        for (var entry : settings.properties()) {
            String key = entry.getKey();
            String path = where + "." + key;
            JsonNode known = base.get(key);
            if (known == null) {
                throw new IllegalArgumentException(unknownKey(where, key, List.copyOf(base.propertyNames())));
            }
            Map<String, ?> types = variants.get(key);
            if (types != null) {
                base.set(key, variant(path, known, types, entry.getValue()));
            } else if (known instanceof ObjectNode inner) {
                requireBlock(path, entry.getValue());
                merge(path, inner, entry.getValue(), variants);
            } else {
                base.set(key, entry.getValue());
            }
        }
    }

    private static ObjectNode variant(String path, JsonNode known, Map<String, ?> types, JsonNode settings) {
        JsonNode wanted = settings.isString() ? settings : settings.path("type");
        String type =
                wanted.isString() ? wanted.stringValue() : known.path("type").stringValue("");
        Object defaults = types.get(type);
        if (defaults == null || !(settings.isString() || settings.isObject())) {
            throw new IllegalArgumentException(path + ": a block with a type is expected, got " + settings + "; types: "
                    + String.join(", ", types.keySet()));
        }
        boolean isKnown = known.path("type").stringValue("").equals(type);
        ObjectNode base = (ObjectNode) (isKnown ? known : MAPPER.valueToTree(defaults));
        if (settings.isObject()) {
            merge(path, base, settings, Map.of());
        }
        return base;
    }

    /// One line on why a value was refused: the message of the record that refused it, what the key wants if the value
    /// is of another type, or the parser's own words.
    ///
    /// @param read what was to become a record
    public static String reason(JacksonException e, JsonNode read) {
        if (e instanceof MismatchedInputException wrong
                && !(e instanceof PropertyBindingException)
                && wrong.getTargetType() != null
                && !wrong.getPath().isEmpty()) {
            return path(wrong) + " must be " + wanted(wrong.getTargetType()) + got(found(wrong, read));
        }
        Throwable cause = e.getCause();
        return cause instanceof IllegalArgumentException ? String.valueOf(cause.getMessage()) : e.getOriginalMessage();
    }

    /// Where a value was refused, as `--set` has it: `data.sources.0.licence`; empty if the parser does not know.
    public static String path(JacksonException e) {
        return e.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "" + step.getIndex() : step.getPropertyName())
                .collect(Collectors.joining("."));
    }

    private static JsonNode found(JacksonException e, JsonNode read) {
        JsonNode found = read;
        for (JacksonException.Reference step : e.getPath()) {
            found = step.getPropertyName() == null ? found.path(step.getIndex()) : found.path(step.getPropertyName());
        }
        return found;
    }

    private static String got(JsonNode found) {
        String text = found.isString() ? "'" + found.asString() + "'" : found.toString();
        return found.isMissingNode() ? "" : ", got " + (text.length() > LONGEST_VALUE ? "something longer" : text);
    }

    private static String wanted(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + labels(type);
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (WHOLE.contains(type)) {
            return "a whole number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list, such as [] or [1, 2]";
        }
        return type == String.class ? "a word" : "a block of 'key: value' lines";
    }

    private static String labels(Class<?> choice) {
        return Arrays.stream(choice.getEnumConstants())
                .map(constant -> MAPPER.valueToTree(constant).asString())
                .collect(Collectors.joining(", "));
    }

    /// «training: unknown key 'learningrate'; did you mean 'learningRate'? known: …»
    public static String unknownKey(String where, String key, List<String> known) {
        String hint =
                nearest(key, known).map(name -> " did you mean '" + name + "'?").orElse("");
        return where + ": unknown key '" + key + "';" + hint + " known: " + String.join(", ", known);
    }

    private static Optional<String> nearest(String word, List<String> known) {
        return known.stream()
                .min((a, b) -> Integer.compare(distance(word, a), distance(word, b)))
                .filter(name -> distance(word, name) <= Math.max(2, word.length() / 3));
    }

    /// Levenshtein distance, upper and lower case alike.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean equal = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int replaced = diagonal + (equal ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
