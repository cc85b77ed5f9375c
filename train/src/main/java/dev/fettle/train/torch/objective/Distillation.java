package dev.fettle.train.torch.objective;

import dev.fettle.network.Course;
import dev.fettle.network.Graph;
import dev.fettle.network.Shape;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.settings.NeededFile;
import dev.fettle.train.start.ModelSetting;
import dev.fettle.train.torch.Phase;
import dev.fettle.train.torch.TorchModel;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/// How far a result is from that of a trained network, which stays as it is, for the same input. Hinton et al., 2015,
/// on pictures or feature maps instead of classes.
///
/// @param teacher its model file; relative paths start from the current directory
/// @param result of the network; empty for the first
/// @param teacherResult empty for the one of the same name
/// @param layer whose input is compared, in place of a result: `tail.2`; empty for none
/// @param teacherLayer empty for the one of the same name
/// @param channelMeans whether means over the channels are compared, so that widths may differ. Guo et al., 2022
/// (DRC), the authors' code
public record Distillation(
        String name,
        Course weight,
        Norm norm,
        String teacher,
        String result,
        String teacherResult,
        String layer,
        String teacherLayer,
        boolean channelMeans)
        implements Term {
    public static final Distillation DEFAULTS =
            new Distillation("distillation", Course.constant(1), Norm.L1, "", "", "", "", "", false);

    public Distillation {
        if (!(layer.isEmpty() || (result.isEmpty() && teacherResult.isEmpty()))
                || (layer.isEmpty() && !teacherLayer.isEmpty())) {
            throw new IllegalArgumentException(
                    "loss." + name + ": results or what layers read are compared: name either result and "
                            + "teacherResult, or layer and teacherLayer");
        }
    }

    @Override
    public List<String> layers() {
        return layer.isEmpty() ? List.of() : List.of(layer);
    }

    private List<String> teacherLayers() {
        return teacherLayer.isEmpty() ? layers() : List.of(teacherLayer);
    }

    @Override
    public Set<Integer> targets(Subject subject) {
        if (teacher.isBlank()) {
            throw new IllegalArgumentException("loss." + name + ": 'teacher' is missing; name a model file");
        }
        subject.seeing(layers()).result(name, ours());
        return Set.of();
    }

    /// The name of what is compared among the network's results; empty for the first of them.
    private String ours() {
        return layer.isEmpty() ? result : Subject.read(layer);
    }

    private String theirs() {
        if (!layer.isEmpty()) {
            return Subject.read(teacherLayers().getFirst());
        }
        return teacherResult.isEmpty() ? result : teacherResult;
    }

    @Override
    public boolean isOfInputsAlone() {
        return true;
    }

    @Override
    public List<NeededFile> files() {
        return List.of(new NeededFile(teacherSetting(), teacher));
    }

    private String teacherSetting() {
        return "loss." + name + ".teacher";
    }

    @Override
    public void requireFiles(Subject subject) {
        Lesson.of(this, subject);
    }

    @Override
    public void requireTask(String task) {
        String theirs =
                ModelSetting.read(teacherSetting(), teacher).card().usage().task();
        if (!theirs.equals(task)) {
            throw new IllegalArgumentException("%s: %s was trained for task '%s', the network is for '%s'"
                    .formatted(teacherSetting(), teacher, theirs, task));
        }
    }

    @Override
    public Loss open(Subject subject, Surroundings surroundings) {
        Lesson lesson = Lesson.of(this, subject);
        Architecture architecture = lesson.file.architecture();
        TorchModel.Description description =
                new TorchModel.Description(lesson.graph, architecture.valueRange(), surroundings.device());
        return new Taught(this, lesson.ours, lesson.theirs, TorchModel.frozen(description, lesson.file.weights()));
    }

    /// What is learnt from whom.
    ///
    /// @param graph of the teacher
    /// @param ours the network's result
    /// @param theirs the teacher's
    private record Lesson(ModelFile file, Graph graph, String ours, String theirs) {
        static Lesson of(Distillation settings, Subject seen) {
            Subject subject = seen.seeing(settings.layers());
            String term = settings.name;
            ModelFile file =
                    at(subject.architecture().scale(), ModelSetting.read(settings.teacherSetting(), settings.teacher));
            Subject other = new Subject(file.architecture(), file.network().graph(), subject.patch())
                    .seeing(settings.teacherLayers());
            String ours = subject.result(term, settings.ours());
            String theirs = settings.theirs().isEmpty()
                    ? other.graph().outputs().firstEntry().getKey()
                    : settings.taughtBy(other);
            settings.requireSameInput(subject, other);
            settings.requireComparable(subject.shape(ours), other.shape(theirs));
            return new Lesson(file, other.graph(), ours, theirs);
        }

        /// Of a teacher of several scales the one that is taught.
        private static ModelFile at(int scale, ModelFile teacher) {
            return teacher.scales().contains(scale) ? teacher.at(scale) : teacher;
        }
    }

    private String taughtBy(Subject other) {
        String wanted = theirs();
        if (!other.graph().outputs().containsKey(wanted)) {
            throw new IllegalArgumentException("loss.%s: the teacher has no result '%s'; it has %s"
                    .formatted(
                            name,
                            wanted,
                            String.join(", ", other.graph().outputs().sequencedKeySet())));
        }
        return wanted;
    }

    private void requireSameInput(Subject subject, Subject other) {
        if (subject.graph().inputChannels() != other.graph().inputChannels()
                || subject.architecture().isFedEnlarged()
                        != other.architecture().isFedEnlarged()) {
            throw new IllegalArgumentException(
                    "loss.%s: the teacher takes %s, the network %s".formatted(name, takes(other), takes(subject)));
        }
    }

    private static String takes(Subject subject) {
        return subject.graph().inputChannels()
                + (subject.architecture().isFedEnlarged() ? " channels, enlarged" : " channels");
    }

    private void requireComparable(Shape ours, Shape theirs) {
        boolean isSame = ours.equals(theirs);
        boolean isSameSize = ours.rank() == 4
                && theirs.rank() == 4
                && ours.height() == theirs.height()
                && ours.width() == theirs.width();
        if (!isSame && !(channelMeans && isSameSize)) {
            String others = layer.isEmpty()
                    ? "name others by result and teacherResult"
                    : "name others by layer and teacherLayer";
            throw new IllegalArgumentException("loss.%s: the teacher's %s is %s for a patch, the network's %s; %s"
                    .formatted(
                            name,
                            layer.isEmpty() ? "result" : "map",
                            theirs,
                            ours,
                            isSameSize ? "say channelMeans: true, or " + others : others));
        }
    }

    private record Taught(Distillation settings, String ours, String theirs, TorchModel teacher) implements Loss {
        @Override
        public Value of(Seen seen) {
            Tensor taught = Objects.requireNonNull(
                    teacher.forward(seen.input(), Phase.USE).get(theirs));
            return Value.of(settings.norm.distance(compared(seen.result(ours)), compared(taught)));
        }

        private Tensor compared(Tensor result) {
            return settings.channelMeans ? result.mean(new long[] {1}, true, new ScalarTypeOptional()) : result;
        }

        @Override
        public void close() {
            teacher.close();
        }
    }
}
