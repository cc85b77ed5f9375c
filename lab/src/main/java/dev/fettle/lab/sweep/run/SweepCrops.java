package dev.fettle.lab.sweep.run;

import dev.fettle.image.Image;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.evaluation.TestInput;
import dev.fettle.lab.report.CropPanel;
import dev.fettle.lab.report.CropPanel.Tile;
import dev.fettle.lab.report.SweepResults.PictureScores;
import dev.fettle.lab.report.SweepResults.Scored;
import dev.fettle.lab.sweep.Crop;
import dev.fettle.lab.sweep.TestSet;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Cuts one place out of a picture as it is, as it was degraded, and as each variant restores it.
///
/// @param crop the place
/// @param set that its picture belongs to
/// @param pictures of the set
record SweepCrops(Crop crop, TestSet set, ImageFolder pictures) {
    /// A variant's first trained run.
    ///
    /// @param scored on the crop's set, if measured
    record Shown(SeededRun run, Optional<Scored> scored) {}

    /// @param baseline of the crop's set, if measured
    /// @param variants by their name
    /// @throws IllegalArgumentException if there is no such picture, or it does not reach so far
    CropPanel panel(Optional<Scored> baseline, SequencedMap<String, Shown> variants, RestoreOptions options)
            throws IOException {
        Path file = file(crop, pictures);
        Image original = Bicubic.cropToMultiple(ImageFiles.read(file).withoutAlpha(), set.scale());
        TestInput input = SweepEvaluation.input(set);
        Image reference = input.reference(original);
        requireInside(crop, reference.width(), reference.height());
        Image degraded = input.of(file, original);
        List<Tile> tiles = new ArrayList<>();
        tiles.add(tile("reference", "", reference));
        Image plain = set.task() == Task.SR ? Bicubic.enlarge(degraded, set.scale(), Flavour.MIRROR_8BIT) : degraded;
        tiles.add(tile(SweepEvaluation.baselineName(set), decibels(baseline), plain));
        for (Map.Entry<String, Shown> variant : variants.entrySet()) {
            ModelFile model = NamedModel.read(variant.getValue().run().model()).at(set.scale());
            try (Restorer restorer = Restorer.of(model, options)) {
                Image restored = restorer.restore(degraded);
                tiles.add(tile(variant.getKey(), decibels(variant.getValue().scored()), restored));
            }
        }
        return new CropPanel(title(), caption(baseline, variants), tiles);
    }

    /// @throws IllegalArgumentException if there is no such picture
    static Path file(Crop crop, ImageFolder pictures) {
        return pictures.files().stream()
                .filter(file -> ImageFolder.stem(file).equals(crop.picture()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no picture '" + crop.picture() + "' in " + pictures.folder() + "; its crop is not shown"));
    }

    /// @param width of the picture, a multiple of the scale
    /// @throws IllegalArgumentException if the crop reaches beyond the picture
    static void requireInside(Crop crop, int width, int height) {
        if (crop.left() + crop.side() > width || crop.top() + crop.side() > height) {
            throw new IllegalArgumentException(
                    "picture '%s' is %dx%d; a crop of %d at %d, %d is not inside and not shown"
                            .formatted(crop.picture(), width, height, crop.side(), crop.left(), crop.top()));
        }
    }

    private String title() {
        return "%s from %s".formatted(crop.picture(), set.name());
    }

    private String caption(Optional<Scored> baseline, SequencedMap<String, Shown> variants) {
        String protocol = baseline.map(scored -> " (" + scored.protocol() + ")").orElse("");
        String seeds = variants.isEmpty()
                ? ""
                : "; each variant's run of seed "
                        + variants.firstEntry().getValue().run().seed();
        return "%dx%d pixels at %d, %d, each shown %d times as large. PSNR of the whole picture%s%s."
                .formatted(crop.side(), crop.side(), crop.left(), crop.top(), crop.zoom(), protocol, seeds);
    }

    private String decibels(Optional<Scored> scored) {
        return scored.flatMap(
                        scores -> scores instanceof PictureScores of ? of.psnrOf(crop.picture()) : Optional.empty())
                .map(psnr -> String.format(Locale.ROOT, "%.2f dB", psnr))
                .orElse("not measured");
    }

    private Tile tile(String label, String below, Image whole) {
        Image square = whole.crop(crop.left(), crop.top(), crop.side(), crop.side());
        byte[] png = ImageFiles.encode(magnified(square.quantised(), crop.zoom()), WriteOptions.of(Format.PNG));
        return new Tile(label, below, png);
    }

    /// Each pixel as a square of so many.
    static Image magnified(Image image, int zoom) {
        int width = image.width() * zoom;
        int height = image.height() * zoom;
        float[][] planes = new float[image.channels()][width * height];
        for (int channel = 0; channel < planes.length; channel++) {
            float[] small = image.plane(channel);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    planes[channel][y * width + x] = small[y / zoom * image.width() + x / zoom];
                }
            }
        }
        return Image.of(width, height, planes);
    }
}
