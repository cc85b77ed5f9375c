package dev.fettle.train;

import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A training as a process of its own, for tests that kill it: experiment, folder, `new` or `resume`, and, if it is to
/// wait there for its end, a number of steps.
final class TrainingProcess {
    private TrainingProcess() {}

    public static void main(String[] arguments) throws IOException {
        String last = arguments.length > 3 ? "step " + arguments[3] : "";
        Experiment experiment = Experiment.load(Path.of(arguments[0]), List.of());
        Trainer.run(experiment, Path.of(arguments[1]), arguments[2].equals("resume"), new TrainingListener() {
            @Override
            public void stepped(Progress progress) {
                String line = "step " + progress.step();
                System.out.println(line);
                System.out.flush();
                if (line.equals(last)) {
                    LockSupport.park();
                }
            }
        });
    }
}
