package dev.fettle.train.experiment;

import dev.fettle.image.files.FileProblem;
import dev.fettle.network.Configuration;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Settings as YAML files and command lines spell them: a block of keys and values, not yet checked against any
/// record.
public final class SettingsFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private SettingsFile() {}

    /// Reads a YAML file and makes something of it.
    ///
    /// @throws IllegalArgumentException naming the file and the place, for anything that cannot be read or that
    /// `made` refuses
    public static <T> T load(Path file, Function<ObjectNode, T> made) {
        try {
            return made.apply(parse(Files.readString(file)));
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
    static ObjectNode parse(String yaml) {
        if (YAML.readTree(yaml) instanceof ObjectNode settings) {
            return settings;
        }
        throw new IllegalArgumentException("a block of 'key: value' lines is expected");
    }

    static String write(ObjectNode settings) {
        return YAML.writeValueAsString(settings);
    }

    private static String oneLine(JacksonException e) {
        String reason =
                String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        return e.getLocation() == null
                ? reason
                : reason + " (line " + e.getLocation().getLineNr() + ")";
    }

    /// Changes one value.
    ///
    /// @param override `a.b=c`, where `c` is YAML; blocks on the way are made if need be
    /// @throws IllegalArgumentException if it is not of that form
    public static void set(ObjectNode settings, String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("--set needs key=value, got '" + override + "'");
        }
        String[] path = override.substring(0, equals).strip().split("\\.", -1);
        ObjectNode inner = settings;
        for (int i = 0; i + 1 < path.length; i++) {
            JsonNode next = inner.get(path[i]);
            inner = next instanceof ObjectNode object ? object : inner.putObject(path[i]);
        }
        inner.set(path[path.length - 1], value(override.substring(equals + 1)));
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
