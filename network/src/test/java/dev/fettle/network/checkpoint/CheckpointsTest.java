package dev.fettle.network.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
    @TempDir
    private Path folder;

    @Test
    void readsADictionaryOfTensorsWithViewsOfOneStorage() throws IOException {
        PickleBytes pickle =
                new PickleBytes().global("collections", "OrderedDict").op(")R(");
        pickle.text("matrix").tensor("7", 6, 0, new int[] {2, 3}, new int[] {3, 1});
        pickle.text("tail").tensor("7", 6, 4, new int[] {2}, new int[] {1});
        pickle.text("transposed")
                .tensor("7", 6, 0, new int[] {3, 2}, new int[] {1, 3})
                .op("u");
        Map<String, Values> read = read(pickle.stream(new String[] {"7"}, 6));
        assertThat(read).containsOnlyKeys("matrix", "tail", "transposed");
        assertThat(read.get("matrix").shape()).isEqualTo(Shape.of(2, 3));
        assertThat(read.get("matrix").array()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(read.get("tail").array()).containsExactly(5, 6);
        assertThat(read.get("transposed").array()).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"params_ema", "params", "state_dict", "model_state_dict", "model", "net"})
    void findsTheWeightsUnderTheUsualKeys(String key) throws IOException {
        PickleBytes pickle = new PickleBytes().op("}(").text("epoch").whole(3).text(key);
        pickle.op("}(").dense("w", "0", 2).op("uu");
        assertThat(read(pickle.stream(new String[] {"0"}, 2)).get("w").array()).containsExactly(1, 2);
    }

    /// Classes that do not exist anywhere, with their source text: names of attributes are all that counts.
    @Test
    void readsAWholeModuleByTheNamesOfItsStateDict() throws IOException {
        PickleBytes pickle = module("Net");
        pickle.text("_modules").op("}").text("block");
        module("Block", pickle);
        pickle.text("_parameters").op("}(").dense("weight", "0", 2).text("bias").op("Nu");
        pickle.text("_buffers").op("}(").dense("mean", "1", 3).op("u").op("ub");
        pickle.op("sub");
        Map<String, Values> read = read(pickle.stream(new String[] {"0", "1"}, 2, 3));
        assertThat(read).containsOnlyKeys("block.weight", "block.mean");
        assertThat(read.get("block.mean").array()).containsExactly(1, 2, 3);
    }

    private static PickleBytes module(String name) {
        return module(name, new PickleBytes());
    }

    private static PickleBytes module(String name, PickleBytes pickle) {
        pickle.op("(")
                .text("module")
                .global("vdsr", name)
                .text("/home/them/net.py")
                .text("class Net: pass")
                .op("tQ)");
        return pickle.raw(0x81).op("}(");
    }

    @Test
    void readsTheZipFormatWithHalves() throws IOException {
        byte[] halves = {0x00, 0x3c, 0x00, (byte) 0xc1}; // 1, -2.5
        Path file = zip("HalfStorage", ZipEntry.STORED, halves);
        assertThat(Checkpoints.read(file).get("w").array()).containsExactly(1f, -2.5f);
    }

    @Test
    void packedZipEntriesAreRefused() throws IOException {
        Path file = zip("HalfStorage", ZipEntry.DEFLATED, new byte[4]);
        assertThatThrownBy(() -> Checkpoints.read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("packed");
    }

    @Test
    void nothingIsEverCalled() {
        refused(
                new PickleBytes()
                        .global("posix", "system")
                        .op("(")
                        .text("touch /tmp/pwned")
                        .op("tR"),
                "would call 'posix.system'");
        refused(new PickleBytes().global("builtins", "eval").op(")R"), "would call 'builtins.eval'");
        refused(
                new PickleBytes()
                        .global("os", "popen")
                        .op("(")
                        .text("x")
                        .op("t")
                        .raw(0x81),
                "with arguments");
        refused(new PickleBytes().op("(").text("ls").op("ios\nsystem\n"), "opcode 0x69");
        refused(new PickleBytes().raw(0x82, 1), "opcode 0x82");
        refused(new PickleBytes().op("(").text("file").text("/etc/passwd").op("tQ"), "no storage");
    }

    @Test
    void contradictionsAreRefused() {
        refused(tensor(6, 0, new int[] {7}, 1), "does not fit a storage of 6");
        refused(tensor(6, 1, new int[] {6}, 1), "does not fit a storage of 6");
        refused(tensor(6, -1, new int[] {6}, 1), "does not fit");
        refused(tensor(6, 0, new int[] {6}, -1), "does not fit");
        refused(tensor(6, 0, new int[] {6}, 0x7fffffff), "does not fit");
        refused(tensor(6, 0, new int[] {0}, 1), "does not fit");
        refused(tensor(6, 0, new int[] {2, 2}, 1), "does not fit");
        refused(tensor(0x7fffffff, 0, new int[] {0x7fffffff}, 1), "does not hold 2147483647 elements");
        refused(tensor(5, 0, new int[] {5}, 1), "does not hold 5 elements");
        refused(new PickleBytes().op("h").raw(9), "never remembered");
        refused(new PickleBytes().op("]q").raw(0).op("]s"), "stack is empty");
        refused(new PickleBytes().op("t"), "no mark");
        refused(new PickleBytes().op("}]Ns"), "key is a list");
        refused(new PickleBytes().op("X").int32(0x7fffffff), "a text of 2147483647 bytes");
        refused(new PickleBytes().op("X").int32(-1), "a text of 4294967295 bytes");
        refused(new PickleBytes().op("c" + "x".repeat(2000)), "a name of over");
        refused(new PickleBytes().op("N"), "holds no weights");
        refused(new PickleBytes().op("(".repeat(2_000_000)), "over 1000000 operations");
    }

    private static PickleBytes tensor(int elements, int offset, int[] shape, int stride) {
        return new PickleBytes()
                .op("}")
                .text("w")
                .tensor("0", elements, offset, shape, new int[] {stride})
                .op("s");
    }

    @Test
    void structuresThatContainThemselvesEnd() {
        PickleBytes dictionary =
                new PickleBytes().op("}q").raw(1).text("model").op("h").raw(1).op("s");
        PickleBytes module = module("Net").text("_modules").op("}q").raw(2);
        module.text("a").op("h").raw(2).op("s").op("ubq").raw(3);
        // a module whose children a and b are itself: 2 to the power of 50 paths
        PickleBytes doubling = new PickleBytes()
                .global("x", "Net")
                .op(")")
                .raw(0x81)
                .op("q")
                .raw(3)
                .op("}")
                .text("_modules")
                .op("}(");
        doubling.text("a").op("h").raw(3).text("b").op("h").raw(3).op("u").op("sb");
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            refused(dictionary, "holds no weights");
            refused(module, "holds no weights");
            refused(doubling, "nested too deep");
        });
    }

    @Test
    void manyViewsOfOneStorageCannotMultiplyItsSize() {
        PickleBytes pickle = new PickleBytes().op("}(");
        for (int i = 0; i < 500; i++) {
            pickle.text("w" + i).tensor("0", 100_000, i, new int[] {99_000}, new int[] {1});
        }
        byte[] file = pickle.op("u").stream(new String[] {"0"}, 100_000);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("more numbers than the file");
    }

    @Test
    void oneListCopiedByManyCallsIsRefused() {
        PickleBytes pickle = new PickleBytes().op("](");
        for (int i = 0; i < 2000; i++) {
            pickle.text("k" + i).op("N").raw(0x86);
        }
        pickle.op("eq").raw(5).global("collections", "OrderedDict").op("q").raw(6);
        for (int i = 0; i < 1000; i++) {
            pickle.op("h").raw(6).op("h").raw(5).raw(0x85).op("R0");
        }
        refused(pickle, "over 1000000 entries");
    }

    @Test
    void everyTruncatedOrDamagedStreamIsReadOrRefused() throws IOException {
        PickleBytes pickle = new PickleBytes()
                .op("}(")
                .dense("weight", "0", 4)
                .dense("bias", "1", 2)
                .op("u");
        byte[] whole = pickle.stream(new String[] {"0", "1"}, 4, 2);
        for (int at = 15; at < whole.length; at++) { // the first 15 bytes are what makes it a stream
            attempt(bytes -> Checkpoints.readStream("test.pth", bytes), Arrays.copyOf(whole, at), "cut at " + at);
            for (int flip : new int[] {1, 2, 0x10, 0x80, 0xff}) {
                attempt(
                        bytes -> Checkpoints.readStream("test.pth", bytes),
                        flipped(whole, at, flip),
                        at + " ^ " + flip);
            }
        }
    }

    @Test
    @Tag("slow") // a thousand files
    void everyTruncatedOrDamagedZipIsReadOrRefused() throws IOException {
        byte[] whole = Files.readAllBytes(zip("HalfStorage", ZipEntry.STORED, new byte[4]));
        for (int at = 0; at < whole.length; at++) {
            attempt(this::read, Arrays.copyOf(whole, at), "cut at " + at);
            attempt(this::read, flipped(whole, at, 0x91), "byte " + at);
        }
    }

    private static byte[] flipped(byte[] whole, int at, int flip) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) flip;
        return damaged;
    }

    private interface Reader {
        Map<String, Values> read(byte[] bytes) throws IOException;
    }

    private static void attempt(Reader reader, byte[] bytes, String what) throws IOException {
        try {
            reader.read(bytes);
        } catch (ModelFormatException e) {
            assertThat(e).as(what).hasMessageContaining("test.pth");
        } catch (RuntimeException e) {
            throw new AssertionError(what + " ended in " + e, e);
        }
    }

    private void refused(PickleBytes pickle, String reason) {
        assertThatThrownBy(() -> read(pickle.stream(new String[] {"0"}, 6)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("test.pth")
                .hasMessageContaining(reason);
    }

    private Map<String, Values> read(byte[] bytes) throws IOException {
        return Checkpoints.read(Files.write(folder.resolve("test.pth"), bytes));
    }

    /// `{'w': tensor of 2}` as PyTorch 1.6 and later write it.
    private Path zip(String type, int method, byte[] storage) throws IOException {
        PickleBytes pickle = new PickleBytes()
                .raw(0x80, 2)
                .op("}")
                .text("w")
                .global("torch._utils", "_rebuild_tensor_v2")
                .op("((");
        pickle.text("storage")
                .global("torch", type)
                .text("0")
                .text("cpu")
                .whole(2)
                .op("tQ")
                .whole(0);
        pickle.shape(2).shape(1).raw(0x89).op("NtRs.");
        Path file = folder.resolve("zip.pth");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            entry(out, "archive/data.pkl", ZipEntry.STORED, pickle.bytes());
            entry(out, "archive/byteorder", ZipEntry.STORED, "little".getBytes(StandardCharsets.US_ASCII));
            entry(out, "archive/data/0", method, storage);
        }
        return file;
    }

    private static void entry(ZipOutputStream out, String name, int method, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setMethod(method);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }
}
