package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.lab.sweep.SweepFolder;
import dev.fettle.network.Configuration;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.model.Safetensors;
import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Settings over a network mean the same wherever they are given.
class OverlayRuleTest {
    /// What `--architecture wdsr-nsr` begins with, smaller.
    private static final String BASE = """
            {"type": "wdsr", "scale": 2, "blocks": 1, "channels": 16, "width": 1,
             "convolution": {"type": "sparse", "groups": 2}}""";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            width                 | 2                                | {"width": 2}
            convolution           | condconv                         | {"convolution": {"type": "condconv", "experts": 4}}
            convolution           | sparse                           | {"convolution": {"type": "sparse", "groups": 2}}
            convolution           | {type: dynamic}                  | {"convolution": {"type": "dynamic", "kernels": 4}}
            convolution           | {type: sparse, cardinals: 4}     | {"convolution": {"type": "sparse", "groups": 2, "cardinals": 4}}
            convolution           | {cardinals: 4}                   | {"convolution": {"type": "sparse", "groups": 2, "cardinals": 4}}
            convolution.type      | plain                            | {"convolution": "plain"}
            convolution.type      | squeeze-excite                   | {"convolution": {"type": "squeeze-excite", "reduction": 16}}
            convolution.cardinals | 4                                | {"convolution": {"type": "sparse", "groups": 2, "cardinals": 4}}
            convolution.temperature.to | 3                           | {"convolution": {"type": "sparse", "groups": 2, "temperature": {"to": 3}}}
            type                  | arcnn                            | {"type": "arcnn"}
            """)
    void theSameSettingsGiveTheSameNetwork(String key, String value, String expected) throws IOException {
        Architecture network = inAFile(expected);

        assertThat(onTheCommandLine(key, value, network.scale())).isEqualTo(network);
        assertThat(inASweep(key, value, network.scale())).isEqualTo(network);
        assertThat(imported(key, value, network)).isEqualTo(network);
    }

    /// Spelled out in a file, with nothing below but the defaults of the types it names.
    private Architecture inAFile(String settings) throws IOException {
        JsonNode wanted = Configuration.MAPPER.readTree(settings);
        ObjectNode spelled = (ObjectNode) Configuration.MAPPER.readTree(BASE);
        boolean isOther = wanted.has("type");
        JsonNode architecture = isOther ? wanted : spelled.setAll((ObjectNode) wanted);
        Path file = folder.resolve("spelled.yaml");
        Files.writeString(file, experiment(architecture.toString(), isOther ? 1 : 2));
        return Experiment.load(file, List.of()).architecture();
    }

    private Architecture onTheCommandLine(String key, String value, int scale) throws IOException {
        Path file = Files.writeString(folder.resolve("x.yaml"), experiment(BASE, scale));
        return Experiment.load(file, List.of("architecture." + key + "=" + value))
                .architecture();
    }

    private Architecture inASweep(String key, String value, int scale) throws IOException {
        Path sweep = Files.createDirectories(folder.resolve("sweep"));
        String base = experiment(BASE, scale).indent(2);
        Files.writeString(sweep.resolve("sweep.yaml"), "title: t\nseeds: [1]\nbase:\n" + base);
        Files.writeString(sweep.resolve("v.yaml"), "architecture: " + block(key, value) + "\n");
        return SweepFolder.load(sweep, List.of(), List.of())
                .variants()
                .getFirst()
                .experiment()
                .architecture();
    }

    private Architecture imported(String key, String value, Architecture network) throws IOException {
        Path weights = folder.resolve("weights.safetensors");
        var initial = new LinkedHashMap<>(Weights.initial(network.graph(), 1).byName());
        new Safetensors(new LinkedHashMap<>(), initial).write(weights);
        Path model = folder.resolve("model.safetensors");
        List<String> words = new ArrayList<>(List.of("import", weights.toString(), "-o", model.toString()));
        words.addAll(List.of("--architecture", "wdsr-nsr", "--task", task(network.scale())));
        for (String set : List.of("blocks=1", "channels=16", "convolution.groups=2", key + "=" + value)) {
            words.addAll(List.of("--set", set));
        }
        Run run = Run.of(words.toArray());
        assertThat(run.err()).isEmpty();
        return ModelFile.read(model).architecture();
    }

    private static String experiment(String architecture, int scale) {
        return "task: %s\narchitecture: %s\n".formatted(task(scale), architecture.replace('\n', ' '));
    }

    private static String task(int scale) {
        return scale == 1 ? "deblock" : "sr";
    }

    private static String block(String key, String value) {
        String block = value;
        for (String part : List.of(key.split("\\.")).reversed()) {
            block = "{%s: %s}".formatted(part, block);
        }
        return block;
    }
}
