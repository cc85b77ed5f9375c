package dev.fettle.image.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Pictures in one folder for each class, as programs for ImageNet and CIFAR-10 expect them: the folder's
/// name is that of the class. Classes are numbered from 0 in the order of their names by code point,
/// whatever the language of the machine. Hidden folders, and files beside the folders, are left out.
///
/// @param classes names, in the order of their numbers; at least two of them
/// @param members class by class, those of a class in order of name; at least one of each class
public record ClassFolder(Path folder, List<String> classes, List<Member> members) {
    private static final Comparator<String> BY_CODE_POINT =
            Comparator.comparing(name -> name.codePoints().toArray(), Arrays::compare);

    private static final int FEWEST = 2;

    public ClassFolder {
        classes = List.copyOf(classes);
        members = List.copyOf(members);
    }

    /// A picture of a class.
    ///
    /// @param label number of its class
    public record Member(Path file, int label) {}

    /// Lists a folder.
    ///
    /// @param setting that named it, for messages: `data.photos`
    /// @throws IllegalArgumentException if there is no such folder, it has less than two classes, or one of
    /// them has no pictures
    /// @throws IOException if a folder cannot be listed
    public static ClassFolder of(String setting, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("%s: no folder '%s'".formatted(setting, folder));
        }
        List<String> classes = classes(folder);
        if (classes.size() < FEWEST) {
            throw new IllegalArgumentException(
                    "%s: '%s' needs a folder of pictures for each class, at least two; it has %s"
                            .formatted(setting, folder, classes.isEmpty() ? "none" : "'" + classes.getFirst() + "'"));
        }
        List<Member> members = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            Path folderOfClass = folder.resolve(classes.get(label));
            List<Path> files = ImageFolder.of(folderOfClass).files();
            if (files.isEmpty()) {
                throw new IllegalArgumentException(
                        "%s: class '%s' has no pictures (%s)".formatted(setting, classes.get(label), folderOfClass));
            }
            for (Path file : files) {
                members.add(new Member(file, label));
            }
        }
        return new ClassFolder(folder, classes, members);
    }

    private static List<String> classes(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted(BY_CODE_POINT)
                    .toList();
        }
    }

    /// The first so many pictures of each class.
    public ClassFolder firstOfEach(int limit) {
        int[] taken = new int[classes.size()];
        return new ClassFolder(
                folder,
                classes,
                members.stream()
                        .filter(member -> taken[member.label()]++ < limit)
                        .toList());
    }

    /// How many pictures each class has, in the order of the classes.
    public int[] counts() {
        int[] counts = new int[classes.size()];
        members.forEach(member -> counts[member.label()]++);
        return counts;
    }

    /// The same pictures with the classes numbered in another order: that of a network whose classes
    /// somebody else has named.
    ///
    /// @param setting that named this folder, for the message
    /// @param expected names in their order, each once
    /// @param owner of those, for the message: `the network`
    /// @throws IllegalArgumentException naming the first class that one has and the other has not
    public ClassFolder inOrderOf(String setting, List<String> expected, String owner) {
        Optional<String> difference = expected.stream()
                .filter(name -> !classes.contains(name))
                .findFirst()
                .map(name -> "'" + name + "' of " + owner + " is missing")
                .or(() -> classes.stream()
                        .filter(name -> !expected.contains(name))
                        .findFirst()
                        .map(name -> "'" + name + "' is unknown to " + owner));
        difference.ifPresent(which -> {
            throw new IllegalArgumentException(
                    "%s: the classes of '%s' are others than those of %s: %s".formatted(setting, folder, owner, which));
        });
        int[] labels = classes.stream().mapToInt(expected::indexOf).toArray();
        return new ClassFolder(
                folder,
                expected,
                members.stream()
                        .map(member -> new Member(member.file(), labels[member.label()]))
                        .sorted(Comparator.comparingInt(Member::label)) // keeps the order within a class
                        .toList());
    }
}
