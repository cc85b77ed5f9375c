package dev.fettle.network;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The kinds that one part of a configuration comes in: architectures, convolutions. Each has a name and the settings
/// that apply where the user says nothing; in files it is a block whose `type` says which, `{type: sparse, groups: 4}`,
/// or the bare name.
///
/// The list given here is the only one that a new kind enters: reading, writing and messages follow from it. A record
/// with a component of such a part, or a list of them, is read with its blocks at any depth by {@link Configuration}.
/// Immutable and safe for any number of threads.
///
/// @param <T> the part: an interface whose kinds are records
public final class Kinds<T> implements Iterable<Kinds.Kind<T>> {
    /// The key that says of which kind a block is.
    static final String TYPE = "type";

    /// @param name in files and on the command line
    /// @param defaults the settings that apply where the user says nothing
    public record Kind<T>(String name, T defaults) {
        public Kind {
            if (defaults == null) { // a circle of static initialisers
                throw new IllegalStateException("kind '" + name + "' is listed before its defaults are made");
            }
        }
    }

    private final Class<T> part;
    private final SequencedMap<String, Kind<T>> byName;
    private final List<Kinds<?>> inner;
    private final Configuration configuration;

    private Kinds(Class<T> part, SequencedMap<String, Kind<T>> byName, List<Kinds<?>> inner) {
        this.part = part;
        this.byName = Collections.unmodifiableSequencedMap(byName);
        this.inner = inner;
        configuration = Configuration.of(this);
    }

    /// @param part the interface; a component of this very type is read as a block of one of the kinds
    /// @param kinds in the order of messages, each with a name and a class of its own
    /// @param inner of the parts that records of these kinds have as components; themselves are known
    public static <T> Kinds<T> of(Class<T> part, List<Kind<T>> kinds, Kinds<?>... inner) {
        SequencedMap<String, Kind<T>> byName = new LinkedHashMap<>();
        Map<Class<?>, String> byClass = new LinkedHashMap<>();
        for (Kind<T> kind : kinds) {
            if (byName.put(kind.name(), kind) != null
                    || byClass.put(kind.defaults().getClass(), kind.name()) != null) {
                throw new IllegalArgumentException("two kinds have the name or the class of '" + kind.name() + "'");
            }
        }
        return new Kinds<>(part, byName, List.of(inner));
    }

    Class<T> part() {
        return part;
    }

    List<Kinds<?>> inner() {
        return inner;
    }

    @Override
    public Iterator<Kind<T>> iterator() {
        return byName.values().iterator();
    }

    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /// @param where for the message: `architecture.convolution`
    /// @throws IllegalArgumentException for an unknown name, with the nearest known one
    public Kind<T> kind(String where, String name) {
        Kind<T> kind = byName.get(name);
        if (kind == null) {
            throw new IllegalArgumentException(DidYouMean.unknown(where, TYPE, name, names()));
        }
        return kind;
    }

    /// The name of a value's kind.
    ///
    /// @throws IllegalArgumentException if its class is not listed
    public String name(T value) {
        return byName.values().stream()
                .filter(kind -> kind.defaults().getClass() == value.getClass())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        value.getClass().getSimpleName() + " is not listed among the kinds of " + part.getSimpleName()))
                .name();
    }

    /// Reads a block or a bare name; keys that are left out take the kind's defaults.
    ///
    /// @param where the place in the file, for messages: `architecture`
    /// @throws IllegalArgumentException for an unknown key or type (with the nearest known one), a value of a wrong
    /// type or one that the record refuses
    public T read(String where, JsonNode settings) {
        return configuration.read(where, this, settings);
    }

    /// The inverse of {@link #read}: `type` first, then every component of the record.
    public ObjectNode write(T value) {
        name(value);
        return configuration.write(value);
    }
}
