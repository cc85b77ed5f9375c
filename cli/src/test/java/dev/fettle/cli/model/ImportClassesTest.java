package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Run;
import dev.fettle.network.Initial;
import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.architecture.ResNet;
import dev.fettle.network.architecture.ResNet.Stem;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.model.Classes;
import dev.fettle.network.model.ModelFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Weights of a classifier under the names of torchvision, with the counters that its batch norm layers
/// keep.
class ImportClassesTest {
    private static final ResNet NETWORK = new ResNet(List.of(1, 1), 2, 4, 3, Stem.CIFAR, Convolutions.PLAIN);

    @TempDir
    Path folder;

    private Path checkpoint = Path.of("");
    private final SequencedMap<String, Values> tensors = new LinkedHashMap<>();

    @BeforeEach
    void writeCheckpoint() throws IOException {
        checkpoint = folder.resolve("weights.safetensors");
        Random random = new Random(5);
        for (Operation.Parameter parameter : NETWORK.graph().parameters()) {
            Values values = new Initial.Uniform(1).draw(parameter.shape(), random);
            for (int i = 0; parameter.name().endsWith("running_var") && i < values.array().length; i++) {
                values.array()[i] = 1 + Math.abs(values.array()[i]);
            }
            tensors.put(parameter.name(), values);
        }
        Files.write(checkpoint, safetensors());
    }

    /// The counters are whole numbers of 64 bits, as PyTorch writes them.
    private byte[] safetensors() throws IOException {
        List<String> entries = new ArrayList<>();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (var tensor : tensors.entrySet()) {
            ByteBuffer bytes = buffer(4 * tensor.getValue().array().length);
            bytes.asFloatBuffer().put(tensor.getValue().array());
            entries.add(entry(tensor.getKey(), "F32", tensor.getValue().shape(), data, bytes));
            if (tensor.getKey().endsWith("running_var")) {
                String name = tensor.getKey().replace("running_var", "num_batches_tracked");
                entries.add(entry(name, "I64", Shape.of(), data, buffer(8).putLong(0, 77)));
            }
        }
        byte[] header = ("{" + String.join(",", entries) + "}").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(buffer(8).putLong(0, header.length).array());
        file.write(header);
        data.writeTo(file);
        return file.toByteArray();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String entry(String name, String type, Shape shape, ByteArrayOutputStream data, ByteBuffer bytes) {
        int from = data.size();
        data.writeBytes(bytes.array());
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, type, shape.dimensions(), from, data.size());
    }

    private Run imported(Object... more) {
        List<Object> words = new ArrayList<>(List.of(
                "import",
                checkpoint,
                "--architecture",
                "resnext-20",
                "--set",
                "blocks=[1, 1]",
                "--set",
                "cardinality=2",
                "--set",
                "widthPerGroup=4",
                "-o",
                model(),
                "--json"));
        words.addAll(List.of(more));
        return Run.of(words.toArray());
    }

    private Path model() {
        return folder.resolve("m.safetensors");
    }

    @Test
    void weightsLoadByTheirPublishedNames() throws IOException {
        Run run = imported("--set", "classes=3");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().get("leftOut"))
                .extracting(JsonNode::asString)
                .contains("bn1.num_batches_tracked", "layer2.0.downsample.1.num_batches_tracked")
                .allMatch(name -> name.endsWith(".num_batches_tracked"));
        ModelFile model = ModelFile.read(model());
        tensors.forEach((name, values) ->
                assertThat(model.weights().get(name).array()).as(name).isEqualTo(values.array()));
        assertThat(model.classes()).isEqualTo(new Classes(List.of("0", "1", "2"), 32));
    }

    @Test
    void classesHaveTheNamesOfAFile() throws IOException {
        Path names = Files.writeString(folder.resolve("names.txt"), "cat\ndog\nsnow leopard\n");
        assertThat(imported("--set", "classes=3", "--classes", names, "--patch", 24)
                        .status())
                .isZero();
        assertThat(ModelFile.read(model()).classes()).isEqualTo(new Classes(List.of("cat", "dog", "snow leopard"), 24));
        assertThat(Run.of("inspect", model()).out()).contains("cat, dog, snow leopard", "24x24");
        Run cost = Run.of("cost", model(), "--json");
        assertThat(cost.json().get("classes").asInt()).isEqualTo(3);
    }

    @Test
    void namesThatDoNotFitAreRefusedInOneLine() throws IOException {
        Path names = folder.resolve("names.txt");
        refused(3, "names.txt: no such file", "--classes", names);
        Files.writeString(names, "cat\ndog\n");
        refused(2, "names.txt: 2 names, but the network tells 3 classes", "--classes", names);
        Files.writeString(names, "cat\ndog\ncat\n");
        refused(2, "names.txt: classes: two are named 'cat'", "--classes", names);
        Files.write(names, new byte[] {(byte) 0xff, (byte) 0xfe, 10, 10});
        refused(2, "names.txt: is no text in UTF-8", "--classes", names);
        refused(2, "--patch must be at least 1, got 0", "--patch", 0);
        refused(2, "--patch: classes: patch must be 1 to 65536, got 65537", "--patch", 65537);
        refused(2, "--task denoise: resnext-20 tells classes; its task is classify", "--task", "denoise");
        assertThat(model()).doesNotExist();
    }

    private void refused(int status, String why, Object... more) {
        List<Object> words = new ArrayList<>(List.of("--set", "classes=3"));
        words.addAll(List.of(more));
        Run run = imported(words.toArray());
        assertThat(run.status()).as(run.err()).isEqualTo(status);
        assertThat(run.err().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains(why));
    }

    @Test
    void anotherNumberOfClassesIsTold() {
        Run run = imported("--set", "classes=10");
        assertThat(run.status()).isEqualTo(4);
        assertThat(run.err())
                .contains("'fc.weight' should be [10×512], is [3×512]", "it fits with --set classes=3")
                .hasLineCount(1);
    }

    @Test
    void optionsOfClassifiersAreForClassifiersAlone() {
        Run run = Run.of("import", checkpoint, "--architecture", "vdsr", "--patch", 24, "-o", model());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("--classes and --patch are for networks that tell classes; vdsr makes a picture");
    }

    @Test
    void anImportedClassifierIsExported() throws IOException {
        assertThat(imported("--set", "classes=3").status()).isZero();
        Path onnx = folder.resolve("m.onnx");
        Run run = Run.of("export", model(), "--to", "onnx", "-o", onnx, "--json");
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.json().get("multipleOf").asInt()).isEqualTo(1);
        String content = new String(Files.readAllBytes(onnx), StandardCharsets.ISO_8859_1);
        assertThat(content).contains("Gemm", "GlobalAveragePool", "fc.weight", "classes", "0\n1\n2");
    }
}
