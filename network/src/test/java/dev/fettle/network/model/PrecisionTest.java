package dev.fettle.network.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Groupable;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrecisionTest {
    private static final Edsr SMALL = new Edsr(2, 1, 2, 1, 1);
    private static final String KERNEL = "head.0.weight";

    @TempDir
    private Path folder;

    private static ModelFile model(Architecture architecture) {
        return model(architecture, Weights.initial(architecture.graph(), 3));
    }

    private static ModelFile model(Architecture architecture, Weights weights) {
        ModelCard card = new ModelCard(
                "tiny",
                new Usage("sr", architecture.valueRange(), Colour.RGB, 0),
                new Training("none", List.of(), new Provenance("", 1, "", List.of())),
                List.of());
        return new ModelFile(architecture, weights, card);
    }

    /// With one number of a kernel that is known.
    private static ModelFile holding(float value) {
        Weights weights = Weights.initial(SMALL.graph(), 3);
        weights.get(KERNEL).array()[0] = value;
        return model(SMALL, weights);
    }

    private static byte[] bytes(ModelFile model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.write(out);
        return out.toByteArray();
    }

    private static ModelFile read(byte[] file) throws IOException {
        return ModelFile.read(new ByteArrayInputStream(file), "test");
    }

    /// Binary16 has 11 significant bits down to 2^-14 and multiples of 2^-24 below.
    @ParameterizedTest
    @CsvSource({
        "0x1p0, 0x1p0",
        "0x1.002p0, 0x1.0p0", // 1 + 2^-11 lies between 1 and 1 + 2^-10: to the even one
        "0x1.006p0, 0x1.008p0", // 1 + 3 · 2^-11, between 1 + 2^-10 and 1 + 2^-9
        "0x1.003p0, 0x1.004p0",
        "-0x1.99999ap-4, -0x1.998p-4", // -0.1f
        "65504, 65504",
        "0x1p-24, 0x1p-24",
        "0x1.8p-25, 0x1p-24",
        "0x1p-25, 0x0p0",
        "-0x1p-30, -0x0p0",
        "0x1.ff8p-15, 0x1.ff8p-15", // 1023 · 2^-24, the largest with fewer bits
        "0x1.ffcp-15, 0x1p-14", // 1023.5 · 2^-24
    })
    void aNumberOfAKernelBecomesTheNearestOf16Bits(String number, String nearest) throws IOException {
        ModelFile kept = holding(Float.parseFloat(number)).kept(Precision.HALF);
        float expected = Float.parseFloat(nearest);
        assertThat(Float.floatToRawIntBits(kept.weights().get(KERNEL).array()[0]))
                .isEqualTo(Float.floatToRawIntBits(expected));
        assertThat(Float.floatToRawIntBits(
                        read(bytes(kept)).weights().get(KERNEL).array()[0]))
                .isEqualTo(Float.floatToRawIntBits(expected));
    }

    @ParameterizedTest
    @ValueSource(floats = {65504.004f, 65519, 65520, -70000, 3e38f})
    void aNumberBeyondTheLargestIsRefusedWithItsTensorAndTheWayOut(float value) {
        ModelFile model = holding(value);
        assertThatThrownBy(() -> model.kept(Precision.HALF))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "tensor 'head.0.weight' holds %s, beyond 65504, the largest number of fp16; keep the weights as fp32"
                                .formatted(value));
        assertThat(model.kept(Precision.SINGLE).weights().get(KERNEL).array()[0])
                .isEqualTo(value);
    }

    /// Eleven bits are right: no number that is not tiny changes by more than 2^-11 of it.
    @Test
    void kernelsChangeByTheirLastBitAndAllElseStays() throws IOException {
        for (Architecture architecture : List.<Architecture>of(
                SMALL,
                new Vdsr(2, 3, 4, 3, true),
                new Edsr(2, 1, 4, 1, 1, Ghost.DEFAULTS.inStoredOrder()),
                new Edsr(2, 1, 4, 1, 1, Groupable.DEFAULTS))) {
            ModelFile model = model(architecture);
            ModelFile kept = read(bytes(model.kept(Precision.HALF)));
            int kernels = 0;
            for (Parameter parameter : architecture.graph().parameters()) {
                float[] before = model.weights().get(parameter.name()).array();
                float[] after = kept.weights().get(parameter.name()).array();
                if (parameter.name().matches(".*\\.(bias|order|gate|shift)")) {
                    assertThat(after).as(parameter.name()).containsExactly(before);
                    continue;
                }
                kernels++;
                assertThat(after).as(parameter.name()).isNotEqualTo(before);
                for (int i = 0; i < before.length; i++) {
                    float bound = Math.max(Math.abs(before[i]), 0x1p-14f) * 0x1p-11f;
                    assertThat(Math.abs(after[i] - before[i]))
                            .as(parameter.name())
                            .isLessThanOrEqualTo(bound);
                }
            }
            assertThat(kernels).as("%s", architecture).isGreaterThanOrEqualTo(3);
        }
    }

    /// Two bytes for each number of a kernel, four for the others; the header is the rest.
    @Test
    void theFileIsHalfAsLargeAndTheSameModelGivesTheSameBytes() throws IOException {
        Edsr network = new Edsr(2, 2, 16, 1, 1);
        ModelFile kept = model(network).kept(Precision.HALF);
        byte[] file = bytes(kept);
        long data = network.graph().parameters().stream()
                .mapToLong(parameter ->
                        parameter.shape().size() * (parameter.shape().rank() == 4 ? 2 : 4))
                .sum();
        int header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt();
        assertThat(file.length).isEqualTo(8 + header + data);
        assertThat(bytes(read(file))).isEqualTo(file);
        assertThat(bytes(kept.kept(Precision.HALF))).as("rounded once more").isEqualTo(file);
        assertThat(bytes(model(network)).length - file.length).isCloseTo((int) data, withinPercentage(6));
    }

    @Test
    void theModelTellsHowItsFileKeepsWeights() throws IOException {
        Carn ofThree = new Carn(List.of(2, 3, 4), 4, 2, Carn.Block.EFFICIENT, Convolutions.PLAIN);
        ModelFile kept = read(bytes(model(ofThree).kept(Precision.HALF)));
        assertThat(kept.precision()).isEqualTo(Precision.HALF).hasToString("fp16");
        assertThat(kept.withCard(model(ofThree).card()).precision()).isEqualTo(Precision.HALF);
        assertThat(read(bytes(kept.at(3))).precision()).isEqualTo(Precision.HALF);
        assertThat(read(bytes(kept.kept(Precision.SINGLE))).precision())
                .isEqualTo(Precision.SINGLE)
                .hasToString("fp32");
        assertThat(read(bytes(model(SMALL))).precision()).isEqualTo(Precision.SINGLE);
    }

    /// As a program would convert it that rounds every tensor, or some.
    @Test
    void filesOfOtherProgramsMayKeepMoreOrLessIn16Bits() throws IOException {
        Safetensors parts = Safetensors.read(new ByteArrayInputStream(bytes(model(SMALL))), "");
        LinkedHashMap<String, Values> rounded = new LinkedHashMap<>();
        parts.tensors().forEach((name, values) -> rounded.put(name, halves(values)));
        for (List<String> names : List.of(List.copyOf(rounded.keySet()), List.of(KERNEL))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            new Safetensors(parts.metadata(), rounded, new LinkedHashSet<>(names)).write(out);
            ModelFile read = read(out.toByteArray());
            assertThat(read.precision())
                    .as("%s", names)
                    .isEqualTo(names.size() == 1 ? Precision.SINGLE : Precision.HALF);
            for (ModelFile again : List.of(read, read(bytes(read)))) {
                rounded.forEach(
                        (name, values) -> assertThat(again.weights().get(name).array())
                                .as("%s", name)
                                .containsExactly(values.array()));
            }
        }
    }

    private static Values halves(Values values) {
        float[] rounded = values.array().clone();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = Float.float16ToFloat(Float.floatToFloat16(rounded[i]));
        }
        return new Values(values.shape(), rounded);
    }

    @Test
    void infinityAndNoNumberIn16BitsAreRefused() throws IOException {
        byte[] file = bytes(holding(0x1.234p3f).kept(Precision.HALF));
        int at = 0;
        while (file[at] != (byte) 0x8d || file[at + 1] != 0x48) { // 0x488d: 0x1.234p3
            at++;
        }
        for (int high : new int[] {0x7c, 0xfc, 0x7e}) {
            byte[] damaged = file.clone();
            damaged[at] = 0;
            damaged[at + 1] = (byte) high;
            assertThatThrownBy(() -> read(damaged))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageMatching("test: not a valid model: tensor 'head.0.weight' holds (NaN|-?Infinity)");
        }
    }

    @Test
    void aCutFileIsRefusedWhereverItIsCut() throws IOException {
        byte[] whole = bytes(model(SMALL).kept(Precision.HALF));
        Path file = folder.resolve("cut.safetensors");
        for (int length = whole.length - 200; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ModelFile.read(file))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("cut.safetensors");
        }
    }

    @Test
    void tensorsOf16BitsFollowTheOthersSoThatAllLieAtMultiplesOfTheirSize() throws IOException {
        LinkedHashMap<String, Values> tensors = new LinkedHashMap<>();
        tensors.put("half", new Values(Shape.of(3), new float[] {1, -2.5f, 0x1p-24f}));
        tensors.put("single", new Values(Shape.of(1), new float[] {0.1f}));
        Safetensors written = new Safetensors(new LinkedHashMap<>(), tensors, new LinkedHashSet<>(List.of("half")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        written.write(out);
        String text = out.toString(StandardCharsets.ISO_8859_1);
        assertThat(text)
                .contains("\"single\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}")
                .contains("\"half\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[4,10]}")
                .endsWith("\u00cd\u00cc\u00cc=" + "\0<" + "\0\u00c1" + "\u0001\0");
        Safetensors read = Safetensors.read(new ByteArrayInputStream(out.toByteArray()), "test");
        assertThat(read.halves()).containsExactly("half");
        assertThat(read.tensors().get("half").array()).containsExactly(1, -2.5f, 0x1p-24f);
        ChecksummedTensors.write(folder.resolve("sum"), written);
        assertThat(ChecksummedTensors.read(folder.resolve("sum"))
                        .tensors()
                        .get("half")
                        .array())
                .containsExactly(1, -2.5f, 0x1p-24f);
    }

    @Test
    void whatIsNoNumberOf16BitsIsNotWrittenAsSuch() {
        Map<String, Values> tensors = Map.of("a", new Values(Shape.of(2), new float[] {1, 0.1f}));
        assertThatThrownBy(() -> new Safetensors(
                        new LinkedHashMap<>(), new LinkedHashMap<>(tensors), new LinkedHashSet<>(List.of("a"))))
                .hasMessage("tensor 'a': 0.1 is no number of F16; round it first");
        assertThatThrownBy(() -> new Safetensors(
                        new LinkedHashMap<>(), new LinkedHashMap<>(tensors), new LinkedHashSet<>(List.of("b"))))
                .hasMessage("no tensor 'b' is there to be written as F16");
    }
}
