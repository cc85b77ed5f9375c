package dev.fettle.lab.sweep.run;

import dev.fettle.image.Image.Colour;
import dev.fettle.image.data.ClassFolder;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.ImageHeader;
import dev.fettle.image.metric.Protocol;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.sweep.Crop;
import dev.fettle.lab.sweep.SweepFolder;
import dev.fettle.lab.sweep.TestSet;
import dev.fettle.lab.sweep.Variant;
import dev.fettle.network.Ending;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.experiment.Purpose;
import dev.fettle.train.settings.NeededFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Looks at everything that a sweep will need after hours of training, before the first step: folders and
/// pictures of its sets, places of its crops, folders of the photographs, files that settings name. Of
/// pictures it reads the headers.
final class SweepCheck {
    /// SSIM's window.
    private static final int LEAST_SIDE = 11;

    /// In one line.
    private static final int MOST_TOLD = 5;

    private final SweepFolder sweep;
    private final List<SeededRun> runs;
    private final List<String> problems = new ArrayList<>();

    /// @param runs in the order in which they are trained
    SweepCheck(SweepFolder sweep, List<SeededRun> runs) {
        this.sweep = sweep;
        this.runs = List.copyOf(runs);
    }

    /// @throws NothingToMeasureException naming all that is missing
    void run() throws IOException {
        Map<String, ImageFolder> pictures = new LinkedHashMap<>();
        for (TestSet set : sweep.sweep().sets()) {
            folder(set).ifPresent(folder -> pictures.put(set.name(), folder));
        }
        for (TestSet set : sweep.sweep().sets()) {
            if (pictures.containsKey(set.name())) {
                pictures.get(set.name()).files().forEach(file -> picture(set, file));
            }
        }
        for (Crop crop : sweep.sweep().crops()) {
            if (pictures.containsKey(crop.set())) {
                crop(crop, sweep.sweep().set(crop.set()), pictures.get(crop.set()));
            }
        }
        photographs();
        files();
        if (sweep.sorts() && problems.isEmpty()) {
            classes();
        }
        if (!problems.isEmpty()) {
            String more = problems.size() > MOST_TOLD ? "; and %d more".formatted(problems.size() - MOST_TOLD) : "";
            throw new NothingToMeasureException(
                    "nothing was trained, since not all of it could be trained and measured: "
                            + String.join(
                                    "; ", problems.stream().limit(MOST_TOLD).toList()) + more
                            + "; correct the files, or use --set: sets.NAME.folder=FOLDER, data.photos=FOLDER, sets=[], crops=[], or --only for some of the variants");
        }
    }

    private Optional<ImageFolder> folder(TestSet set) throws IOException {
        try {
            return Optional.of(SweepEvaluation.pictures(set));
        } catch (NothingToMeasureException absent) {
            problems.add(absent.getMessage());
            return Optional.empty();
        }
    }

    private void picture(TestSet set, Path file) {
        try {
            ImageHeader header = ImageFiles.header(file);
            if (set.hasClasses()) {
                sorted(set, file, header);
                return;
            }
            int border = set.scale() == 1 ? 0 : set.scale();
            int least = LEAST_SIDE + 2 * border + set.scale() - 1; // the rest of a multiple of the scale is cut
            int side = Math.min(header.width(), header.height());
            if (side / set.scale() * set.scale() - 2 * border < LEAST_SIDE) {
                problems.add("set '%s': %s is %dx%d, and sides of at least %d are wanted at scale %d"
                        .formatted(set.name(), file, header.width(), header.height(), least, set.scale()));
            }
            if (Protocol.parse(set.protocol()) == Protocol.GRAY && header.colour() != Colour.GRAY) {
                problems.add(
                        "set '%s': %s is in colour, and protocol gray wants gray pictures".formatted(set.name(), file));
            }
        } catch (IOException e) {
            problems.add("set '%s': %s".formatted(set.name(), e.getMessage()));
        }
    }

    private void sorted(TestSet set, Path file, ImageHeader header) {
        int patch = sweep.variants().stream()
                .mapToInt(variant -> variant.experiment().settings().data().patch())
                .max()
                .orElse(1);
        if (Math.min(header.width(), header.height()) < patch) {
            problems.add("set '%s': %s is %dx%d, smaller than data.patch, %d"
                    .formatted(set.name(), file, header.width(), header.height(), patch));
        }
    }

    /// Networks have the classes of what they are trained on.
    private void classes() throws IOException {
        for (Variant variant : sweep.variants()) {
            Experiment experiment = variant.experiment();
            Path photos = Path.of(experiment.settings().data().photos());
            List<String> trained = ClassFolder.of("data.photos", photos).classes();
            if (Ending.of(experiment.architecture().graph()) instanceof Ending.Vector(int scores)
                    && scores != trained.size()) {
                problems.add("data.photos of %s: '%s' has %d classes, the network ends in %d"
                        .formatted(variant.name(), photos, trained.size(), scores));
            }
            for (TestSet set : sweep.sweep().sets()) {
                try {
                    SweepEvaluation.classes(set)
                            .inOrderOf("set '" + set.name() + "'", trained, "data.photos of " + variant.name());
                } catch (NothingToMeasureException absent) {
                    // named already
                } catch (IllegalArgumentException e) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private void crop(Crop crop, TestSet set, ImageFolder pictures) {
        try {
            Path file = SweepCrops.file(crop, pictures);
            ImageHeader header = ImageFiles.header(file);
            SweepCrops.requireInside(
                    crop, header.width() / set.scale() * set.scale(), header.height() / set.scale() * set.scale());
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        } catch (IOException e) {
            // named among the pictures of its set
        }
    }

    /// Models, checkpoints and times that settings name, each once. What an earlier run makes is there in
    /// time.
    private void files() throws IOException {
        Set<NeededFile> seen = new HashSet<>();
        for (int i = 0; i < runs.size(); i++) {
            List<SeededRun> earlier = runs.subList(0, i);
            for (NeededFile file : needed(runs.get(i))) {
                boolean isThere = !file.name().isBlank()
                        && (Files.isRegularFile(Path.of(file.name()))
                                || earlier.stream().anyMatch(run -> run.makes(Path.of(file.name()))));
                if (!isThere && seen.add(file)) {
                    problems.add("%s of %s: %s"
                            .formatted(
                                    file.setting(),
                                    runs.get(i).label(),
                                    file.name().isBlank() ? "no file is named" : "no file '" + file.name() + "'"));
                }
            }
        }
    }

    /// Of a run that goes on those that it reads again, of one that is trained none.
    private static List<NeededFile> needed(SeededRun run) throws IOException {
        Experiment.Settings settings = run.experiment().settings();
        boolean goesOn =
                (run.isTrained() || run.isBegun()) && SweepTraining.changed(run).isEmpty();
        if (!goesOn) {
            return settings.files();
        }
        return run.isTrained() ? List.of() : settings.loss().files();
    }

    /// Of all variants: the last one's would come to light after the training of the others. Each training
    /// looks more closely at its own.
    private void photographs() throws IOException {
        Set<String> seen = new LinkedHashSet<>();
        for (Variant variant : sweep.variants()) {
            Experiment.Settings settings = variant.experiment().settings();
            List<String> lines = new ArrayList<>(List.of(
                    "data.photos: " + settings.data().photos(),
                    "validation.photos: " + settings.validation().photos()));
            if (settings.data().unpaired().isGiven()) {
                lines.add("data.unpaired.photos: " + settings.data().unpaired().photos());
            }
            for (String line : lines) {
                if (seen.add(line)) {
                    photographs(line, settings.purpose());
                }
            }
        }
    }

    /// @param line the setting and its folder
    private void photographs(String line, Purpose purpose) throws IOException {
        int colon = line.indexOf(':');
        String folder = line.substring(colon + 2);
        switch (purpose) {
            case Purpose.Restoration _ -> {
                if (folder.isBlank()
                        || !Files.isDirectory(Path.of(folder))
                        || ImageFolder.of(Path.of(folder)).files().isEmpty()) {
                    problems.add(line + ": no folder with pictures");
                }
            }
            case Purpose.Classification _ -> {
                if (folder.isBlank()) {
                    problems.add(line.strip() + " the folder of classes is missing");
                    return;
                }
                try {
                    ClassFolder.of(line.substring(0, colon), Path.of(folder));
                } catch (IllegalArgumentException e) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            }
        }
    }
}
