package dev.fettle.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Configuration;
import dev.fettle.network.Graph;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.train.checkpoint.Checkpoint.Engine;
import dev.fettle.train.checkpoint.Checkpoint.Origin;
import dev.fettle.train.checkpoint.Checkpoint.Position;
import dev.fettle.train.checkpoint.Point.Validation;
import dev.fettle.train.measure.Measure;
import dev.fettle.train.measure.Measured;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CheckpointTest {
    private final Graph graph = new Edsr(2, 1, 4, 1, 1).graph();

    @TempDir
    private Path folder;

    private Path file;
    private Checkpoint checkpoint;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("checkpoint.safetensors");
        SequencedMap<String, Long> random = new LinkedHashMap<>(Map.of("patches", -99L));
        random.put("search", Long.MIN_VALUE);
        SequencedMap<String, Double> sums = new LinkedHashMap<>(Map.of("loss", 0.1));
        SequencedMap<Integer, Double> scales = new LinkedHashMap<>(Map.of(3, 1 / 3.0));
        Validation validation = new Validation(70, new Measured(Measure.PSNR_RGB, 1 / 7.0, scales));
        checkpoint = new Checkpoint(
                new Point(state(77, 1), new Sums(7, sums), Optional.of(validation)),
                Optional.of(Point.of(state(70, 5))),
                new Position(random, 2),
                new Origin(new Engine(3, "2.13.0-1.5.14", "cpu"), "name: ä\n", List.of("abc")));
        checkpoint.write(file);
    }

    private TrainingState state(long step, long seed) {
        SequencedMap<String, Weights> parts = new LinkedHashMap<>();
        for (String part : List.of("weights", "average", "optimizer.first", "companion.dual.weights")) {
            parts.put(part, Weights.initial(graph, seed + parts.size()));
        }
        return new TrainingState(step, parts);
    }

    private Checkpoint read() throws IOException {
        return Checkpoint.read(file, graph.parameters());
    }

    @Test
    void readsBackAllOfIt() throws IOException {
        Checkpoint read = read();
        assertThat(read.position()).isEqualTo(checkpoint.position());
        assertThat(read.origin()).isEqualTo(checkpoint.origin());
        assertThat(read.now().sums()).isEqualTo(checkpoint.now().sums());
        assertThat(read.now().validation()).isEqualTo(checkpoint.now().validation());
        assertSame(read.now().state(), checkpoint.now().state());
        Point fallBack = read.fallBack().orElseThrow();
        assertThat(fallBack.validation()).isEmpty();
        assertSame(fallBack.state(), checkpoint.fallBack().orElseThrow().state());
    }

    @Test
    void aValidationFromBeforeThereWereSeveralScalesHasOne() {
        String json = "{\"measure\":\"psnr-y\",\"value\":31.5}";
        Measured measured = new Measured(Measure.PSNR_Y, 31.5);
        assertThat(Configuration.MAPPER.readValue(json, Measured.class)).isEqualTo(measured);
        assertThat(Configuration.MAPPER.writeValueAsString(measured)).isEqualTo(json);
    }

    private static void assertSame(TrainingState read, TrainingState written) {
        assertThat(read.step()).isEqualTo(written.step());
        assertThat(read.parts().keySet())
                .containsExactlyElementsOf(written.parts().keySet());
        written.parts().forEach((part, weights) -> assertSame(read.part(part), weights));
    }

    /// Any program that reads safetensors finds the parts by their names.
    @Test
    void itIsASafetensorsFileWithNamedParts() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
        JsonNode header = Configuration.MAPPER.readTree(new String(bytes, 8, length, StandardCharsets.UTF_8));
        assertThat(header.has("companion.dual.weights/head.0.weight")).isTrue();
        assertThat(header.has("fall-back/average/tail.1.bias")).isTrue();
        JsonNode last = header.get("crc32c");
        assertThat(last.get("dtype").asString()).isEqualTo("I32");
        assertThat(8 + length + last.get("data_offsets").get(1).asInt()).isEqualTo(bytes.length);
    }

    private static void assertSame(Weights read, Weights written) {
        written.byName()
                .forEach((name, values) ->
                        assertThat(read.get(name).array()).as(name).isEqualTo(values.array()));
    }

    @Test
    void everyDamagedByteIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i += 97) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            Files.write(file, damaged);
            assertThatThrownBy(() -> Checkpoint.read(file, graph.parameters()))
                    .as("byte %d", i)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("checkpoint.safetensors");
        }
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int sixteenth = 0; sixteenth < 16; sixteenth++) {
            Files.write(file, Arrays.copyOf(whole, whole.length * sixteenth / 16));
            assertThatThrownBy(() -> Checkpoint.read(file, graph.parameters())).isInstanceOf(IOException.class);
        }
        Files.delete(file);
        assertThatThrownBy(() -> Checkpoint.read(file, graph.parameters())).hasMessageContaining("no checkpoint");
    }

    @Test
    void anotherNetworksCheckpointIsRefused() {
        assertThatThrownBy(() ->
                        Checkpoint.read(file, new Edsr(2, 2, 4, 1, 1).graph().parameters()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another network");
    }

    @Test
    void theOldFileStaysWhenTheNewOneCannotBeWritten() throws IOException {
        Path target = folder.resolve("folder.safetensors");
        Files.createDirectories(target.resolve("in the way"));
        assertThatThrownBy(() -> checkpoint.write(target)).isInstanceOf(IOException.class);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(file, target);
        }
    }

    @Test
    void aCheckpointOfTheFormatBeforeIsRead() throws IOException {
        Graph small = new Edsr(1, 1, 1, 1, 1).graph();
        Weights[] parts = new Weights[4];
        Arrays.setAll(parts, i -> Weights.initial(small, i));
        Path old = folder.resolve("checkpoint.bin");
        Files.write(old, ofFormat2(parts));
        Checkpoint read = Checkpoint.read(old, small.parameters());
        assertThat(read.now().state().step()).isEqualTo(3);
        assertThat(read.position().random()).containsExactly(Map.entry("patches", -5L));
        assertThat(read.position().fallbacks()).isEqualTo(1);
        assertThat(read.origin().engine()).isEqualTo(new Engine(2, "2.13", "cpu"));
        assertThat(read.origin().experiment()).isEqualTo("name: ö");
        int i = 0;
        for (String part : List.of("weights", "average", "optimizer.first", "optimizer.second")) {
            assertSame(read.now().state().part(part), parts[i++]);
        }
        assertThatThrownBy(() -> Checkpoint.read(old, graph.parameters())).hasMessageContaining("another network");
    }

    private static byte[] ofFormat2(Weights... parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CRC32C sum = new CRC32C();
        DataOutputStream out = new DataOutputStream(new CheckedOutputStream(bytes, sum));
        out.writeBytes("FETTLECK");
        out.writeInt(2);
        out.writeLong(3);
        out.writeLong(-5);
        out.writeInt(1);
        out.writeInt(2);
        out.writeInt(4);
        out.writeBytes("2.13");
        out.writeInt(8);
        out.write("name: ö".getBytes(StandardCharsets.UTF_8));
        for (Weights part : parts) {
            for (Values values : part.byName().values()) {
                for (float value : values.array()) {
                    out.writeFloat(value);
                }
            }
        }
        out.writeLong(sum.getValue());
        return bytes.toByteArray();
    }
}
