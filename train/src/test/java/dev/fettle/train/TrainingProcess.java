package dev.fettle.train;

import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A training as a process of its own, for tests that kill it: experiment, folder, `new` or `resume`.
final class TrainingProcess {
    private TrainingProcess() {}

    public static void main(String[] arguments) throws IOException {
        Experiment experiment = Experiment.load(Path.of(arguments[0]), List.of());
        Trainer.run(experiment, Path.of(arguments[1]), arguments[2].equals("resume"), new TrainingListener() {
            @Override
            public void stepped(Progress progress) {
                System.out.println("step " + progress.step());
                System.out.flush();
            }
        });
    }
}
