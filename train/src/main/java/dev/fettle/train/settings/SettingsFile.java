package dev.fettle.train.settings;

import dev.fettle.file.FileProblem;
import dev.fettle.network.Configuration;
import dev.fettle.network.Overlay;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Settings as YAML files and command lines spell them: a block of keys and values, not yet checked against any
/// record.
public final class SettingsFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private SettingsFile() {}

    /// Reads a YAML file and makes something of it. In the place of a block `{include: FILE}` stands what that
    /// file holds, a YAML file, too, and named from the folder of the one that includes it. It may include others.
    ///
    /// @throws IllegalArgumentException naming the file and the place, for anything that cannot be read or that
    /// `made` refuses
    public static <T> T load(Path file, Function<ObjectNode, T> made) {
        return reading(file, () -> {
            ObjectNode settings = parse(Files.readString(file));
            include(settings, List.of(file));
            return made.apply(settings);
        });
    }

    /// @param files that are being read, each included by the one before it; the block is of the last
    private static void include(ObjectNode block, List<Path> files) {
        for (var entry : block.properties()) {
            block.set(entry.getKey(), withIncluded(entry.getValue(), files));
        }
    }

    private static JsonNode withIncluded(JsonNode value, List<Path> files) {
        switch (value) {
            case ObjectNode block -> {
                Optional<String> name = included(block);
                if (name.isPresent()) {
                    return contents(files.getLast().resolveSibling(name.get()), files);
                }
                include(block, files);
            }
            case ArrayNode list -> {
                for (int i = 0; i < list.size(); i++) {
                    list.set(i, withIncluded(list.get(i), files));
                }
            }
            default -> {}
        }
        return value;
    }

    private static Optional<String> included(ObjectNode block) {
        return Optional.of(block)
                .filter(only -> only.size() == 1 && only.path("include").isString())
                .map(only -> only.path("include").stringValue());
    }

    private static JsonNode contents(Path file, List<Path> files) {
        if (files.stream().map(SettingsFile::key).anyMatch(key(file)::equals)) {
            throw new IllegalArgumentException("include: %s includes itself%s"
                    .formatted(
                            file.normalize(),
                            key(files.getLast()).equals(key(file))
                                    ? ""
                                    : ", by way of " + files.getLast().normalize()));
        }
        List<Path> all = Stream.concat(files.stream(), Stream.of(file)).toList();
        return reading(file, () -> withIncluded(YAML.readTree(Files.readString(file)), all));
    }

    /// The same for all ways of naming a file.
    private static Path key(Path file) {
        return file.toAbsolutePath().normalize();
    }

    @FunctionalInterface
    private interface Reading<T> {
        T run() throws IOException;
    }

    private static <T> T reading(Path file, Reading<T> reading) {
        try {
            return reading.run();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": not a text in UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read (" + FileProblem.describe(e) + ")", e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + ": not valid YAML: " + oneLine(e), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /// @throws IllegalArgumentException if it is no block of keys and values
    public static ObjectNode parse(String yaml) {
        if (YAML.readTree(yaml) instanceof ObjectNode settings) {
            return settings;
        }
        throw new IllegalArgumentException("a block of 'key: value' lines is expected");
    }

    /// As YAML that {@link #load} reads back.
    public static String write(ObjectNode settings) {
        return YAML.writeValueAsString(settings);
    }

    private static String oneLine(JacksonException e) {
        String reason = Configuration.said(e).lines().findFirst().orElse("");
        return e.getLocation() == null
                ? reason
                : reason + " (line " + e.getLocation().getLineNr() + ")";
    }

    /// Lays one value over settings, as {@link Overlay} has it.
    ///
    /// @param override `a.b=c`, where `c` is YAML; blocks on the way are made if need be. An entry of a list is
    /// found by its name or by its number, the first being 0
    /// @return new; the settings given stay as they are
    /// @throws IllegalArgumentException if it is not of that form, or a list has no such entry
    public static ObjectNode set(ObjectNode settings, String override) {
        List<String> path = path(override);
        JsonNode value = value(override.substring(override.indexOf('=') + 1));
        try {
            return Overlay.of(settings, path, value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--set " + e.getMessage(), e);
        }
    }

    /// The same with several, the last uppermost.
    public static ObjectNode set(ObjectNode settings, List<String> overrides) {
        ObjectNode laid = settings;
        for (String override : overrides) {
            laid = set(laid, override);
        }
        return laid;
    }

    /// Overrides beside an option of its own, none of which may set the key that the option sets.
    ///
    /// @param key that has the option
    /// @param option if it is given, as it is spelt
    /// @return the overrides
    /// @throws IllegalArgumentException if both set the key
    public static List<String> beside(List<String> overrides, String key, Optional<String> option) {
        if (option.isPresent()) {
            overrides.stream()
                    .filter(override -> path(override).equals(List.of(key)))
                    .findFirst()
                    .ifPresent(override -> {
                        throw new IllegalArgumentException(
                                "%s and --set %s set the same; give one of them".formatted(option.get(), override));
                    });
        }
        return overrides;
    }

    /// The keys before the equals sign, from the outermost to the innermost.
    ///
    /// @throws IllegalArgumentException if there is none
    public static List<String> path(String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("--set needs key=value, got '" + override + "'");
        }
        return List.of(override.substring(0, equals).strip().split("\\.", -1));
    }

    private static JsonNode value(String text) {
        try {
            JsonNode value = YAML.readTree(text);
            return value.isMissingNode() || value.isNull()
                    ? Configuration.MAPPER.getNodeFactory().stringNode("")
                    : value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("--set: '" + text + "' is not a YAML value", e);
        }
    }
}
