package dev.fettle.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.cli.Models;
import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.image.Image;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.convolution.Sparse.Pooling;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class InspectKernelsTest {
    private static final int SIDE = 16;

    @TempDir
    Path folder;

    private static ModelFile sparse(Pooling pooling) {
        Sparse sparse = new Sparse(2, 1, Sparse.Choice.DEFAULTS, Sparse.Routing.of(pooling, SIDE));
        return Models.rgb("tiny-nsr", new Wdsr(2, 1, 8, 1, Wdsr.Block.A, sparse));
    }

    /// The first layer chooses group 1 where red is bright, else group 2; the second weighs both equally
    /// everywhere.
    private static ModelFile choosesByRed(Pooling pooling) {
        ModelFile model = sparse(pooling);
        float[] head = zeroed(model, "body.0.weight_v");
        for (int filter = 0; filter < 8; filter++) {
            head[filter * 27 + 4] = 1; // each the middle of red
        }
        zeroed(model, "body.0.bias");
        for (String layer : new String[] {"body.1.body.0", "body.1.body.2"}) {
            zeroed(model, layer + ".mlp.0.weight");
            zeroed(model, layer + ".mlp.0.bias");
        }
        float[] router = model.weights().get("body.1.body.0.mlp.0.weight").array();
        router[0] = 20;
        router[8] = -20;
        return model;
    }

    private static float[] zeroed(ModelFile model, String name) {
        float[] array = model.weights().get(name).array();
        Arrays.fill(array, 0);
        return array;
    }

    /// Left a chessboard of mean 0.75, right flat at 0.25.
    private static Image halves(int channels) {
        int width = 8 * SIDE;
        float[] plane = new float[width * 2 * SIDE];
        for (int i = 0; i < plane.length; i++) {
            boolean isLeft = i % width < width / 2;
            plane[i] = isLeft ? 0.75f + ((i / width + i) % 2 == 0 ? 0.2f : -0.2f) : 0.25f;
        }
        return channels == 1 ? Image.of(width, 2 * SIDE, plane) : Image.of(width, 2 * SIDE, plane, plane, plane);
    }

    private Path model(ModelFile model) throws IOException {
        return Models.write(folder.resolve("m.safetensors"), model);
    }

    private Path picture(Image image) throws IOException {
        return Pictures.write(folder.resolve("p.png"), image);
    }

    @Test
    void theChoiceOfARouterThatIsKnownIsTold() throws IOException {
        Path page = folder.resolve("map.html");
        Run run = Run.of(
                "inspect",
                model(choosesByRed(Pooling.GLOBAL)),
                "--kernels",
                picture(halves(3)),
                "--window",
                SIDE,
                "-o",
                page,
                "--json");
        assertThat(run.err()).isEmpty();
        requireKnownChoice(run.json());
        assertThat(page).exists();
    }

    private static void requireKnownChoice(JsonNode report) {
        assertThat(report.get("kind").asString()).isEqualTo("kernels");
        assertThat(report.get("columns").asInt()).isEqualTo(8);
        assertThat(report.get("rows").asInt()).isEqualTo(2);
        assertThat(report.get("disjoint").asInt()).isEqualTo(16);
        JsonNode first = report.get("layers").get(0);
        assertThat(first.get("name").asString()).isEqualTo("body.1.body.0");
        JsonNode chosen = first.get("parts").get(0).get("chosen");
        for (int i = 0; i < 16; i++) {
            assertThat(chosen.get(i).asInt()).as("window %d", i).isEqualTo(i % 8 < 4 ? 0 : 1);
        }
        // not 1, since two of the flat windows border on the chessboard
        assertThat(first.get("chosenRatio").asDouble()).isBetween(0.7, 1.0);
        assertThat(first.get("strongest").get("group").asInt()).isBetween(1, 2);
        assertThat(report.get("untrained").size()).isEqualTo(2);
        JsonNode second = report.get("layers").get(1);
        assertThat(second.get("steady").asInt()).isEqualTo(1);
        assertThat(second.get("entropy").asDouble()).isCloseTo(1, within(1e-9));
        assertThat(second.get("chosenRatio").isNull()).isTrue();
        assertThat(report.get("notes").get(0).asString()).startsWith("1 of 2 layers mix the same kernel");
    }

    @Test
    void windowsOfTheNetworkItselfAreTakenAsTheyAre() throws IOException {
        Path model = model(choosesByRed(Pooling.WINDOW));
        Path picture = picture(halves(3));
        Path page = folder.resolve("map.html");
        requireKnownChoice(Run.of("inspect", model, "--kernels", picture, "-o", page, "--json")
                .json());
        Run asked = Run.of("inspect", model, "--kernels", picture, "--step", 8, "-o", folder.resolve("other.html"));
        assertThat(asked.status()).isEqualTo(2);
        assertThat(asked.err()).contains("windows of its own, of 16 pixels").hasLineCount(1);
    }

    @Test
    void thePageNeedsNothingElse() throws IOException {
        Path page = folder.resolve("map.html");
        Run run = Run.of(
                "inspect",
                model(choosesByRed(Pooling.GLOBAL)),
                "--kernels",
                picture(halves(3)),
                "--window",
                SIDE,
                "--step",
                8,
                "-o",
                page);
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("body.1.body.0", "45 windows of 16 pixels (15x3) on 128x32, 16", "overlap");
        assertThat(run.out().strip()).endsWith(page.toString());
        String html = Files.readString(page);
        assertThat(html.replace("xmlns=\"http://www.w3.org/2000/svg\"", "").replace("http://www.w3.org/1999/xlink", ""))
                .contains("<svg", "data:image/png;base64,", "body.1.body.2", "The same mixture in all windows")
                .doesNotContain("<script", "http:", "https:", "<link", "@import", "url(//");
    }

    @Test
    void aNetworkThatDoesNotChooseSaysSo() throws IOException {
        ModelFile model = choosesByRed(Pooling.GLOBAL);
        zeroed(model, "body.1.body.0.mlp.0.weight");
        Path page = folder.resolve("map.html");
        Run run = Run.of("inspect", model(model), "--kernels", picture(halves(3)), "--window", SIDE, "-o", page);
        assertThat(run.out()).contains("This network does not choose");
        assertThat(Files.readString(page))
                .contains("This network does not choose")
                .doesNotContain("What the choice tells", "class=\"maps\"");
    }

    @Test
    void aGrayPictureIsSeenAsThreeEqualChannelsAndThatIsSaid() throws IOException {
        Run run = Run.of(
                "inspect",
                model(choosesByRed(Pooling.GLOBAL)),
                "--kernels",
                picture(halves(1)),
                "--window",
                SIDE,
                "-o",
                folder.resolve("map.html"),
                "--json");
        JsonNode notes = run.json().get("notes");
        assertThat(notes.get(0).asString()).startsWith("A gray picture for a model of colour");
        assertThat(run.json().get("layers").get(0).get("chosenRatio").asDouble())
                .isGreaterThan(0.7);
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() throws IOException {
        Path model = model(sparse(Pooling.GLOBAL));
        Path picture = picture(halves(3));
        Path plain = Models.write(folder.resolve("plain.safetensors"), Models.edsr(2));
        requireRefused(4, "none of its layers chooses", "inspect", plain, "--kernels", picture);
        requireRefused(
                3, "sees 128x32 pixels of it, less than a window of 48x48", "inspect", model, "--kernels", picture);
        requireRefused(2, "got 16 and 17", "inspect", model, "--kernels", picture, "--window", 16, "--step", 17);
        requireRefused(2, "got 0 and 0", "inspect", model, "--kernels", picture, "--window", 0);
        requireRefused(3, "missing.png", "inspect", model, "--kernels", folder.resolve("missing.png"));
        requireRefused(4, "unknown model 'wdsr-nsr'", "inspect", "wdsr-nsr", "--kernels", picture);
        requireRefused(2, "ask one at a time", "inspect", model, "--kernels", picture, "--plan");
        requireRefused(2, "--kernels", "inspect", model, "--step", 8);
        requireRefused(2, "--plan", "inspect", model, "--kernels", picture, "--size", "64x64");
        requireRefused(2, "--threads is for --plan and --kernels", "inspect", model, "--threads", 2);
        requireRefused(2, "--threads must be at least 1", "inspect", model, "--kernels", picture, "--threads", 0);
    }

    private void requireRefused(int status, String words, Object... command) {
        Path page = folder.resolve("page.html");
        boolean hasPage = Arrays.asList(command).contains("--kernels");
        Object[] whole = hasPage ? Arrays.copyOf(command, command.length + 2) : command;
        if (hasPage) {
            whole[command.length] = "-o";
            whole[command.length + 1] = page;
        }
        Run run = Run.of(whole);
        assertThat(run.status()).as("%s", run.err()).isEqualTo(status);
        assertThat(run.err().lines().findFirst().orElse("")).contains(words);
        assertThat(run.err()).doesNotContain("Exception");
        assertThat(page).doesNotExist();
    }

    @Test
    void aPageThatIsThereIsReplacedOnRequestOnly() throws IOException {
        Path model = model(sparse(Pooling.GLOBAL));
        Path picture = picture(halves(3));
        Path page = Files.writeString(folder.resolve("map.html"), "precious");
        Run run = Run.of("inspect", model, "--kernels", picture, "--window", SIDE, "-o", page);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("map.html", "--overwrite");
        assertThat(page).hasContent("precious");
        assertThat(Run.of("inspect", model, "--kernels", picture, "--window", SIDE, "-o", page, "--overwrite")
                        .status())
                .isZero();
        Path nowhere = folder.resolve("no/such/map.html");
        Run lost = Run.of("inspect", model, "--kernels", picture, "--window", SIDE, "-o", nowhere);
        assertThat(lost.status()).isEqualTo(1);
        assertThat(lost.err()).contains("no/such").hasLineCount(1);
    }
}
