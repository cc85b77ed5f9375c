package dev.fettle.train;

import dev.fettle.train.experiment.Experiment;

/// One training and its surroundings.
record Run(Experiment experiment, RunFolder folder, Validator validator, TrainingListener listener) {
    Experiment.Settings settings() {
        return experiment.settings();
    }
}
