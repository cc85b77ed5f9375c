package dev.fettle.lab.companion;

import dev.fettle.image.data.ImageFolder;
import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Originals;
import dev.fettle.lab.Release;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.report.CompanionReport;
import dev.fettle.lab.report.CompanionResults;
import dev.fettle.network.Network;
import dev.fettle.network.Weights;
import dev.fettle.train.checkpoint.StoredCompanions;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.torch.objective.Companion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// `fettle inspect RUN --dual PICTURES`: what the dual models of a training estimate the degradation to be. Guo et al.,
/// CVPR 2020 (DRN): the dual task is to learn the downsampling kernel.
///
/// @param checkpoint as {@link #checkpoint(Path)} finds it
/// @param pictures folder of photographs, or one of them
public record CompanionInspection(Path checkpoint, Path pictures) {
    private static final String OPTION = "--dual";

    private static final String CHECKPOINT = "checkpoint.safetensors";

    /// The checkpoint of a training: itself, or the one in the folder of a run or beside the model that came out.
    ///
    /// @throws IllegalArgumentException if there is none
    public static Path checkpoint(Path named) {
        Path folder = Files.isDirectory(named) ? named : named.toAbsolutePath().getParent();
        boolean isOne =
                named.getFileName() != null && named.getFileName().toString().equals(CHECKPOINT);
        Path found = isOne ? named : Objects.requireNonNull(folder).resolve(CHECKPOINT);
        if (!Files.exists(named) || !Files.exists(found)) {
            throw new IllegalArgumentException(
                    "%s %s: no %s there; dual models stay in the folder of a training: name that folder, or a model in it"
                            .formatted(OPTION, named, CHECKPOINT));
        }
        return found;
    }

    /// @throws IllegalArgumentException if there is no checkpoint, or nothing in it has learnt to make pictures smaller
    /// @throws NothingToMeasureException if there are no pictures, or they are too small
    public CompanionResults run(Watcher watcher) throws IOException {
        StoredCompanions stored = StoredCompanions.read(OPTION, checkpoint.toString());
        Experiment experiment = Experiment.parse(stored.experiment());
        SequencedMap<String, Companion> companions =
                experiment.settings().loss().companions(experiment.subject());
        if (companions.isEmpty()) {
            throw new IllegalArgumentException(
                    checkpoint + ": no dual model was trained; its loss has no term of type dual");
        }
        ImageFolder folder = Originals.in(OPTION, pictures);
        List<CompanionResults.Dual> duals = new ArrayList<>();
        try (Watcher.Course progress = watcher.course(companions.size())) {
            for (Map.Entry<String, Companion> each : companions.entrySet()) {
                progress.start(each.getKey());
                Weights weights = Objects.requireNonNull(stored.weights().get(each.getKey()));
                Network network = new Network(each.getValue().graph(), weights);
                duals.add(new DualMeasurement(each.getKey(), each.getValue(), experiment)
                        .of(network, folder, progress::part));
                progress.finished();
            }
        }
        return new CompanionResults("dual", checkpoint.toString(), stored.step(), pictures.toString(), duals);
    }

    /// Writes the page.
    public static void write(Path file, CompanionResults results) throws IOException {
        CompanionReport.write(file, results, "fettle " + Release.name() + ", " + LocalDate.now(ZoneOffset.UTC));
    }
}
