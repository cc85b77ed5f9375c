package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import dev.fettle.image.data.CentreCrop;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import java.util.Optional;

/// Tells of which class of a model a picture is. The network is given the middle of the picture as {@link
/// CentreCrop} has it, in the size that it was trained on. Not thread-safe.
public final class Classifier implements AutoCloseable {
    private final ModelFile model;
    private final CentreCrop crop;
    private final Engine engine;
    private final Plan plan;

    private Classifier(ModelFile model, CentreCrop crop, Engine engine, Plan plan) {
        this.model = model;
        this.crop = crop;
        this.engine = engine;
        this.plan = plan;
    }

    /// @param options of which threads and memory count
    /// @throws IllegalArgumentException if the model has no classes, being for pictures to restore
    public static Classifier of(ModelFile model, RestoreOptions options) {
        if (!model.classes().areGiven()) {
            throw new IllegalArgumentException("model '%s': restores pictures and has no classes"
                    .formatted(model.card().name()));
        }
        int side = model.classes().patch();
        Engine engine =
                Engine.of(model.network().deployed(), model.card().usage().border(), options.threads());
        try {
            Plan plan = engine.plan(side, side, options.memoryBytes(), Check.NONE);
            return new Classifier(model, new CentreCrop(side), engine, plan);
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    public ModelFile model() {
        return model;
    }

    /// What the network is given of a picture.
    public CentreCrop crop() {
        return crop;
    }

    /// A line for people when the engine runs slower than it could, with the way out.
    public Optional<String> hint() {
        return Engine.hint();
    }

    /// The network's score for each class, in their order; the largest tells the class.
    ///
    /// @throws IllegalArgumentException if the picture is smaller than what the network is given
    /// @throws RestorationException if a score is not finite
    public float[] scores(Image picture) {
        Image seen = crop.of(picture);
        float[] input = new float[seen.channels() * seen.width() * seen.height()];
        float white = (float) model.card().usage().valueRange();
        int to = 0;
        for (int channel = 0; channel < seen.channels(); channel++) {
            for (float sample : seen.plane(channel)) {
                input[to++] = white * sample;
            }
        }
        float[] scores = new float[model.classes().names().size()];
        plan.run(input, scores);
        for (float score : scores) {
            if (!Float.isFinite(score)) {
                throw new RestorationException(
                        "model '%s': a score is %s".formatted(model.card().name(), score));
            }
        }
        return scores;
    }

    /// The place of a class among all when they are ordered by their scores, 1 for the largest; of equal
    /// ones the first in the order of the classes stands first.
    public static int rank(float[] scores, int label) {
        int rank = 1;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > scores[label] || (scores[i] == scores[label] && i < label)) {
                rank++;
            }
        }
        return rank;
    }

    /// Ends the threads.
    @Override
    public void close() {
        engine.close();
    }
}
