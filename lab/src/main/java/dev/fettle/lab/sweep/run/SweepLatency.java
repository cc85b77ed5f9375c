package dev.fettle.lab.sweep.run;

import dev.fettle.file.AtomicFile;
import dev.fettle.image.Image;
import dev.fettle.lab.Machine;
import dev.fettle.lab.Size;
import dev.fettle.lab.Times;
import dev.fettle.lab.report.SweepResults.Millis;
import dev.fettle.lab.sweep.Sweep.Latency;
import dev.fettle.network.Configuration;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.Classifier;
import dev.fettle.runtime.RestorationException;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import dev.fettle.runtime.engine.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// How long each variant takes to restore one picture, from its samples to those of the result, or to
/// score its classes. The variants take turns, so that a slow moment of the machine hits all of them;
/// nothing else is done meanwhile.
///
/// @param conditions of the measurement
/// @param millis by the name of the variant
/// @param problems variants that could not be run, and why
record SweepLatency(String conditions, SequencedMap<String, Millis> millis, List<String> problems) {
    private static final long SEED = 1;

    SweepLatency {
        problems = List.copyOf(problems);
    }

    /// @param models by the name of the variant
    static SweepLatency measure(
            SequencedMap<String, ModelFile> models, Latency how, RestoreOptions options, Runnable check) {
        List<Timed> opened = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        try {
            List<Timed> timed = new ArrayList<>();
            for (Map.Entry<String, ModelFile> model : models.entrySet()) {
                try {
                    opened.add(new Timed(model.getKey(), Worker.of(model.getValue(), how, options), new ArrayList<>()));
                    warmUp(opened.getLast().worker(), how, check);
                    timed.add(opened.getLast());
                } catch (IllegalArgumentException | RestorationException e) {
                    problems.add(model.getKey() + ": latency not measured: " + e.getMessage());
                }
            }
            for (int round = 0; round < how.runs(); round++) {
                check.run();
                timed.forEach(one -> one.millis().add(millis(one.worker())));
            }
            SequencedMap<String, Millis> medians = new LinkedHashMap<>();
            timed.forEach(one -> medians.put(one.name(), summary(one.millis())));
            return new SweepLatency(conditions(sizes(timed), how, options), medians, problems);
        } finally {
            opened.forEach(one -> one.worker().close());
        }
    }

    /// A variant with its times so far.
    private record Timed(String name, Worker worker, List<Double> millis) {}

    /// A network at work on pictures of one size.
    ///
    /// @param task what it does with a picture
    /// @param size of the pictures
    private record Worker(Consumer<Image> task, Runnable end, int channels, Size size) implements AutoCloseable {
        static Worker of(ModelFile model, Latency how, RestoreOptions options) {
            int channels = model.card().usage().colour().channels();
            if (model.classes().areGiven()) {
                int side = model.classes().patch();
                Classifier classifier = Classifier.of(model, options);
                return new Worker(classifier::scores, classifier::close, channels, new Size(side, side));
            }
            Restorer restorer = Restorer.of(model, options);
            return new Worker(restorer::restore, restorer::close, channels, new Size(how.width(), how.height()));
        }

        @Override
        public void close() {
            end.run();
        }
    }

    private static void warmUp(Worker worker, Latency how, Runnable check) {
        for (int run = 0; run < how.warmUp(); run++) {
            check.run();
            millis(worker);
        }
    }

    private static double millis(Worker worker) {
        Image picture = picture(worker.channels(), worker.size());
        long start = System.nanoTime();
        worker.task().accept(picture);
        return (System.nanoTime() - start) / 1e6;
    }

    /// `320x180`, or what there is of different ones.
    private static String sizes(List<Timed> timed) {
        return timed.stream()
                .map(one -> one.worker().size().toString())
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    /// Noise, uniform in [0, 1): no sample is easier than another.
    private static Image picture(int channels, Size size) {
        Random random = new Random(SEED);
        float[][] planes = new float[channels][size.width() * size.height()];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextFloat();
            }
        }
        return Image.of(size.width(), size.height(), planes);
    }

    private static Millis summary(List<Double> millis) {
        Times times = new Times(millis.getFirst(), millis);
        return new Millis(times.median(), times.min(), times.max(), times.millis());
    }

    private static String conditions(String size, Latency how, RestoreOptions options) {
        return "median of %d runs in turns after %d to warm up, one picture of %s going in, %d %s, %s; %s"
                .formatted(
                        how.runs(),
                        how.warmUp(),
                        size,
                        options.threads(),
                        options.threads() == 1 ? "thread" : "threads",
                        Engine.arithmetic(),
                        Machine.here());
    }

    /// Keeps it for a later report.
    void write(Path file) throws IOException {
        String json = Configuration.MAPPER.writeValueAsString(this);
        AtomicFile.write(file, out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
    }

    /// What was kept; empty if nothing was.
    static Optional<SweepLatency> read(Path file) throws IOException {
        return Files.exists(file)
                ? Optional.of(Configuration.MAPPER.readValue(Files.readString(file), SweepLatency.class))
                : Optional.empty();
    }
}
