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
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

    /// Packed again by another program, and written on a machine of the other byte order.
    @Test
    void readsPackedEntriesAndBothByteOrders() throws IOException {
        byte[] halves = {0x00, 0x3c, 0x00, (byte) 0xc1}; // 1, -2.5
        Path packed = zip("HalfStorage", ZipEntry.DEFLATED, halves);
        assertThat(Checkpoints.read(packed).get("w").array()).containsExactly(1f, -2.5f);
        byte[] turned = {0x3c, 0x00, (byte) 0xc1, 0x00};
        Path big = zip("", "big", "HalfStorage", ZipEntry.STORED, turned);
        assertThat(Checkpoints.read(big).get("w").array()).containsExactly(1f, -2.5f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "archive/", "an other/folder/", "windows\\"})
    void thePickleMayBeInAnyFolder(String folder) throws IOException {
        byte[] halves = {0x00, 0x3c, 0x00, (byte) 0xc1};
        Path file = zip(folder, "little", "HalfStorage", ZipEntry.STORED, halves);
        assertThat(Checkpoints.read(file).get("w").array()).containsExactly(1f, -2.5f);
    }

    @ParameterizedTest
    @CsvSource({
        "ByteStorage, ff80, 255, 128",
        "CharStorage, ff80, -1, -128",
        "BoolStorage, 0001, 0, 1",
        "ShortStorage, ffff0001, -1, 256",
        "IntStorage, ffffffff00010000, -1, 256",
        "BFloat16Storage, 803f20c0, 1, -2.5",
        "FloatStorage, 0000803f000020c0, 1, -2.5",
        "DoubleStorage, 000000000000f03f00000000000004c0, 1, -2.5",
        "LongStorage, ffffffffffffffff0001000000000000, -1, 256"
    })
    void readsEveryTypeOfNumber(String type, String hexadecimal, float first, float second) throws IOException {
        Path file = zip(type, ZipEntry.STORED, HexFormat.of().parseHex(hexadecimal));
        assertThat(Checkpoints.read(file).get("w").array()).containsExactly(first, second);
    }

    @Test
    void aTypeThatIsNotReadIsNamedOnlyIfItIsNeeded() throws IOException {
        Path file = zip("ComplexFloatStorage", ZipEntry.STORED, new byte[16]);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            StoredTensor tensor = checkpoint.tables().getFirst().get("w");
            assertThatThrownBy(tensor::read)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("tensor 'w' is of type torch.ComplexFloatStorage, which is not read");
        }
    }

    /// A megabyte of zeros packs into a kilobyte; 70 MB are refused before they are unpacked.
    @Test
    void aSmallFileCannotUnpackToMuch() throws IOException {
        Path file = zip("HalfStorage", ZipEntry.DEFLATED, new byte[70 << 20]);
        assertThatThrownBy(() -> Checkpoints.read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'archive/data/0' unpacks to 73400320 bytes, too many");
    }

    /// APPNOTE.TXT, 4.3.12 and 4.4.5: the method is 10 bytes into an entry of the central directory; 12 is BZIP2.
    @Test
    void aPackingThatIsNotReadIsNoDamage() throws IOException {
        Path file = zip("HalfStorage", ZipEntry.STORED, new byte[4]);
        byte[] bytes = Files.readAllBytes(file);
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[latin.indexOf("PK\u0001\u0002") + 10] = 12;
        Files.write(file, bytes);
        assertThatThrownBy(() -> Checkpoints.read(file))
                .hasMessageContaining("pack it again by Deflate")
                .hasMessageNotContaining("damaged");
    }

    @Test
    void aZipAroundACheckpointIsNamed() throws IOException {
        Path file = folder.resolve("weights.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            entry(out, "x/edsr.pth", ZipEntry.STORED, new byte[3]);
        }
        assertThatThrownBy(() -> Checkpoints.read(file)).hasMessageContaining("unpack 'x/edsr.pth' and name that");
    }

    @Test
    void nothingIsEverCalled() {
        Path mark = folder.resolve("called");
        refused(
                new PickleBytes()
                        .global("posix", "system")
                        .op("(")
                        .text("touch " + mark)
                        .op("tR"),
                "would call 'posix.system', which Fettle never does");
        refused(new PickleBytes().global("builtins", "eval").op(")R"), "would call 'builtins.eval'");
        assertThat(mark).doesNotExist();
    }

    /// Whatever stands beside the weights, in each way that a pickle makes an object; as `x` in {x: …, weights: {…}}.
    @ParameterizedTest
    @MethodSource("opaque")
    void whatIsNotNeededIsNoObstacle(String what, PickleBytes value) throws IOException {
        PickleBytes pickle = new PickleBytes().op("}(").text("x").bytes(value).text("weights");
        pickle.op("}(").dense("w", "0", 2).op("uu");
        Map<String, Values> read = read(pickle.stream(new String[] {"0"}, 2));
        assertThat(read).as(what).containsOnlyKeys("w");
        assertThat(read.get("w").array()).as(what).containsExactly(1, 2);
    }

    static Stream<Arguments> opaque() {
        return Stream.of(
                Arguments.of(
                        "REDUCE",
                        pickle().global("os", "system").text("ls").raw(0x85).op("R")),
                Arguments.of("a call of a call", pickle().global("a", "b").op(")R)R")),
                Arguments.of("NEWOBJ", pickle().global("os", "popen").text("x").raw(0x85, 0x81)),
                Arguments.of(
                        "NEWOBJ_EX", pickle().global("os", "popen").op(")}").raw(0x92)),
                Arguments.of("INST", pickle().op("(").text("ls").op("ios\nsystem\n")),
                Arguments.of(
                        "OBJ",
                        pickle().op("(").global("os", "system").text("ls").op("o")),
                Arguments.of(
                        "STACK_GLOBAL",
                        pickle().text("os").text("system").raw(0x93).op(")R")),
                Arguments.of(
                        "BUILD",
                        pickle().global("a", "B")
                                .op(")")
                                .raw(0x81)
                                .op("}")
                                .text("k")
                                .op("Nsb")),
                Arguments.of(
                        "slots",
                        pickle().global("a", "B")
                                .op(")")
                                .raw(0x81)
                                .op("N}")
                                .raw(0x86)
                                .op("b")),
                Arguments.of(
                        "state of numbers",
                        pickle().global("a", "B").op(")R(").whole(1).op("NNNtb")),
                Arguments.of("EXT1", pickle().raw(0x82, 1)),
                Arguments.of("EXT4", pickle().raw(0x84, 1, 0, 0, 0)),
                Arguments.of(
                        "a reference",
                        pickle().op("(").text("file").text("/etc/passwd").op("tQ")),
                Arguments.of("PERSID", pickle().op("Pfile\n")),
                Arguments.of(
                        "set",
                        pickle().global("__builtin__", "set")
                                .op("](")
                                .whole(1)
                                .op("e")
                                .raw(0x85)
                                .op("R")),
                Arguments.of("EMPTY_SET", pickle().raw(0x8f).op("(").whole(1).raw(0x90)),
                Arguments.of("FROZENSET", pickle().op("(").whole(1).raw(0x91)),
                Arguments.of("LONG1", pickle().raw(0x8a, 9).op("123456789")),
                Arguments.of("LONG4", pickle().raw(0x8b, 10, 0, 0, 0).op("1234567890")),
                Arguments.of("text numbers", pickle().op("(I01\nI7\nL99999999999999999999L\nF0.5\nFnan\nl")),
                Arguments.of("text", pickle().op("S'a'\n")),
                Arguments.of("unicode", pickle().op("Vb\n")),
                Arguments.of("bytes", pickle().op("B").int32(3).op("abc")),
                Arguments.of("BYTEARRAY8", pickle().raw(0x96).int32(3).int32(0).op("abc")),
                Arguments.of("NEXT_BUFFER", pickle().raw(0x97, 0x98)),
                Arguments.of(
                        "keys that are no names",
                        pickle().op("}(N)").raw(0x88).op(")").whole(1).raw(0x85).op("Nu")),
                Arguments.of(
                        "a dictionary of its own",
                        pickle().global("a", "Dict").op(")").raw(0x81).text("k").op("Ns")),
                Arguments.of(
                        "a list of its own",
                        pickle().global("a", "List").op(")").raw(0x81).op("Na(NNe")),
                Arguments.of(
                        "a strange tensor",
                        pickle().global("torch._utils", "_rebuild_tensor_v2").op("(NNNNtR")),
                Arguments.of(
                        "a strange storage",
                        pickle().global("torch._utils", "_rebuild_qtensor").op(")R")));
    }

    private static PickleBytes pickle() {
        return new PickleBytes();
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
        refused(new PickleBytes().raw(0x8b).int32(0x7fffffff), "a whole number of 2147483647 bytes");
        refused(new PickleBytes().raw(0x8b).int32(-1), "a whole number of 4294967295 bytes");
        refused(new PickleBytes().op("B").int32(-1), "bytes of 4294967295 bytes");
        refused(new PickleBytes().raw(0x8e).int32(-1).int32(-1), "bytes of 18446744073709551615 bytes");
        refused(new PickleBytes().op("gx\n"), "remembers a value as 'x'");
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

    /// A key of a megabyte, below itself and again in many modules: names would take gigabytes.
    @Test
    void longNamesCannotMultiply() {
        PickleBytes pickle = module("Net")
                .text("_modules")
                .op("}(")
                .text("k".repeat(1 << 20))
                .op("q")
                .raw(9);
        module("Net", pickle).text("_parameters").op("}(").dense("w", "0", 1).op("uub");
        for (int i = 0; i < 200; i++) {
            pickle.text("m" + i);
            module("Net", pickle).text("_parameters").op("}h").raw(9).op("Nsub");
        }
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> refused(pickle.op("uub"), "without end"));
    }

    /// Dictionaries in dictionaries in lists, a hundred thousand deep, and one that everything refers to.
    @Test
    void depthAndSharingCostNothing() {
        PickleBytes deep = new PickleBytes().op("]q").raw(1);
        for (int i = 0; i < 100_000; i++) {
            deep.op("}").text("k").op("h").raw(1).op("s]h").raw(1).op("a0");
        }
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> refused(deep.op("0".repeat(99_999)), "holds no"));
        PickleBytes nested = new PickleBytes().op("}");
        for (int i = 0; i < 100_000; i++) {
            nested.text("k").op("}");
        }
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> refused(nested.op("s".repeat(100_000)), "holds no weights"));
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

    private Path zip(String type, int method, byte[] storage) throws IOException {
        return zip("archive/", "little", type, method, storage);
    }

    /// `{'w': tensor of 2}` as PyTorch 1.6 and later write it.
    private Path zip(String top, String order, String type, int method, byte[] storage) throws IOException {
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
            String between = top.endsWith("\\") ? "\\" : "/";
            entry(out, "__MACOSX/" + top + "data.pkl", ZipEntry.STORED, new byte[5]);
            entry(out, top + "data.pkl", method, pickle.bytes());
            entry(out, top + "byteorder", ZipEntry.STORED, order.getBytes(StandardCharsets.US_ASCII));
            entry(out, top + "data" + between + "0", method, storage);
        }
        return file;
    }

    private static void entry(ZipOutputStream out, String name, int method, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setMethod(method);
        if (method == ZipEntry.STORED) { // the others get their sizes behind the data
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
        }
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }
}
