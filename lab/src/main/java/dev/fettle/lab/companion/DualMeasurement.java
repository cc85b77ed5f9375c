package dev.fettle.lab.companion;

import dev.fettle.image.Image;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.report.CompanionResults.Centre;
import dev.fettle.lab.report.CompanionResults.Dual;
import dev.fettle.lab.report.CompanionResults.Measured;
import dev.fettle.lab.report.CompanionResults.Taps;
import dev.fettle.network.Network;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.train.data.Bitmap;
import dev.fettle.train.data.Pair;
import dev.fettle.train.data.Preparation;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.torch.Linearisation;
import dev.fettle.train.torch.objective.Companion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// One dual model's answer to an impulse, measured on photographs, and bicubic's beside it.
///
/// @param name of its term
/// @param experiment that it was trained in
record DualMeasurement(String name, Companion companion, Experiment experiment) {
    /// Of each photograph the middle, as large as the dual model sees so many pixels of it a side.
    private static final int SIDE = 256;

    /// Hears how many of how many pictures are done.
    interface Course {
        void part(int done, int total);
    }

    private int ratio() {
        return companion.from() / companion.to();
    }

    /// @throws NothingToMeasureException if a picture is too small
    Dual of(Network network, ImageFolder folder, Course course) throws IOException {
        try (Linearisation linear = new Linearisation(network)) {
            int colours = network.graph().inputChannels();
            ImpulseResponse.Gatherer gatherer = new ImpulseResponse.Gatherer(linear, ratio(), colours);
            double error = 0;
            for (int i = 0; i < folder.files().size(); i++) {
                Pair pair = pair(folder.files().get(i), colours);
                Values large = values(pair, companion.from());
                gatherer.add(large);
                error += error(linear.result(large), values(pair, companion.to()))
                        / folder.files().size();
                course.part(i + 1, folder.files().size());
            }
            return dual(
                    gatherer.response(), -10 * Math.log10(error), folder.files().size());
        }
    }

    /// The photograph at both scales, as training had it.
    private Pair pair(Path file, int colours) throws IOException {
        Preparation preparation = new Preparation(
                experiment.degradation(companion.scale()),
                false,
                colours,
                new TreeSet<>(List.of(companion.from(), companion.to())).headSet(companion.scale(), false));
        Image photograph = ImageFiles.read(file);
        int longest = SIDE * companion.scale() / companion.from();
        int width = side(photograph.width(), longest);
        int height = side(photograph.height(), longest);
        int least = ImpulseResponse.APART * companion.scale() / companion.to();
        if (Math.min(width, height) < least) {
            throw new NothingToMeasureException("--dual %s: %dx%d is less than the %dx%d that '%s' is looked at on"
                    .formatted(file, photograph.width(), photograph.height(), least, least, name));
        }
        Image middle =
                photograph.crop((photograph.width() - width) / 2, (photograph.height() - height) / 2, width, height);
        return preparation.trained(String.valueOf(file.getFileName()), middle);
    }

    private int side(int of, int longest) {
        return Math.min(of, longest) / companion.scale() * companion.scale();
    }

    private static Values values(Pair pair, int scale) {
        Bitmap bitmap = Objects.requireNonNull(pair.targets().get(scale));
        int pixels = bitmap.width() * bitmap.height();
        Values values = Values.zeros(Shape.of(1, bitmap.channels(), bitmap.height(), bitmap.width()));
        for (int i = 0; i < pixels * bitmap.channels(); i++) {
            values.array()[i % bitmap.channels() * pixels + i / bitmap.channels()] = bitmap.sample(i);
        }
        return values;
    }

    /// Mean squared, white being 1.
    private static double error(Values made, Values expected) {
        double sum = 0;
        for (int i = 0; i < made.array().length; i++) {
            double difference = made.array()[i] - expected.array()[i];
            sum += difference * difference;
        }
        return sum / made.array().length;
    }

    private Dual dual(ImpulseResponse response, double psnr, int pictures) {
        double[][] kernel = response.gray();
        double[] bicubic = BicubicTaps.of(ratio(), response.first(), response.side());
        double[] down = Arrays.stream(kernel)
                .mapToDouble(row -> Arrays.stream(row).sum())
                .toArray();
        double[] across = IntStream.range(0, response.side())
                .mapToDouble(
                        x -> Arrays.stream(kernel).mapToDouble(row -> row[x]).sum())
                .toArray();
        Measured measured = new Measured(
                Arrays.stream(down).sum(),
                new Centre(centre(across, response.first()), centre(down, response.first())),
                centre(bicubic, response.first()),
                difference(kernel, bicubic),
                norm(response.deviation()) / norm(response.mean()),
                response.mixed(),
                psnr);
        Taps taps = new Taps(
                Arrays.stream(kernel).map(DualMeasurement::boxed).toList(), boxed(across), boxed(down), boxed(bicubic));
        return new Dual(
                name, companion.from(), companion.to(), response.places(), pictures, response.first(), taps, measured);
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static double centre(double[] taps, int first) {
        double moment = 0;
        for (int i = 0; i < taps.length; i++) {
            moment += taps[i] * (first + i);
        }
        return moment / Arrays.stream(taps).sum();
    }

    private static double difference(double[][] kernel, double[] bicubic) {
        double apart = 0;
        double whole = 0;
        for (int y = 0; y < bicubic.length; y++) {
            for (int x = 0; x < bicubic.length; x++) {
                double tap = bicubic[y] * bicubic[x];
                apart += (kernel[y][x] - tap) * (kernel[y][x] - tap);
                whole += tap * tap;
            }
        }
        return Math.sqrt(apart / whole);
    }

    private static double norm(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
    }
}
