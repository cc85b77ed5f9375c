package dev.fettle.lab.sweep.run;

import dev.fettle.file.AtomicFile;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.lab.Release;
import dev.fettle.lab.report.SweepResults.Scored;
import dev.fettle.lab.sweep.TestSet;
import dev.fettle.network.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// Scores that were measured before, so that a report that is written again does not measure again. What they depend
/// on is part of the key: the model's bytes, the set's settings, names, sizes and dates of its pictures, the release.
final class ScoreCache {
    private final Path file;
    private final Map<String, Scored> scores;

    private ScoreCache(Path file, Map<String, Scored> scores) {
        this.file = file;
        this.scores = scores;
    }

    /// One that cannot be read is begun anew.
    static ScoreCache open(Path file) throws IOException {
        if (Files.exists(file)) {
            try {
                TypeReference<LinkedHashMap<String, Scored>> type = new TypeReference<>() {};
                return new ScoreCache(file, Configuration.MAPPER.readValue(Files.readString(file), type));
            } catch (JacksonException damaged) {
                return new ScoreCache(file, new LinkedHashMap<>());
            }
        }
        return new ScoreCache(file, new LinkedHashMap<>());
    }

    Optional<Scored> get(String key) {
        return Optional.ofNullable(scores.get(key));
    }

    void put(String key, Scored scored) throws IOException {
        scores.put(key, scored);
        String json = Configuration.MAPPER.writeValueAsString(scores);
        Files.createDirectories(file.toAbsolutePath().getParent());
        AtomicFile.write(file, out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
    }

    /// @param restored the model's bytes, or the name of a baseline
    static String key(byte[] restored, TestSet set, ImageFolder pictures) throws IOException {
        MessageDigest digest = sha256();
        digest.update(restored);
        digest.update((set + Release.name()).getBytes(StandardCharsets.UTF_8));
        for (Path picture : pictures.files()) {
            String line = picture + " " + Files.size(picture) + " " + Files.getLastModifiedTime(picture);
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
