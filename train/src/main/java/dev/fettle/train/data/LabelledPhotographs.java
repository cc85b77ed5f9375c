package dev.fettle.train.data;

import dev.fettle.image.data.ClassFolder;
import dev.fettle.image.data.ClassFolder.Member;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The picture files of a folder of classes, with their digests.
///
/// @param photographs the same files in the same order
public record LabelledPhotographs(ClassFolder folder, Photographs photographs) {
    /// The first pictures of each class of a folder.
    ///
    /// @param setting that named the folder, for messages: `data.photos`
    /// @param limit of the pictures of a class
    /// @throws IllegalArgumentException naming what is wrong with the folder
    public static LabelledPhotographs of(String setting, String folder, int limit) throws IOException {
        ClassFolder classes = folder(setting, folder).firstOfEach(limit);
        List<Path> files = classes.members().stream().map(Member::file).toList();
        return new LabelledPhotographs(classes, Photographs.of(classes.folder(), files));
    }

    /// The files of a folder, none of which is read.
    ///
    /// @param setting that named the folder, for messages
    /// @throws IllegalArgumentException naming what is wrong with the folder
    public static ClassFolder folder(String setting, String folder) throws IOException {
        if (folder.isBlank()) {
            throw new IllegalArgumentException(setting + ": the folder of classes is missing");
        }
        return ClassFolder.of(setting, Path.of(folder));
    }

    /// Names of the classes, in the order of their numbers.
    public List<String> classes() {
        return folder.classes();
    }

    int size() {
        return folder.members().size();
    }

    int label(int index) {
        return folder.members().get(index).label();
    }

    /// SHA-256 over the files' digests and the names of their classes in order: the same for the same
    /// pictures in the same classes.
    public String fingerprint() {
        String lines = IntStream.range(0, size())
                .mapToObj(i ->
                        classes().get(label(i)) + " " + photographs.digests().get(i))
                .collect(Collectors.joining("\n"));
        return Photographs.sha256(lines.getBytes(StandardCharsets.UTF_8));
    }
}
