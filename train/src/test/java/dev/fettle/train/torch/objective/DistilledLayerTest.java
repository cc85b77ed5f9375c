package dev.fettle.train.torch.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Course;
import dev.fettle.network.Network;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.data.Batch;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.Phase;
import dev.fettle.train.torch.TorchModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsLibtorch
class DistilledLayerTest {
    private static final Edsr STUDENT = new Edsr(2, 1, 4, 1, 1);
    private static final Edsr TEACHER = new Edsr(2, 1, 6, 1, 255);
    private static final int SIDE = 6;

    @TempDir
    private Path folder;

    private static Distillation distillation(Path teacher, String layer, String teacherLayer) {
        return new Distillation(
                "distillation", Course.constant(1), Norm.L2, teacher.toString(), "", "", layer, teacherLayer, true);
    }

    private Path teacher() throws IOException {
        Path file = folder.resolve("teacher.safetensors");
        ModelCard card = new ModelCard(
                "teacher",
                new ModelCard.Usage("sr", 255, Colour.RGB, 0),
                new ModelCard.Training("", List.of(), new ModelCard.Provenance("", 1, "", List.of())),
                List.of());
        new ModelFile(TEACHER, Weights.initial(TEACHER.graph(), 2), card).write(file);
        return file;
    }

    /// The mean square of the difference of the means over the channels, white being 1 to both.
    @Test
    void whatALayerReadsIsComparedByItsMeans() throws IOException {
        Subject subject = new Subject(STUDENT, STUDENT.graph(), SIDE);
        Objective objective = new Objective(List.of(distillation(teacher(), "tail.1", "")));
        assertThat(objective.layers()).containsExactly("tail.1");
        Surroundings surroundings = new Surroundings(Device.CPU, 1);
        Weights weights = Weights.initial(STUDENT.graph(), 1);
        Subject seeing = subject.seeing(objective.layers());
        assertThat(seeing.seeing(objective.layers()).results()).isEqualTo(seeing.results());
        TorchModel.Description description = new TorchModel.Description(seeing.graph(), 1, Device.CPU);
        try (ObjectiveAtWork work = new ObjectiveAtWork(objective, seeing, surroundings);
                TorchModel model = TorchModel.frozen(description, weights)) {
            Batch batch = batch();
            Seen seen = new Seen(batch, seeing, model, Phase.USE);
            double found = work.of(seen, Moment.LAST).total().item_double();
            double[] ours = means(STUDENT, weights, 1);
            double[] theirs = means(TEACHER, Weights.initial(TEACHER.graph(), 2), 255);
            double expected = 0;
            for (int i = 0; i < ours.length; i++) {
                expected += (ours[i] - theirs[i]) * (ours[i] - theirs[i]) / ours.length;
            }
            assertThat(found).isCloseTo(expected, within(1e-5 * expected));
        }
    }

    private static float sample(int channel, int pixel) {
        return (channel * 31 + pixel * 7) % 11 / 11f;
    }

    private static Batch batch() {
        float[] input = new float[SIDE * SIDE * 3];
        for (int i = 0; i < input.length; i++) {
            input[i] = sample(i % 3, i / 3);
        }
        return new Batch(1, SIDE, 2, 3, input, new float[input.length * 4]);
    }

    private static double[] means(Architecture architecture, Weights weights, double white) {
        Subject seeing = new Subject(architecture, architecture.graph(), SIDE).seeing(List.of("tail.1"));
        Values picture = Values.zeros(Shape.of(1, 3, SIDE, SIDE));
        for (int i = 0; i < picture.array().length; i++) {
            picture.array()[i] = (float) white * sample(i / (SIDE * SIDE), i % (SIDE * SIDE));
        }
        Network network = Network.of(seeing.graph().endingIn(Subject.read("tail.1")), weights);
        Reference.Array read = Reference.run(network, picture);
        int pixels = read.shape().height() * read.shape().width();
        double[] means = new double[pixels];
        for (int i = 0; i < read.array().length; i++) {
            means[i % pixels] += read.array()[i] / white / read.shape().channels();
        }
        return means;
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        Path teacher = teacher();
        Subject subject = new Subject(STUDENT, STUDENT.graph(), SIDE);
        assertThatThrownBy(() -> distillation(teacher, "tail.11", "").targets(subject))
                .hasMessageContaining("unknown layer 'tail.11'; did you mean 'tail.1'?");
        assertThatThrownBy(() -> distillation(teacher, "tail.1", "tail.9").requireFiles(subject))
                .hasMessageContaining("unknown layer 'tail.9'");
        assertThatThrownBy(() -> distillation(teacher, "tail.1", "head.0").requireFiles(subject))
                .hasMessageContaining("the teacher's map is")
                .hasMessageEndingWith("; name others by layer and teacherLayer");
        assertThatThrownBy(() -> new Distillation(
                                "x", Course.constant(1), Norm.L1, teacher.toString(), "", "", "tail.1", "", false)
                        .requireFiles(subject))
                .hasMessageEndingWith("; say channelMeans: true, or name others by layer and teacherLayer");
        assertThatThrownBy(() -> distillation(teacher, "", "tail.1"))
                .hasMessageContaining("name either result and teacherResult, or layer and teacherLayer");
        assertThatThrownBy(() -> new Distillation(
                        "x", Course.constant(1), Norm.L1, teacher.toString(), "output", "", "tail.1", "", false))
                .hasMessageContaining("name either result");
    }
}
