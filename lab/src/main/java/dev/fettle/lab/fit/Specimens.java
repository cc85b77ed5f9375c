package dev.fettle.lab.fit;

import dev.fettle.image.Image;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Originals;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.evaluation.Degrading;
import dev.fettle.network.Halo;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Patches of photographs, spoilt as a model is to meet them. Which ones, a seed decides.
///
/// @param option that names the photographs, for messages
/// @param photographs a folder
/// @param degrading what a model that keeps the size undoes: noise or JPEG, of one strength
/// @param count of patches; photographs are taken in turns
/// @param seed of files, places and noise
public record Specimens(String option, Path photographs, Degrading degrading, int count, long seed) {
    /// @throws IllegalArgumentException if there is to be none, or for a number of the degradation that is out of range
    public Specimens {
        if (count < 1) {
            throw new UnfitRequestException("--patches must be at least 1, got " + count);
        }
        degrading.degradation(Flavour.MIRROR_8BIT);
    }

    /// As they are shown to the model; those of several scales in turns.
    ///
    /// @param side of what the network sees of each, in its input; rounded up to what it takes
    /// @throws UnfitRequestException if the degradation is not said, or does not fit the model
    /// @throws NothingToMeasureException if there are no photographs, or one of them is smaller than a patch
    public List<Image> of(ModelFile model, int side) throws IOException {
        if (model.classes().areGiven()) {
            throw new UnfitRequestException(
                    "%s: model '%s' tells classes, and filters are fitted to what models restore; choose a way that needs no photographs"
                            .formatted(option, model.card().name()));
        }
        ImageFolder folder = Originals.in(option, photographs);
        Random random = new Random(seed);
        List<Path> files = new ArrayList<>(folder.files());
        Collections.shuffle(files, random);
        List<Image> patches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ModelFile single = model.at(model.scales().get(i % model.scales().size()));
            patches.add(patch(single, files.get(i % files.size()), side, random));
        }
        return patches;
    }

    private Image patch(ModelFile model, Path file, int side, Random random) throws IOException {
        Image photograph = ImageFiles.read(file).withoutAlpha();
        int seen = roundedUp(side, Halo.alignment(model.network().graph()));
        int given = model.isFedEnlarged() ? Math.ceilDiv(seen, model.scale()) : seen;
        int large = given * model.scale();
        if (Math.min(photograph.width(), photograph.height()) < large) {
            throw new NothingToMeasureException("%s %s: %dx%d is smaller than a patch of %dx%d; leave the file out"
                    .formatted(option, file, photograph.width(), photograph.height(), large, large));
        }
        int left = random.nextInt(photograph.width() - large + 1);
        int top = random.nextInt(photograph.height() - large + 1);
        return degradation(model).apply(photograph.crop(left, top, large, large), random.nextLong());
    }

    private static int roundedUp(int side, int multiple) {
        return Math.ceilDiv(side, multiple) * multiple;
    }

    private Degradation degradation(ModelFile model) {
        if (model.scale() > 1) {
            degrading.requireFits(model.card().name(), model.scale());
            return new BicubicDown(model.scale(), Flavour.MIRROR_8BIT);
        }
        String task = model.card().usage().task();
        return degrading
                .degradation(Flavour.MIRROR_8BIT)
                .filter(_ -> degrading
                        .task()
                        .filter(undone -> undone.label().equals(task))
                        .isPresent())
                .orElseThrow(() -> new UnfitRequestException("model '%s' is for %s: how strong, %s"
                        .formatted(
                                model.card().name(),
                                task,
                                task.equals(Task.DENOISE.label()) ? "--sigma S" : "--quality Q")));
    }
}
