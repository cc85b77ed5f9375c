package dev.fettle.network.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Border;
import dev.fettle.network.Configuration;
import dev.fettle.network.Ending;
import dev.fettle.network.Kinds;
import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelCard.DataSource;
import dev.fettle.network.model.ModelCard.Measurement;
import dev.fettle.network.model.ModelCard.Provenance;
import dev.fettle.network.model.ModelCard.Training;
import dev.fettle.network.model.ModelCard.Usage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ModelFileTest {
    private static final Edsr SMALL = new Edsr(2, 1, 2, 1.0, 1.0);

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        for (Architecture architecture : List.<Architecture>of(SMALL, new Vdsr(3, 2, 2, 1, false))) {
            ModelFile model = model(architecture);
            Path file = folder.resolve(model.card().name());
            model.write(file);
            ModelFile read = ModelFile.read(file);
            assertThat(read.architecture()).isEqualTo(architecture);
            assertThat(read.card()).isEqualTo(model.card());
            assertThat(read.halo()).isEqualTo(model.halo());
            assertThat(read.scale()).isEqualTo(architecture.scale());
            assertThat(read.isFedEnlarged()).isEqualTo(architecture.isFedEnlarged());
            read.weights()
                    .byName()
                    .forEach((name, values) -> assertThat(values.array())
                            .containsExactly(model.weights().get(name).array()));
            assertThat(bytes(read)).isEqualTo(Files.readAllBytes(file));
        }
    }

    /// As files of format 1 spell it that were written before the network had all the keys it has.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type': 'edsr', 'scale': 2, 'blocks': 1, 'channels': 4, 'residualScale': 1.0, 'valueRange': 1.0}
            {'type': 'vdsr', 'scale': 2, 'layers': 3, 'channels': 4, 'colourChannels': 1, 'bias': false}
            {'type': 'wdsr', 'scale': 2, 'blocks': 1, 'channels': 4, 'width': 2, 'block': 'b', 'convolution': {'type': 'plain'}}
            {'type': 'wdsr', 'scale': 2, 'blocks': 1, 'channels': 16, 'width': 1, 'block': 'a', 'convolution': {'type': 'sparse', 'groups': 2, 'cardinals': 4}}
            {'type': 'dncnn', 'layers': 3, 'channels': 4, 'colourChannels': 3, 'normalisation': 'batch', 'bias': false}
            {'type': 'arcnn', 'features': 6, 'enhanced': 5, 'mapped': 4, 'colourChannels': 1}
            """)
    void aModelWhoseArchitectureLacksKeysOfTodayOpens(String old) throws IOException {
        JsonNode spelled = Configuration.MAPPER.readTree(old.replace('\'', '"'));
        ModelFile model = model(Architectures.read(spelled));

        byte[] file = withDescription(bytes(model), json -> {
            ObjectNode description = (ObjectNode) Configuration.MAPPER.readTree(json);
            return description.set("architecture", spelled).toString();
        });

        assertThat(description(file).get("architecture").toString())
                .isEqualTo(spelled.toString())
                .isNotEqualTo(description(bytes(model)).get("architecture").toString());
        ModelFile read = read(file);
        assertThat(read.architecture()).isEqualTo(model.architecture());
        assertThat(bytes(read)).isEqualTo(bytes(model));
    }

    /// Every number of every architecture at many sizes: what its record takes, a file gives back.
    @Test
    @Tag("slow") // a hundred networks
    void whatAnArchitectureTakesIsWrittenAndRead() throws IOException {
        int taken = 0;
        for (ObjectNode settings : everyType()) {
            for (ObjectNode block : blocks(settings)) {
                for (String key : List.copyOf(block.propertyNames())) {
                    if (block.get(key).isNumber()) {
                        JsonNode before = block.get(key);
                        for (double value :
                                new double[] {1, 255, 4096, 9999, 10_001, 65_535, 1e6, 1e6 + 1, 2e9, 1e300}) {
                            block.set(key, before.isInt() ? integer(value) : real(value));
                            taken += isTaken(settings, key + " " + value);
                        }
                        block.set(key, before);
                    }
                }
            }
        }
        assertThat(taken).isGreaterThan(100);
    }

    private static int isTaken(ObjectNode settings, String what) throws IOException {
        Architecture architecture;
        long parameters;
        try {
            architecture = Architectures.read(settings);
            parameters = architecture.graph().parameterCount();
        } catch (IllegalArgumentException e) {
            return 0;
        }
        if (parameters < 50_000) {
            ModelFile model = model(architecture);
            assertThat(read(bytes(model)).architecture()).as(what).isEqualTo(architecture);
        }
        return 1;
    }

    private static List<ObjectNode> everyType() {
        List<ObjectNode> types = new ArrayList<>();
        for (Kinds.Kind<Architecture> kind : Architectures.ALL) {
            ObjectNode small = Architectures.write(kind.defaults());
            Map.of("blocks", 1, "layers", 3, "channels", 16, "features", 16)
                    .forEach((key, value) -> Optional.ofNullable(small.get(key))
                            .filter(JsonNode::isNumber)
                            .ifPresent(_ -> small.put(key, value)));
            if (small.path("blocks").isArray()) {
                small.putArray("blocks").add(1); // of resnet, whose stages are many
            }
            types.add(small);
        }
        for (String convolution : Convolutions.ALL.names()) {
            ObjectNode edsr = Architectures.write(SMALL);
            edsr.put("channels", 16).put("convolution", convolution);
            types.add(Architectures.write(Architectures.read(edsr)));
        }
        return types;
    }

    private static List<ObjectNode> blocks(ObjectNode settings) {
        List<ObjectNode> blocks = new ArrayList<>(List.of(settings));
        settings.forEach(inner -> {
            if (inner instanceof ObjectNode block) {
                blocks.addAll(blocks(block));
            }
        });
        return blocks;
    }

    private static JsonNode integer(double value) {
        return Configuration.MAPPER.getNodeFactory().numberNode((int) value);
    }

    private static JsonNode real(double value) {
        return Configuration.MAPPER.getNodeFactory().numberNode(value);
    }

    @Test
    void whatTorchSavedIsSentToImport() throws IOException {
        for (byte[] start : new byte[][] {{'P', 'K', 3, 4}, {(byte) 0x80, 2, (byte) 0x8a, 10}}) {
            Path file = Files.write(folder.resolve("w.pth"), Arrays.copyOf(start, 100));
            assertThatThrownBy(() -> ModelFile.read(file))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("w.pth: a checkpoint of PyTorch, no model; 'fettle import ")
                    .hasMessageContaining("w.pth --architecture NAME'");
        }
    }

    @Test
    void otherProgramsFindScaleInputAndHaloInTheMetadata() throws IOException {
        JsonNode json = description(bytes(model(new Vdsr(3, 20, 1, 1, false))));
        assertThat(json.path("scale").intValue()).isEqualTo(3);
        assertThat(json.path("input").stringValue()).isEqualTo("bicubic");
        assertThat(json.path("colour").stringValue()).isEqualTo("y");
        assertThat(json.path("halo").path("pixels").intValue()).isEqualTo(20); // 41×41 seen: Kim et al., sec. 3.1
        assertThat(json.path("architecture").path("type").stringValue()).isEqualTo("vdsr");
    }

    @ParameterizedTest
    @EnumSource(Border.class)
    void theBorderIsWrittenAndReadBack(Border border) throws IOException {
        ModelFile zeros = model(SMALL);
        ModelCard card = zeros.card();
        ModelFile model = zeros.withCard(
                new ModelCard(card.name(), card.usage().withBorder(border), card.training(), card.metrics()));
        assertThat(description(bytes(model)).path("border").stringValue()).isEqualTo(border.toString());
        assertThat(read(bytes(model)).card()).isEqualTo(model.card());
    }

    /// Networks ran with zeros around the picture before files said which border they want.
    @Test
    void anOlderFileWithoutABorderMeansZeros() throws IOException {
        byte[] file = bytes(model(SMALL));
        byte[] older = withDescription(file, json -> json.replace(",\"border\":\"zeros\"", ""));
        assertThat(description(older).has("border")).isFalse();
        assertThat(read(older).card().usage().border()).isEqualTo(Border.ZEROS);
        assertThat(bytes(read(older))).isEqualTo(file);
    }

    @Test
    void aFileWithoutOurMetadataSaysSo() throws IOException {
        Safetensors foreign = new Safetensors(
                new LinkedHashMap<>(), new LinkedHashMap<>(Map.of("conv.weight", Values.zeros(Shape.of(2, 2)))));
        Path file = folder.resolve("foreign.safetensors");
        foreign.write(file);
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("foreign.safetensors")
                .hasMessageContaining("no Fettle model")
                .hasMessageContaining("foreign.safetensors --architecture NAME' makes a model of it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "format":1             | "format":2            | this Fettle reads format 1
                    "format":1             | "format":null         | this Fettle reads format 1
                    "scale":2,"valueRange" | "scale":3,"valueRange" | scale is 3
                    "blocks":1             | "blocks":2            | halo is
                    "channels":2           | "channels":3          | should be [3×3×3×3], is [2×3×3×3]
                    "blocks":1             | "blocks":2000000000   | at most 10000
                    "blocks":1             | "blocks":1001         | blocks must be 1 to 1000, got 1001
                    "blocks":1             | "blocks":1e400        | at most 10000
                    "type":"edsr"          | "type":"edsX"         | known: edsr
                    "input":"lr"           | "input":"bicubic"     | input contradicts
                    "input":"lr"           | "input":"hr"          | hr
                    "colour":"rgb"         | "colour":"gray"       | does not fit a network of 3 channels
                    "valueRange":1.0,"col  | "valueRange":0,"col   | valueRange must be positive
                    "valueRange":1.0,"col  | "valueRange":255,"col | valueRange 255.0 does not fit the architecture's 1.0
                    "poolSize":0           | "poolSize":-1         | poolSize must be 0 to 65536 pixels, got -1
                    "poolSize":0           | "poolSize":65537      | poolSize must be 0 to 65536 pixels, got 65537
                    "poolSize":0           | "poolSize":0.5        | poolSize
                    "border":"zeros"       | "border":"mirror"     | border
                    "border":"zeros"       | "border":null         | border
                    "border":"zeros"       | "border":0            | border
                    "border":"zeros"       | "border":"zeros","border":"repeat" | Duplicate
                    "task":"sr"            | "task":"s r"          | task must be
                    "task":"sr",           |                       | task
                    "seed":7               | "seed":null           | seed
                    "seed":7               | "seed":7,"seed":8     | Duplicate
                    "seed":7               | "seed":7,"sed":8      | sed
                    """)
    void contradictionsInTheDescriptionAreRefused(String from, String to, String reason) throws IOException {
        byte[] lying = withDescription(bytes(model(SMALL)), json -> {
            assertThat(json).contains(from);
            return json.replace(from, to == null ? "" : to);
        });
        assertThatThrownBy(() -> read(lying))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith("test: ")
                .hasMessageContaining(reason);
    }

    @Test
    void missingUnknownAndNotFiniteTensorsAreRefused() throws IOException {
        String description = Safetensors.read(new ByteArrayInputStream(bytes(model(SMALL))), "")
                .metadata()
                .get("fettle");
        Map<String, Values> tensors = Weights.initial(SMALL.graph(), 1).byName();
        assertThatThrownBy(() -> read(description, tensors, "tail.1.bias", "tail.1.Bias"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'tail.1.bias' is missing");
        LinkedHashMap<String, Values> more = new LinkedHashMap<>(tensors);
        more.put("extra", Values.zeros(Shape.of(1)));
        assertThatThrownBy(() -> read(description, more, "", ""))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("no parameter 'extra'");
        tensors.get("tail.1.bias").array()[0] = Float.NaN;
        assertThatThrownBy(() -> read(description, tensors, "", ""))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("'tail.1.bias' holds NaN");
    }

    @Test
    void anOrderOfChannelsThatIsNoneIsRefused() throws IOException {
        Edsr ordered = new Edsr(2, 1, 4, 1, 1, Ghost.DEFAULTS.inStoredOrder());
        String description = Safetensors.read(new ByteArrayInputStream(bytes(model(ordered))), "")
                .metadata()
                .get("fettle");
        Map<String, Values> tensors = Weights.initial(ordered.graph(), 1).byName();
        tensors.get("body.0.body.2.order").array()[0] = 3;
        String reason = "tensor 'body.0.body.2.order' is no order of channels, with each of 0 to 3 once";
        assertThatThrownBy(() -> read(description, tensors, "", ""))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> new ModelFile(
                        ordered, Weights.of(tensors), model(ordered).card()))
                .hasMessage(reason);
    }

    @Test
    @Tag("slow") // reads two thousand models
    void everyDamagedByteOfTheHeaderGivesAModelOrAModelFormatException() throws IOException {
        byte[] whole = bytes(model(SMALL));
        int header = 8 + ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt();
        int refused = 0;
        for (int at = 0; at < header; at++) {
            for (int flip : new int[] {1, 0x90}) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) flip;
                refused += refused(damaged, "byte " + at + " ^ " + flip);
            }
        }
        assertThat(refused).isGreaterThan(header); // most damage is seen; the rest hits free text such as the recipe
    }

    private static int refused(byte[] damaged, String what) throws IOException {
        try {
            read(damaged);
            return 0;
        } catch (ModelFormatException e) {
            assertThat(e).as(what).message().startsWith("test: ").doesNotContain("\n");
            return 1;
        } catch (RuntimeException e) {
            throw new AssertionError(what + " ended in " + e, e);
        }
    }

    private static ModelFile model(Architecture architecture) {
        Colour colour = architecture.graph().inputChannels() == 3 ? Colour.RGB : Colour.Y;
        ModelCard card = new ModelCard(
                "test-x" + architecture.scale(),
                usage(architecture, colour),
                new Training(
                                "steps: 100\nloss: \"L1\"\n",
                                List.of(new DataSource("photos", "CC0-1.0", "")),
                                new Provenance("ab12", 7, "cd34", List.of()))
                        .withMixture(List.of("gray", "jpeg")),
                List.of(new Measurement("Set5", "psnr y bt601 border=2 uint8", 37.5)));
        return new ModelFile(architecture, Weights.initial(architecture.graph(), 1), card);
    }

    private static Usage usage(Architecture architecture, Colour colour) {
        return switch (Ending.of(architecture.graph())) {
            case Ending.Picture _ -> new Usage("sr", architecture.valueRange(), colour, 0);
            case Ending.Vector(int length) -> {
                List<String> names =
                        IntStream.range(0, length).mapToObj(String::valueOf).toList();
                yield new Usage(architecture.valueRange(), new Classes(names, 32));
            }
        };
    }

    private static byte[] withDescription(byte[] file, UnaryOperator<String> change) throws IOException {
        Safetensors read = Safetensors.read(new ByteArrayInputStream(file), "");
        LinkedHashMap<String, String> metadata = new LinkedHashMap<>(read.metadata());
        metadata.computeIfPresent("fettle", (key, json) -> change.apply(json));
        return bytes(new Safetensors(metadata, read.tensors()));
    }

    private static ModelFile read(String description, Map<String, Values> tensors, String from, String to)
            throws IOException {
        LinkedHashMap<String, Values> renamed = new LinkedHashMap<>();
        tensors.forEach((name, values) -> renamed.put(name.equals(from) ? to : name, values));
        return read(bytes(new Safetensors(new LinkedHashMap<>(Map.of("fettle", description)), renamed)));
    }

    private static JsonNode description(byte[] file) throws IOException {
        return Configuration.MAPPER.readTree(
                Safetensors.read(new ByteArrayInputStream(file), "").metadata().get("fettle"));
    }

    private static ModelFile read(byte[] file) throws IOException {
        return ModelFile.read(new ByteArrayInputStream(file), "test");
    }

    private static byte[] bytes(ModelFile model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.write(out);
        return out.toByteArray();
    }

    private static byte[] bytes(Safetensors contents) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        contents.write(out);
        return out.toByteArray();
    }
}
