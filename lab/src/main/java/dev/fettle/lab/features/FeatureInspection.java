package dev.fettle.lab.features;

import dev.fettle.file.AtomicFile;
import dev.fettle.image.Image;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.lab.ColourRemark;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.report.FeatureResults;
import dev.fettle.lab.report.FeatureResults.Layer;
import dev.fettle.lab.report.FeatureResults.Pair;
import dev.fettle.lab.report.FeatureResults.Region;
import dev.fettle.lab.report.FeatureSheet;
import dev.fettle.lab.report.FeatureSheet.Shown;
import dev.fettle.network.Halo;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.InnerMaps.Maps;
import dev.fettle.runtime.LayerMaps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `fettle inspect MODEL --features PICTURE`: which feature maps of a layer look alike, so that one could be a shifted
/// copy of the other. Nie et al., TMLR 2022 (GhostSR), show such pairs of VDSR.
///
/// @param model for one scale
public record FeatureInspection(ModelFile model, Path picture, Question question, int threads) {
    /// From this correlation on, maps count as alike.
    private static final double ALIKE_FROM = 0.9;

    /// Pixels of the network's input, unless another side is asked for: enough for the statistics of any layer.
    private static final int SIDE = 96;

    /// Samples along a side that are left for a correlation when the largest shift is taken off.
    private static final int LEAST_SAMPLES = 8;

    /// What is asked.
    ///
    /// @param layers by their names; all if there is none
    /// @param side of the square of the picture that is looked at, in its pixels
    /// @param place of its first pixel; the middle of the picture if empty
    /// @param offset largest shift in each direction
    /// @param pairs most that are told of each layer
    public record Question(List<String> layers, Optional<Integer> side, Optional<Place> place, int offset, int pairs) {
        private static final int LARGEST_OFFSET = 16;

        /// @throws UnfitRequestException if a number makes no sense
        public Question {
            layers = List.copyOf(layers);
            if (offset < 0 || offset > LARGEST_OFFSET) {
                throw new UnfitRequestException("--offset must be 0 to %d, got %d".formatted(LARGEST_OFFSET, offset));
            }
            if (pairs < 1) {
                throw new UnfitRequestException("--pairs must be at least 1, got " + pairs);
            }
            side.filter(pixels -> pixels < 1).ifPresent(pixels -> {
                throw new UnfitRequestException("--side must be at least 1, got " + pixels);
            });
        }
    }

    /// A pixel of a picture.
    public record Place(int left, int top) {
        private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9}),(\\d{1,9})");

        /// Reads `120,80`.
        ///
        /// @throws IllegalArgumentException saying how a place is written
        public static Place parse(String text) {
            Matcher matcher = WRITTEN.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not a place; write LEFT,TOP in pixels, such as 120,80");
            }
            return new Place(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        }
    }

    /// The numbers and the sheet.
    public record Outcome(FeatureResults results, byte[] sheet) {
        /// Writes the sheet.
        public void write(Path file) throws IOException {
            AtomicFile.write(file, out -> out.write(sheet));
        }
    }

    /// @throws IllegalArgumentException if the model has no feature maps to compare
    /// @throws UnfitRequestException if the place is outside the picture
    /// @throws NothingToMeasureException if the picture is too small
    public Outcome run(Watcher watcher) throws IOException {
        Image whole = ImageFiles.read(picture);
        Region region = region(whole);
        LayerMaps maps = maps(whole.crop(region.left(), region.top(), region.width(), region.height()));
        if (maps.layers().isEmpty()) {
            throw new IllegalArgumentException(
                    "model '%s': no two convolutions have feature maps of several channels between them"
                            .formatted(model.card().name()));
        }
        List<Layer> layers = new ArrayList<>();
        List<Shown> shown = new ArrayList<>();
        try (Watcher.Course progress = watcher.course(maps.layers().size())) {
            maps.show(threads, (one, _) -> {
                progress.start(one.layer());
                Layer layer = new LookAlikes(one, question.offset()).layer(ALIKE_FROM, question.pairs());
                layers.add(layer);
                layer.pairs().stream().findFirst().ifPresent(pair -> shown.add(shown(one, pair)));
                progress.finished();
            });
        }
        return outcome(region, layers, shown, ColourRemark.of(model, whole));
    }

    private Outcome outcome(Region region, List<Layer> layers, List<Shown> shown, List<String> remarks) {
        List<String> notes = new ArrayList<>(remarks);
        FeatureSheet.problem().ifPresent(notes::add);
        FeatureResults results = new FeatureResults(
                "features",
                model.card().name(),
                picture.toString(),
                region,
                question.offset(),
                ALIKE_FROM,
                layers,
                notes);
        return new Outcome(results, FeatureSheet.png(results, shown));
    }

    private static Shown shown(Maps maps, Pair pair) {
        return new Shown(
                maps.layer(), pair, maps.width(), maps.channels()[pair.first()], maps.channels()[pair.second()]);
    }

    private Region region(Image whole) {
        int side = question.side().orElse(Math.ceilDiv(SIDE, enlargement()));
        int width = Math.min(side, whole.width());
        int height = Math.min(side, whole.height());
        Place place = question.place().orElse(new Place((whole.width() - width) / 2, (whole.height() - height) / 2));
        if (place.left() + width > whole.width() || place.top() + height > whole.height()) {
            throw new UnfitRequestException("--at %d,%d: %dx%d pixels from there are not inside '%s' of %dx%d"
                    .formatted(place.left(), place.top(), width, height, picture, whole.width(), whole.height()));
        }
        return new Region(place.left(), place.top(), width, height);
    }

    /// By how much the picture is enlarged before the network sees it.
    private int enlargement() {
        return model.isFedEnlarged() ? model.scale() : 1;
    }

    private LayerMaps maps(Image part) throws NothingToMeasureException {
        int samples = LEAST_SAMPLES + 2 * question.offset();
        int least = Math.max(samples, Halo.alignment(model.network().graph()));
        int width = part.width() * enlargement();
        int height = part.height() * enlargement();
        if (Math.min(width, height) < least) {
            throw new NothingToMeasureException(
                    "%s: the network sees %dx%d pixels of it, less than %dx%d; name a larger picture, or a larger --side"
                            .formatted(picture, width, height, least, least));
        }
        return LayerMaps.of(model, part, new LayerMaps.Choice(question.layers(), samples));
    }
}
