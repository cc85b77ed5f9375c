package dev.fettle.network.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @TempDir
    private Path folder;

    /// The example of the format's own description, with its bytes spelled out.
    @Test
    void readsTheBytesOfTheFormatsDescription() throws IOException {
        byte[] file = file("""
                {"__metadata__":{"made":"by hand"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}  \s""", 0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0);
        Safetensors read = read(file);
        assertThat(read.metadata()).containsExactly(Map.entry("made", "by hand"));
        assertThat(read.tensors().get("a").shape()).isEqualTo(Shape.of(2, 1));
        assertThat(read.tensors().get("a").array()).containsExactly(1f, -2.5f);
    }

    @ParameterizedTest
    @CsvSource({"F64, 8, 0000000000000440", "F16, 2, 0041", "BF16, 2, 2040", "F32, 4, 00002040"})
    void readsTwoAndAHalfInEveryFloatingType(String type, int size, String hexadecimal) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(hexadecimal);
        int[] data = new int[size];
        for (int i = 0; i < size; i++) {
            data[i] = bytes[i];
        }
        Safetensors read = read(
                file("{\"a\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}".formatted(type, size), data));
        assertThat(read.tensors().get("a").array()).containsExactly(2.5f);
    }

    @Test
    void whatIsWrittenIsReadBackInOrderAndBitForBit() throws IOException {
        SequencedMap<String, Values> tensors = new LinkedHashMap<>();
        tensors.put("z", new Values(Shape.of(2, 2), new float[] {1, Float.NaN, -0f, Float.MIN_VALUE}));
        tensors.put("a \"quoted\" ü", new Values(Shape.of(), new float[] {7}));
        Safetensors written = new Safetensors(new LinkedHashMap<>(Map.of("k", "line\nbreak")), tensors);
        Path file = folder.resolve("x.safetensors");
        written.write(file);
        Safetensors read = Safetensors.read(file);
        assertThat(read.metadata()).isEqualTo(written.metadata());
        assertThat(List.copyOf(read.tensors().keySet())).containsExactly("z", "a \"quoted\" ü");
        assertThat(ByteBuffer.wrap(bytes(read))).isEqualTo(ByteBuffer.wrap(Files.readAllBytes(file)));
        assertThat(read.tensors().get("z").array())
                .usingComparator((a, b) -> Arrays.equals(a, b) ? 0 : 1)
                .isEqualTo(tensors.get("z").array());
    }

    @Test
    void dataBeginsAtAMultipleOfEightBytes() throws IOException {
        for (String name : List.of("a", "ab", "abc", "abcd", "abcde")) {
            byte[] bytes = bytes(new Safetensors(
                    new LinkedHashMap<>(), new LinkedHashMap<>(Map.of(name, Values.zeros(Shape.of(1))))));
            assertThat((bytes.length - 4) % 8).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}  | takes 8 bytes
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}  | follow each other
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | Duplicate
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | follow each other
                    {"a":{"dtype":"F32","dtype":"F64","shape":[1],"data_offsets":[0,4]}} | Duplicate
                    {"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}  | dtype "I64" is not read; known: F32, F64, F16, BF16
                    {"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}  | dimension 0
                    {"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}} | whole numbers
                    {"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}} | whole numbers
                    {"a":{"dtype":"F32","shape":[2147483647,2147483647,4],"data_offsets":[0,4]}} | too large
                    {"a":{"dtype":"F32","shape":[2147483647],"data_offsets":[0,8589934588]}} | too large
                    {"a":{"dtype":"F32","shape":[4294967297],"data_offsets":[0,4]}} | dimension 4294967297
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}} | whole numbers
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}} | must be [from, to]
                    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}} | exactly dtype
                    {"a":{"dtype":"F32","shape":[1]}} | exactly dtype
                    {"__metadata__":{"k":1}} | must be a string
                    {"__metadata__":[]}      | must map names to strings
                    {}{}    | not valid JSON
                    {"a":   | not valid JSON
                    [1]     | begin with '{'
                    {}      | bytes follow
                    {"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}} | ends inside tensor 'a'
                    """)
    void contradictionsAreRefusedWithTheirReason(String header, String reason) {
        assertThatThrownBy(() -> read(file(header, 1, 2, 3, 4, 5, 6, 7, 8)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("test: ")
                .hasMessageContaining(reason);
    }

    @Test
    void lyingLengthsAreRefusedBeforeAnythingIsAllocated() {
        for (long length : new long[] {0, 1, (1 << 20) + 1, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            byte[] file = ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .array();
            assertThatThrownBy(() -> read(file))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("header");
        }
        // 2 GB promised by a file of a hundred bytes
        assertThatThrownBy(() ->
                        read(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[500000000],\"data_offsets\":[0,2000000000]}}")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("ends inside");
    }

    @Test
    void everyTruncationIsRefusedFromFilesAndStreams() throws IOException {
        byte[] whole = bytes(new Safetensors(
                new LinkedHashMap<>(), new LinkedHashMap<>(Map.of("a", Values.zeros(Shape.of(3, 5))))));
        Path file = folder.resolve("cut");
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Files.write(file, cut);
            assertThatThrownBy(() -> Safetensors.read(file))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("cut");
            assertThatThrownBy(() -> read(cut)).isInstanceOf(ModelFormatException.class);
        }
    }

    @Test
    void deepNestingAndInvalidUtf8AreRefused() {
        assertThatThrownBy(() -> read(file("{\"a\":" + "[".repeat(900_000)))).isInstanceOf(ModelFormatException.class);
        byte[] file = file("{\"?\":1}");
        file[10] = (byte) 0xff;
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void messagesStayOnOneLineWhateverTheNames() {
        assertThatThrownBy(() -> read(file("{\"a\\n\\u001b[31m\":7}")))
                .isInstanceOf(ModelFormatException.class)
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    private static Safetensors read(byte[] file) throws IOException {
        return Safetensors.read(new ByteArrayInputStream(file), "test");
    }

    private static byte[] bytes(Safetensors contents) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        contents.write(out);
        return out.toByteArray();
    }

    private static byte[] file(String header, int... data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(text.length).put(text);
        for (int value : data) {
            file.put((byte) value);
        }
        return file.array();
    }
}
