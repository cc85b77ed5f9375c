package dev.fettle.train.torch.regimen;

import dev.fettle.image.Image;
import dev.fettle.network.Graph;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.Batch;
import dev.fettle.train.data.RandomStreams;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.Moment;
import dev.fettle.train.torch.objective.Norm;
import dev.fettle.train.torch.objective.Objective;
import dev.fettle.train.torch.objective.Subject;
import dev.fettle.train.torch.objective.Surroundings;
import dev.fettle.train.torch.optimizer.Optimizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// A supervised training of any graph that is given its batches and learning rates by hand.
public final class HandFed implements AutoCloseable {
    private final Deque<Batch> batches = new ArrayDeque<>();
    private final RandomStreams random = new RandomStreams(1);
    private final Training training;
    private double rate;

    /// A network without settings.
    private record Bare(Graph graph, int scale, double valueRange) implements Architecture {}

    public HandFed(Graph graph, Weights initial, Norm norm, Optimizer optimizer) {
        this(subject(graph, 1), initial, Objective.of(norm), optimizer);
    }

    public HandFed(Subject subject, Weights initial, Objective objective, Optimizer optimizer) {
        Materials.Recipe recipe = new Materials.Recipe(objective, optimizer, (_, _) -> rate);
        Surroundings surroundings = new Surroundings(Device.CPU, 1);
        training = new Supervised()
                .open(
                        new Materials(subject, recipe, Materials.Supply.of((_, _) -> batches.remove()), surroundings),
                        initial);
    }

    public static Subject subject(Graph graph, double valueRange) {
        return new Subject(new Bare(graph, 1, valueRange), graph, 16);
    }

    public Step step(Batch batch, double learningRate, Moment moment) {
        batches.add(batch);
        rate = learningRate;
        return training.step(moment, random);
    }

    public Step step(Batch batch, double learningRate) {
        return step(batch, learningRate, Moment.LAST);
    }

    public Values answer(Image picture) {
        return training.answer(List.of(picture), 1);
    }

    public String culprit() {
        return training.culprit();
    }

    public long steps() {
        return training.steps();
    }

    public TrainingState state() {
        return training.state();
    }

    public void resume(TrainingState state) {
        training.resume(state);
    }

    public float[] weight(String name) {
        return state().part(TrainingState.WEIGHTS).get(name).array();
    }

    @Override
    public void close() {
        training.close();
    }
}
