package dev.fettle.lab.evaluation;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.data.ClassFolder;
import dev.fettle.image.data.ClassFolder.Member;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.lab.Garbage;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.evaluation.ClassReport.Sorted;
import dev.fettle.lab.evaluation.EvaluationReport.Failed;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.Classifier;
import dev.fettle.runtime.RestorationException;
import dev.fettle.runtime.RestoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Measures how often a model finds the class of a picture; one that cannot be read or measured is reported
/// and left out.
///
/// @param setting that names the folder, for messages
/// @param data a folder with one for each class, as {@link ClassFolder} has it
/// @param check called before each picture; ends the measurement by an exception
public record ClassEvaluation(String setting, Path data, Runnable check) {
    /// Of the folder that the command line names.
    public ClassEvaluation(Path data) {
        this("--data", data, () -> {});
    }

    /// @throws NothingToMeasureException if there is no such folder, or not a single picture could be
    /// measured
    /// @throws IllegalArgumentException if its classes are not those of the model
    public ClassReport model(ModelFile model, RestoreOptions options, Watcher watcher) throws IOException {
        List<String> classes = model.classes().names();
        ClassFolder folder =
                folder().inOrderOf(setting, classes, "model '" + model.card().name() + "'");
        List<Sorted> sorted = new ArrayList<>();
        List<Failed> failed = new ArrayList<>();
        Garbage garbage = new Garbage();
        boolean isResized = false;
        try (Classifier classifier = Classifier.of(model, options);
                Watcher.Course progress = watcher.course(folder.members().size())) {
            classifier.hint().ifPresent(watcher::note);
            for (Member member : folder.members()) {
                check.run();
                String name = classes.get(member.label()) + "/" + ImageFolder.stem(member.file());
                progress.start(name);
                try {
                    Image picture = ImageFiles.read(member.file());
                    float[] scores = classifier.scores(picture);
                    isResized |= classifier.crop().isResized(picture.width(), picture.height());
                    sorted.add(Sorted.of(name, member.label(), scores));
                } catch (ImageFormatException | IllegalArgumentException | RestorationException e) {
                    failed.add(new Failed(name, String.valueOf(e.getMessage())));
                    progress.note("fettle: " + withName(member.file(), e));
                }
                progress.finished();
                garbage.collect();
            }
            if (sorted.isEmpty()) {
                throw new NothingToMeasureException(data + ": none of the pictures could be measured");
            }
            String protocol = classifier.crop().label(isResized);
            return new ClassReport(
                    model.card().name(), data.toString(), model.precision(), protocol, classes, sorted, failed);
        }
    }

    private ClassFolder folder() throws IOException {
        try {
            return ClassFolder.of(setting, data);
        } catch (IllegalArgumentException e) {
            throw new NothingToMeasureException(String.valueOf(e.getMessage()));
        }
    }

    /// Messages of readers begin with the file.
    private static String withName(Path file, Exception problem) {
        String message = String.valueOf(problem.getMessage());
        return message.startsWith(file.toString()) ? message : file + ": " + message;
    }
}
