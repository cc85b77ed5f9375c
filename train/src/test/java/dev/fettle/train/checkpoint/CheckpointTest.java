package dev.fettle.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Graph;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.train.checkpoint.Checkpoint.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    private final Graph graph = new Edsr(2, 1, 4, 1, 1).graph();

    @TempDir
    private Path folder;

    private Path file;
    private Checkpoint checkpoint;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("checkpoint.bin");
        TrainingState state = new TrainingState(
                77,
                Weights.initial(graph, 1),
                Weights.initial(graph, 2),
                Weights.initial(graph, 3),
                Weights.initial(graph, 4));
        checkpoint = new Checkpoint(state, -99, 2, new Engine(3, "2.13.0-1.5.14"), "name: ä\n");
        checkpoint.write(file);
    }

    @Test
    void readsBackAllOfIt() throws IOException {
        Checkpoint read = Checkpoint.read(file, graph.parameters());
        assertThat(read.random()).isEqualTo(-99);
        assertThat(read.fallbacks()).isEqualTo(2);
        assertThat(read.engine()).isEqualTo(checkpoint.engine());
        assertThat(read.experiment()).isEqualTo("name: ä\n");
        assertThat(read.state().step()).isEqualTo(77);
        assertSame(read.state().weights(), checkpoint.state().weights());
        assertSame(read.state().average(), checkpoint.state().average());
        assertSame(read.state().firstMoment(), checkpoint.state().firstMoment());
        assertSame(read.state().secondMoment(), checkpoint.state().secondMoment());
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
                    .hasMessageContaining("checkpoint.bin");
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
        Path target = folder.resolve("folder.bin");
        Files.createDirectories(target.resolve("in the way"));
        assertThatThrownBy(() -> checkpoint.write(target)).isInstanceOf(IOException.class);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(file, target);
        }
    }
}
