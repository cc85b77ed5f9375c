package dev.fettle.network.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedTensorsTest {
    /// Halves 1 and -2.5; a counter; a float of 8 bits; an empty tensor.
    private static final String HEADER = """
            {"w":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},\
            "n":{"dtype":"I64","shape":[],"data_offsets":[4,12]},\
            "q":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[12,13]},\
            "e":{"dtype":"F32","shape":[0],"data_offsets":[13,13]}}""";

    @TempDir
    private Path folder;

    @Test
    void whatIsNotReadHindersOnlyWhoNeedsIt() throws IOException {
        PublishedTensors tensors = PublishedTensors.open(file(HEADER, 13));
        assertThat(tensors.isModel()).isFalse();
        assertThat(tensors.names()).containsExactly("w", "n", "q", "e");
        assertThat(tensors.shape("w")).contains(Shape.of(2));
        assertThat(tensors.read("w").array()).containsExactly(1f, -2.5f);
        assertThat(tensors.shape("q")).isEmpty();
        assertThatThrownBy(() -> tensors.read("q"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tensor 'q': dtype \"F8_E4M3\" is not read");
        assertThatThrownBy(() -> tensors.read("e")).hasMessageContaining("tensor 'e': dimension 0");
    }

    @Test
    void damageIsSeenAsInAModel() {
        assertThatThrownBy(() -> PublishedTensors.open(file(HEADER, 12))).hasMessageContaining("damaged: ");
        assertThatThrownBy(() -> PublishedTensors.open(file(HEADER.replace("[4,12]", "[5,12]"), 13)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("without gaps");
    }

    private Path file(String header, int dataBytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(text.length).put(text).putShort((short) 0x3c00).putShort((short) 0xc100);
        return Files.write(folder.resolve("x.safetensors"), file.array());
    }
}
