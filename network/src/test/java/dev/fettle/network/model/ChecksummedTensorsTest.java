package dev.fettle.network.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksummedTensorsTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("x.safetensors");
    }

    private static Safetensors contents(int tensors) {
        SequencedMap<String, Values> values = new LinkedHashMap<>();
        for (int i = 0; i < tensors; i++) {
            values.put("part/a.long.name.of.a.tensor." + i, new Values(Shape.of(1, 2), new float[] {i, -i}));
        }
        return new Safetensors(new LinkedHashMap<>(Map.of("key", "ü")), values);
    }

    /// More names than a model's header may hold.
    @Test
    void tensorsComeBackHoweverManyThereAre() throws IOException {
        for (int tensors : new int[] {0, 1, 20_000}) {
            ChecksummedTensors.write(file, contents(tensors));
            Safetensors read = ChecksummedTensors.read(file);
            assertThat(read.metadata()).containsExactly(Map.entry("key", "ü"));
            assertThat(read.tensors()).hasSize(tensors).doesNotContainKey(ChecksummedTensors.CHECKSUM);
            read.tensors()
                    .forEach((name, values) -> assertThat(values.array()[0])
                            .isEqualTo(Float.parseFloat(name.substring(name.lastIndexOf('.') + 1))));
        }
    }

    @Test
    void everyDamagedBitIsNoticed() throws IOException {
        ChecksummedTensors.write(file, contents(3));
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < 8 * whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i / 8] ^= (byte) (1 << i % 8);
            Files.write(file, damaged);
            assertThatThrownBy(() -> ChecksummedTensors.read(file))
                    .as("bit %d", i)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("x.safetensors");
        }
    }

    @Test
    void aModelOrAnythingElseIsRefused() throws IOException {
        contents(2).write(file);
        assertThatThrownBy(() -> ChecksummedTensors.read(file)).hasMessageContaining("has no checksum");
        Safetensors reserved = new Safetensors(
                new LinkedHashMap<>(), new LinkedHashMap<>(Map.of("crc32c", Values.zeros(Shape.of(1)))));
        assertThatThrownBy(() -> ChecksummedTensors.write(file, reserved)).hasMessageContaining("crc32c");
    }
}
