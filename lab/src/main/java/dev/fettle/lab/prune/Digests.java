package dev.fettle.lab.prune;

import dev.fettle.network.Values;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.model.ModelFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// SHA-256 of networks and weights, by which a plan knows what it is for.
final class Digests {
    private Digests() {}

    /// Of an architecture and its weights; the card does not count.
    static String of(ModelFile model) {
        MessageDigest digest = sha256();
        digest.update(Architectures.write(model.architecture()).toString().getBytes(StandardCharsets.UTF_8));
        add(digest, model.weights().byName());
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(Map<String, Values> weights) {
        MessageDigest digest = sha256();
        add(digest, weights);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, Map<String, Values> weights) {
        new TreeMap<>(weights).forEach((name, values) -> {
            digest.update((name + values.shape()).getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes =
                    ByteBuffer.allocate(Float.BYTES * values.array().length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values.array());
            digest.update(bytes);
        });
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
