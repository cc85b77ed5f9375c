package dev.fettle.network;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Configuration as records: a user's settings laid over defaults, with unknown keys refused. Immutable and
/// safe for any number of threads.
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

    private static final Pattern PLACE = Pattern.compile(" \\(start marker at \\[.*?]\\)");
    private static final int LONGEST_VALUE = 100; // in a message of one line

    private static final Configuration WITHOUT_KINDS = of();

    /// Names the type of a block under the key `type`; laid by the mapper over the interface of a part.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = Kinds.TYPE)
    private interface TypedBlock {}

    private final JsonMapper mapper;
    private final Overlay overlay;

    private Configuration(Map<Class<?>, Kinds<?>> kinds) {
        JsonMapper.Builder builder = MAPPER.rebuild();
        for (Kinds<?> part : kinds.values()) {
            builder.addMixIn(part.part(), TypedBlock.class);
            part.forEach(kind ->
                    builder.registerSubtypes(new NamedType(kind.defaults().getClass(), kind.name())));
        }
        mapper = builder.build();
        overlay = new Overlay(kinds, this::write);
    }

    /// Reads and writes records that have parts of some kinds: as components, in lists or maps, and within those parts.
    /// {@link #MAPPER} alone does not know them.
    public static Configuration of(Kinds<?>... kinds) {
        Map<Class<?>, Kinds<?>> byPart = new LinkedHashMap<>();
        Deque<Kinds<?>> left = new ArrayDeque<>(List.of(kinds));
        while (!left.isEmpty()) {
            Kinds<?> part = left.remove();
            byPart.put(part.part(), part);
            left.addAll(part.inner());
        }
        return new Configuration(byPart);
    }

    /// The defaults with the user's settings in their place, nested records included.
    ///
    /// @param where the part of the file, for messages: `training`, `architecture`
    /// @throws IllegalArgumentException for an unknown key (with the nearest known one), a wrong type or a
    /// value that the record refuses
    public static <T> T overlay(String where, T defaults, JsonNode settings) {
        return WITHOUT_KINDS.read(where, defaults, settings);
    }

    /// Fills in the defaults of each entry of a list, which the overlay of the whole replaces as one value.
    ///
    /// @param where the block that has the list, for messages: `sweep`
    /// @param settings the block, whose list is changed; without such a list nothing is
    /// @throws IllegalArgumentException as {@link #overlay}, or if it is no list
    public static void completeEach(String where, JsonNode settings, String list, Object defaults) {
        JsonNode entries = settings.path(list);
        if (entries.isMissingNode()) {
            return;
        }
        if (!(entries instanceof ArrayNode array)) {
            throw new IllegalArgumentException(where + "." + list + ": a list is expected, got " + entries);
        }
        for (int i = 0; i < array.size(); i++) {
            Object entry = overlay(where + "." + list + "[" + i + "]", defaults, array.get(i));
            array.set(i, MAPPER.<JsonNode>valueToTree(entry));
        }
    }

    /// The defaults with the user's settings laid over them, as {@link Overlay} has it.
    ///
    /// @param where the part of the file, for messages: `training`, `architecture`
    /// @throws IllegalArgumentException for an unknown key or type (with the nearest known one), a value of a wrong
    /// type or one that the record refuses
    public <T> T read(String where, T defaults, JsonNode settings) {
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) defaults.getClass();
        return made(where, type, overlay.over(where, defaults, settings));
    }

    <T> T read(String where, Kinds<T> kinds, JsonNode settings) {
        return made(where, kinds.part(), overlay.over(where, kinds, settings));
    }

    private <T> T made(String where, Class<T> type, ObjectNode complete) {
        try {
            return mapper.treeToValue(complete, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(where + ": " + reason(e, complete), e);
        }
    }

    /// The inverse of {@link #read}: every component of the record, `type` first in what has kinds.
    public ObjectNode write(Object settings) {
        return mapper.valueToTree(settings);
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
        if (cause instanceof NullPointerException && e instanceof ValueInstantiationException) {
            String where = path(e).isEmpty() ? "" : path(e) + ": ";
            return where + "'" + cause.getMessage() + "' is missing"; // what the record requires by name
        }
        return cause instanceof IllegalArgumentException ? withKey(e, String.valueOf(cause.getMessage())) : said(e);
    }

    /// The parser's own words, without the place that it names inside of them: files are read as a whole, so that it
    /// knows none and says how to make it known.
    public static String said(JacksonException e) {
        return PLACE.matcher(String.valueOf(e.getOriginalMessage())).replaceAll("");
    }

    /// A value that several keys can have does not know which one it is of: its message begins with `must`.
    private static String withKey(JacksonException e, String message) {
        return message.startsWith("must ") && !path(e).isEmpty() ? path(e) + " " + message : message;
    }

    /// The same behind the place, as far as the parser knows it: «training.provenance: …».
    public static String located(JacksonException e, JsonNode read) {
        String path = path(e);
        String reason = reason(e, read);
        return path.isEmpty() || reason.startsWith(path) ? reason : path + ": " + reason;
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
        return DidYouMean.unknown(where, "key", key, known);
    }
}
