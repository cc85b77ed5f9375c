package dev.fettle.lab.sweep;

import dev.fettle.file.AtomicFile;
import dev.fettle.network.Configuration;
import dev.fettle.network.Overlay;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.settings.SettingsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A folder with `sweep.yaml` and one experiment a file, read and checked as a whole.
///
/// @param variants in the order of their names, numbers in names by their value
public record SweepFolder(Sweep sweep, List<Variant> variants) {
    private static final String DESCRIPTION = "sweep.yaml";

    /// What every run has of its own.
    private static final Map<String, String> OF_EACH = Map.of(
            "name", "each variant has a name of its own; --only chooses among them",
            "seed", "seeds are chosen by --seeds 1,2,3");

    public SweepFolder {
        variants = List.copyOf(variants);
    }

    /// Reads a folder.
    ///
    /// @param seeds instead of those of `sweep.yaml`; empty for those
    /// @param overrides `a.b=c`, laid over `sweep.yaml` where that has the key, and else over every experiment
    /// @throws IllegalArgumentException naming the file and the place, for anything that is no valid sweep
    /// @throws IOException if the folder cannot be listed
    public static SweepFolder load(Path folder, List<Long> seeds, List<String> overrides) throws IOException {
        Path description = folder.resolve(DESCRIPTION);
        if (!isSweep(folder)) {
            throw new IllegalArgumentException(folder + ": no sweep, since there is no file " + DESCRIPTION + " in it");
        }
        Overrides given = Overrides.of(overrides);
        Sweep sweep = SettingsFile.load(description, settings -> {
            Sweep read = Sweep.of(SettingsFile.set(settings, given.sweep()));
            Sweep seeded = seeds.isEmpty() ? read : read.withSeeds(seeds);
            seeded.requireConsistent();
            requireShareable(seeded.base());
            return seeded;
        });
        SweepFolder whole = new SweepFolder(sweep, variants(folder, sweep.base(), given.experiments()));
        whole.requireConsistent(folder);
        return whole;
    }

    /// Settings from the command line.
    ///
    /// @param sweep those of `sweep.yaml`
    /// @param experiments those of every experiment
    private record Overrides(List<String> sweep, List<String> experiments) {
        static Overrides of(List<String> overrides) {
            List<String> ofSweep = Sweep.keys();
            List<String> ofExperiments = Experiment.keys();
            List<String> known = Stream.concat(ofSweep.stream(), ofExperiments.stream())
                    .filter(key -> !OF_EACH.containsKey(key))
                    .toList();
            for (String override : overrides) {
                String key = SettingsFile.path(override).getFirst();
                if (OF_EACH.containsKey(key)) {
                    throw new IllegalArgumentException("--set " + key + ": " + OF_EACH.get(key));
                }
                if (!known.contains(key)) {
                    throw new IllegalArgumentException(Configuration.unknownKey("--set", key, known));
                }
            }
            Map<Boolean, List<String>> parts = overrides.stream()
                    .collect(Collectors.partitioningBy(override ->
                            ofSweep.contains(SettingsFile.path(override).getFirst())));
            return new Overrides(parts.getOrDefault(true, List.of()), parts.getOrDefault(false, List.of()));
        }
    }

    /// Writes everything as a sweep folder of its own, all defaults and overrides filled in; what was in the
    /// folder is replaced.
    public void save(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            for (Path old : experiments(folder)) {
                Files.delete(old);
            }
        }
        Files.createDirectories(folder);
        for (int i = 0; i < variants.size(); i++) {
            Experiment experiment = variants.get(i).experiment();
            String file = String.format(
                    Locale.ROOT, "%03d-%s.yaml", i + 1, experiment.settings().name());
            write(folder.resolve(file), experiment.toYaml());
        }
        write(folder.resolve(DESCRIPTION), SettingsFile.write(sweep.tree()));
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Whether a folder holds a sweep.
    public static boolean isSweep(Path folder) {
        return Files.isRegularFile(folder.resolve(DESCRIPTION));
    }

    /// What another sweep says otherwise: keys of `sweep.yaml`, of experiments, and names of variants that only
    /// one of the two has.
    public List<String> differences(SweepFolder other) {
        SequencedSet<String> differing = new LinkedHashSet<>();
        ObjectNode mine = sweep.tree();
        ObjectNode others = other.sweep.tree();
        Sweep.keys().stream()
                .filter(key -> !Objects.equals(mine.get(key), others.get(key)))
                .forEach(differing::add);
        Map<String, Experiment> theirs =
                other.variants.stream().collect(Collectors.toMap(Variant::name, Variant::experiment));
        for (Variant variant : variants) {
            Experiment their = theirs.remove(variant.name());
            differing.addAll(
                    their == null
                            ? List.of(variant.name())
                            : variant.experiment().withSeed(0).differences(their.withSeed(0)));
        }
        differing.addAll(theirs.keySet());
        return List.copyOf(differing);
    }

    /// The variants of some names alone; of no names, all.
    ///
    /// @throws IllegalArgumentException for an unknown name; the message lists the known ones
    public SweepFolder only(List<String> names) {
        names.forEach(this::requireKnown);
        List<Variant> chosen = variants.stream()
                .filter(variant -> names.isEmpty() || names.contains(variant.name()))
                .toList();
        return new SweepFolder(sweep.only(chosen.stream().map(Variant::name).collect(Collectors.toSet())), chosen);
    }

    private void requireKnown(String name) {
        List<String> known = variants.stream().map(Variant::name).toList();
        if (!known.contains(name)) {
            throw new IllegalArgumentException("unknown variant '" + name + "'; known: " + String.join(", ", known));
        }
    }

    private static void requireShareable(JsonNode base) {
        if (!base.isNull() && !base.isObject()) {
            throw new IllegalArgumentException("sweep.base: a block of 'key: value' lines is expected, got " + base);
        }
        for (String own : List.of("name", "seed")) {
            if (base.has(own)) {
                throw new IllegalArgumentException(
                        "sweep.base: '" + own + "' differs between runs and cannot be shared");
            }
        }
    }

    private static List<Variant> variants(Path folder, JsonNode base, List<String> overrides) throws IOException {
        List<Variant> variants = new ArrayList<>();
        for (Path file : experiments(folder)) {
            variants.add(SettingsFile.load(file, own -> new Variant(file, experiment(file, base, own, overrides))));
        }
        variants.sort(Comparator.comparing(variant -> byValue(variant.name())));
        return variants;
    }

    private static List<Path> experiments(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .filter(file -> !file.getFileName().toString().equals(DESCRIPTION))
                    .sorted()
                    .toList();
        }
    }

    private static Experiment experiment(Path file, JsonNode base, ObjectNode own, List<String> overrides) {
        ObjectNode named = own.objectNode().put("name", stem(file));
        ObjectNode shared = base instanceof ObjectNode block ? Overlay.of(named, block) : named;
        return Experiment.of(SettingsFile.set(Overlay.of(shared, own), overrides));
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    /// With every number as wide as the widest, so that 4 sorts before 16.
    private static String byValue(String name) {
        return Stream.of(name.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)"))
                .map(part ->
                        Character.isDigit(part.charAt(0)) ? "0".repeat(Math.max(0, 20 - part.length())) + part : part)
                .collect(Collectors.joining());
    }

    private void requireConsistent(Path folder) {
        if (variants.isEmpty()) {
            throw new IllegalArgumentException(
                    folder + ": no experiment beside " + DESCRIPTION + "; add a file such as plain.yaml");
        }
        for (int i = 0; i < variants.size(); i++) {
            for (int j = i + 1; j < variants.size(); j++) {
                requireDifferent(variants.get(i), variants.get(j));
            }
        }
        requireOfOneKind(folder);
        sweep.sets().forEach(set -> variants.forEach(set::requireFitting));
        sweep.across().forEach(one -> one.variants().stream().sorted().forEach(this::requireKnown));
    }

    private void requireOfOneKind(Path folder) {
        Variant first = variants.getFirst();
        variants.stream()
                .filter(variant -> variant.sorts() != first.sorts())
                .findFirst()
                .ifPresent(other -> {
                    throw new IllegalArgumentException(
                            "%s: '%s' is for task '%s' and '%s' for '%s', which have no number in common; sort and restore in sweeps of their own"
                                    .formatted(folder, first.name(), task(first), other.name(), task(other)));
                });
        try {
            sweep.requireOf(first.sorts());
            if (!sweep.baseline().isEmpty()) {
                requireKnown(sweep.baseline());
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(folder.resolve(DESCRIPTION) + ": " + e.getMessage(), e);
        }
    }

    private static String task(Variant variant) {
        return variant.experiment().settings().task();
    }

    /// Whether pictures are sorted, and none restored.
    public boolean sorts() {
        return variants.getFirst().sorts();
    }

    /// Each name is a folder's, too, and some file systems do not tell A from a.
    private static void requireDifferent(Variant first, Variant second) {
        if (first.name().toLowerCase(Locale.ROOT).equals(second.name().toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "%s and %s: both are named '%s'; rename one".formatted(first.file(), second.file(), second.name()));
        }
    }
}
