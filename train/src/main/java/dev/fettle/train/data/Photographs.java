package dev.fettle.train.data;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.files.ImageFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The picture files of a folder: read once, before the first step, so that a bad file is found then and not hours
/// later.
///
/// @param folder for messages
/// @param files in order of name
/// @param digests SHA-256 of each file, hexadecimal
public record Photographs(Path folder, List<Path> files, List<String> digests) {
    /// Problems that one message lists.
    private static final int LISTED = 5;

    public Photographs {
        files = List.copyOf(files);
        digests = List.copyOf(digests);
    }

    /// The first pictures of a folder.
    ///
    /// @param setting that named the folder, for messages: `data.photos`
    /// @throws IllegalArgumentException if there is no such folder or no picture in it
    public static Photographs of(String setting, String folder, int limit) throws IOException {
        if (folder.isBlank()) {
            throw new IllegalArgumentException(setting + ": the folder of pictures is missing");
        }
        Path path = Path.of(folder);
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(setting + ": no folder '" + folder + "' (relative paths start from "
                    + Path.of("").toAbsolutePath() + ")");
        }
        List<Path> files = ImageFolder.of(path).files().stream().limit(limit).toList();
        if (files.isEmpty()) {
            throw new IllegalArgumentException(setting + ": no pictures in folder '" + folder + "'");
        }
        return of(path, files);
    }

    /// Without the files of some names; a name that no file has is none of them.
    ///
    /// @throws IllegalArgumentException if nothing is left
    public Photographs without(Collection<String> names) {
        int[] kept = IntStream.range(0, files.size())
                .filter(i -> !names.contains(files.get(i).getFileName().toString()))
                .toArray();
        if (kept.length == 0) {
            throw new IllegalArgumentException(
                    "data.leftOut: all %d pictures of %s are left out".formatted(files.size(), folder));
        }
        return only(kept);
    }

    /// @param folder for messages
    static Photographs of(Path folder, List<Path> files) throws IOException {
        List<String> digests = new ArrayList<>();
        for (Path file : files) {
            digests.add(sha256(Files.readAllBytes(file)));
        }
        return new Photographs(folder, files, digests);
    }

    /// Every second picture and the others, so that both have something of all sources.
    ///
    /// @param setting that named the folder, for messages
    /// @throws IllegalArgumentException if there is but one picture
    public List<Photographs> halves(String setting) {
        if (files.size() < 2) {
            throw new IllegalArgumentException(
                    "%s: %s holds one picture; a search needs at least two, half of them for the weights and half for the choices"
                            .formatted(setting, folder));
        }
        return List.of(everySecond(0), everySecond(1));
    }

    private Photographs everySecond(int first) {
        return only(IntStream.iterate(first, i -> i < files.size(), i -> i + 2).toArray());
    }

    private Photographs only(int... chosen) {
        return new Photographs(
                folder,
                IntStream.of(chosen).mapToObj(files::get).toList(),
                IntStream.of(chosen).mapToObj(digests::get).toList());
    }

    /// Every picture, made into something.
    ///
    /// @throws IllegalArgumentException listing all files that cannot be read or used
    public <T> List<T> map(BiFunction<String, Image, T> make) {
        return read(file -> make.apply(file.getFileName().toString(), ImageFiles.read(file)));
    }

    /// What is made of a file.
    @FunctionalInterface
    interface Reading<T> {
        /// @throws IllegalArgumentException if the picture in it cannot be used
        T of(Path file) throws ImageFormatException;
    }

    /// Every file, made into something.
    ///
    /// @throws IllegalArgumentException listing all files that cannot be read or used
    <T> List<T> read(Reading<T> reading) {
        List<T> made = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path file : files) {
            try {
                made.add(reading.of(file));
            } catch (ImageFormatException | IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(listed(problems));
        }
        return made;
    }

    private String listed(List<String> problems) {
        String shown = String.join("; ", problems.subList(0, Math.min(LISTED, problems.size())));
        String more = problems.size() > LISTED ? "; and " + (problems.size() - LISTED) + " more" : "";
        return "%d of the %d pictures in %s cannot be used: %s%s"
                .formatted(problems.size(), files.size(), folder, shown, more);
    }

    /// @throws IllegalArgumentException naming a picture that is in both folders
    public void requireDisjoint(Photographs others) {
        Set<String> known = new HashSet<>(digests);
        for (int i = 0; i < others.files.size(); i++) {
            if (known.contains(others.digests.get(i))) {
                throw new IllegalArgumentException(others.files.get(i) + ": this picture is also trained on (" + folder
                        + "); validation needs pictures of its own");
            }
        }
    }

    /// These and others.
    public Photographs with(Photographs others) {
        return new Photographs(folder, joined(files, others.files), joined(digests, others.digests));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /// SHA-256 over the files' digests in order: the same for the same pictures.
    public String fingerprint() {
        return sha256(String.join("\n", digests).getBytes(StandardCharsets.US_ASCII));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
