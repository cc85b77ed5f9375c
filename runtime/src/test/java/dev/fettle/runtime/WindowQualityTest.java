package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fettle.image.Image;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.metric.Evaluation;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Network;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.Windows;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.engine.PreparedNetwork;
import dev.fettle.runtime.engine.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Restores photographs with a trained model in several ways of windowing and prints the mean PSNR of each: the table
/// of docs/methods/nsr.md. The model is named by `-Dfettle.model=FILE`: for super-resolution in RGB, with a pool size.
@Tag("data")
class WindowQualityTest {
    /// The customary one, and one beyond what the padding of the authors' scheme reaches.
    private static final int[] BORDERS = {2, 20};

    private static final Path PHOTOS = Path.of("../../shared/data/photos-valid");

    @Test
    @Tag("long") // 24 photographs, restored in eleven ways: minutes
    void theCheapSchemeLosesLessThanAHundredthOfADecibel() throws IOException {
        String file = System.getProperty("fettle.model");
        assumeThat(file).as("-Dfettle.model").isNotNull();
        assumeThat(PHOTOS).exists();
        Map<String, double[]> means = means(ModelFile.read(Path.of(file)));
        means.forEach((name, psnr) -> System.out.printf("%-32s %.4f %.4f%n", name, psnr[0], psnr[1]));
        double[] authors = means.get("authors");
        double[] cheap = means.get("windows, 2x2 share");
        for (int i = 0; i < BORDERS.length; i++) {
            assertThat(cheap[i]).isGreaterThan(authors[i] - 0.01);
        }
    }

    private static Map<String, double[]> means(ModelFile model) throws IOException {
        Holdings holdings = new Holdings(new Workers(2), 1L << 31);
        Map<String, PictureNetwork> schemes = schemes(model.network(), model.poolSize(), holdings);
        Map<String, double[]> sums = new LinkedHashMap<>();
        int pictures = 0;
        for (Path file : ImageFolder.of(PHOTOS).files()) {
            Image original =
                    Bicubic.cropToMultiple(ImageFiles.read(file), model.scale()).withoutAlpha();
            if (original.channels() == 3 && isLarge(original, model)) {
                schemes.forEach((name, network) -> add(sums, name, restored(original, network, model), original));
                pictures++;
            }
        }
        holdings.close();
        int count = pictures;
        System.out.println(count + " pictures of several windows; borders of 2 and of 20 pixels left out");
        sums.replaceAll((_, sum) -> Arrays.stream(sum).map(psnr -> psnr / count).toArray());
        return sums;
    }

    private static boolean isLarge(Image original, ModelFile model) {
        int least = Windows.leastPicture(model.poolSize()) * model.scale();
        return Math.min(original.width(), original.height()) >= least;
    }

    private static Map<String, PictureNetwork> schemes(Network network, int side, Holdings holdings) {
        Map<String, PictureNetwork> schemes = new LinkedHashMap<>();
        schemes.put(
                "authors",
                new OverlappingWindows(
                        () -> OverlappingWindows.Parts.of(network.deployed(), Border.ZEROS, Watch.SILENT),
                        side,
                        holdings));
        schemes.put("whole", tiled(network.deployed(), holdings));
        schemes.put("windows", tiled(Windows.of(network.deployed(), new WindowMean(side, 0), 1), holdings));
        for (int shared : new int[] {2, 3, 4}) {
            DeployedNetwork windowed = Windows.of(network.deployed(), new WindowMean(side, 0), shared);
            schemes.put("windows, " + shared + "x" + shared + " share", tiled(windowed, holdings));
        }
        schemes.put(
                "windows of 1/2, mean of 1",
                tiled(Windows.of(network.deployed(), new WindowMean(side / 2, side / 4), 1), holdings));
        schemes.put(
                "windows of 1, mean of 2",
                tiled(Windows.of(network.deployed(), new WindowMean(side, side / 2), 1), holdings));
        schemes.put("windows of 2", tiled(Windows.of(network.deployed(), new WindowMean(2 * side, 0), 1), holdings));
        schemes.put("windows of 4", tiled(Windows.of(network.deployed(), new WindowMean(4 * side, 0), 1), holdings));
        return schemes;
    }

    private static PictureNetwork tiled(DeployedNetwork network, Holdings holdings) {
        return new TiledNetwork(PreparedNetwork.of(network, Border.ZEROS), holdings);
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
        Planes out = network.run(in, Watch.SILENT);
        return Image.of(out.width(), out.height(), out.channels());
    }

    private static float[][] planes(Image image) {
        return new float[][] {image.plane(0), image.plane(1), image.plane(2)};
    }
}
