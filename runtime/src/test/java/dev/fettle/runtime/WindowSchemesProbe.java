package dev.fettle.runtime;

import dev.fettle.image.Image;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.metric.Evaluation;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.Network;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.Windows;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Restores a folder with a model of pool size N in several ways of windowing and prints the mean PSNR of each, for
/// the table of docs/methods/nsr.md: a program, because it needs a trained model and takes minutes.
final class WindowSchemesProbe {
    /// The customary one, and one beyond what the padding of the authors' scheme reaches.
    private static final int[] BORDERS = {2, 20};

    private WindowSchemesProbe() {}

    /// A model file of super-resolution with an RGB network, and folders of originals.
    public static void main(String[] arguments) throws IOException {
        ModelFile model = ModelFile.read(Path.of(arguments[0]));
        Map<String, PictureNetwork> schemes =
                schemes(model.network(), model.card().usage().poolSize());
        for (int i = 1; i < arguments.length; i++) {
            ImageFolder folder = ImageFolder.of(Path.of(arguments[i]));
            Map<String, double[]> sums = new LinkedHashMap<>();
            int pictures = 0;
            for (Path file : folder.files()) {
                Image original = Bicubic.cropToMultiple(ImageFiles.read(file), model.scale())
                        .withoutAlpha();
                if (original.channels() == 3 && isLarge(original, model)) {
                    schemes.forEach((name, network) -> add(sums, name, restored(original, network, model), original));
                    pictures++;
                }
            }
            System.out.println(arguments[i] + ": " + pictures + " pictures; borders of 2 and of 20 pixels left out");
            for (Map.Entry<String, double[]> sum : sums.entrySet()) {
                double[] values = sum.getValue();
                System.out.printf("%-32s %.4f %.4f%n", sum.getKey(), values[0] / pictures, values[1] / pictures);
            }
        }
        schemes.values().forEach(PictureNetwork::close);
    }

    private static boolean isLarge(Image original, ModelFile model) {
        int least = 4 * model.card().usage().poolSize() * model.scale();
        return Math.min(original.width(), original.height()) >= least;
    }

    private static Map<String, PictureNetwork> schemes(Network network, int side) {
        Map<String, PictureNetwork> schemes = new LinkedHashMap<>();
        schemes.put("authors", new OverlappingWindows(network, side, 2, 1L << 31));
        schemes.put("whole", new TiledNetwork(network, 2, 1L << 31));
        schemes.put("windows", windows(network, side, 0));
        for (int shared : new int[] {2, 3, 4}) {
            Network windowed = Windows.of(network, new WindowMean(side, 0), shared);
            schemes.put("windows, " + shared + "x" + shared + " share", new TiledNetwork(windowed, 2, 1L << 31));
        }
        schemes.put("windows of 1/2, mean of 1", windows(network, side / 2, side / 4));
        schemes.put("windows of 1, mean of 2", windows(network, side, side / 2));
        schemes.put("windows of 2", windows(network, 2 * side, 0));
        schemes.put("windows of 4", windows(network, 4 * side, 0));
        return schemes;
    }

    private static PictureNetwork windows(Network network, int side, int margin) {
        return new TiledNetwork(Windows.of(network, new WindowMean(side, margin), 1), 2, 1L << 31);
    }

    private static void add(Map<String, double[]> sums, String name, Image restored, Image original) {
        double[] sum = sums.computeIfAbsent(name, _ -> new double[BORDERS.length]);
        for (int i = 0; i < BORDERS.length; i++) {
            Evaluation evaluation = new Evaluation(Protocol.Y, BORDERS[i]);
            sum[i] += evaluation.measure(original, restored).psnr().value();
        }
    }

    private static Image restored(Image original, PictureNetwork network, ModelFile model) {
        Image low = Bicubic.shrink(original, model.scale(), Flavour.MIRROR_8BIT);
        Planes in = new Planes(low.width(), low.height(), planes(low));
        Planes out = network.run(in, RestoreProgress.SILENT);
        return Image.of(out.width(), out.height(), out.channels());
    }

    private static float[][] planes(Image image) {
        return new float[][] {image.plane(0), image.plane(1), image.plane(2)};
    }
}
