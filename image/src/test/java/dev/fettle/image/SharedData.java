package dev.fettle.image;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// The research images beside the repository, for tests tagged `data`; without them the tests skip.
public final class SharedData {
    private SharedData() {}

    /// A folder such as `Set5/HR`; the calling test is skipped if it is absent.
    public static Path folder(String name) {
        Path shared = Path.of(System.getProperty("fettle.shared", "../../shared"));
        Path folder = shared.resolve("data").resolve(name);
        assumeThat(Files.isDirectory(folder)).as("%s is absent", folder).isTrue();
        return folder;
    }

    /// An 8-bit file through its raster.
    public static Image read(Path file) throws IOException {
        BufferedImage decoded = ImageIO.read(file.toFile());
        Raster raster = decoded.getRaster();
        int size = raster.getWidth() * raster.getHeight();
        float[][] planes = new float[raster.getNumBands()][];
        for (int band = 0; band < planes.length; band++) {
            int[] samples = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), band, (int[]) null);
            planes[band] = new float[size];
            for (int i = 0; i < size; i++) {
                planes[band][i] = samples[i] / 255f;
            }
        }
        return Image.of(raster.getWidth(), raster.getHeight(), planes);
    }
}
