package dev.fettle.cli.restore;

import dev.fettle.file.FileName;
import dev.fettle.file.Printable;
import dev.fettle.image.files.Format;
import dev.fettle.lab.PassedOver;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where results go, as `-o` names it: a file for a single picture, or a folder.
///
/// @param folder whether it is a folder for certain: it is there, or was written with a / at the end
public record Destination(Path path, boolean folder) {
    private static final String WRITTEN = "png, jpg, bmp or tif";

    /// What people call files, not folders.
    private static final Pattern ENDING = Pattern.compile(".+\\.(?=.*\\p{Alpha})\\p{Alnum}{1,5}");

    /// @throws IllegalArgumentException if this is no name
    public static Destination parse(String text) {
        if (text.equals("-")) {
            throw new IllegalArgumentException("pictures are not written to standard output; name a file or a folder");
        }
        Path path = FileName.parse(text);
        boolean marked = text.endsWith("/") || text.endsWith(File.separator);
        return new Destination(path, marked || Files.isDirectory(path));
    }

    /// The format of the file that it names for a single picture; empty for a folder. A name that looks like a file's
    /// is never taken for that of a folder, where results would be looked for in vain.
    ///
    /// @param single whether one picture is all there is
    /// @throws IllegalArgumentException if it can be neither
    Optional<Format> file(boolean single) {
        if (folder) {
            return Optional.empty();
        }
        Optional<Format> format = Format.ofName(name());
        if (!single) {
            requireFolder(format.isPresent() || PassedOver.isOther(name()));
            return Optional.empty();
        }
        if (format.map(Format::written).equals(format)) {
            requireFile(format.isPresent());
            return format;
        }
        throw new IllegalArgumentException("%s: %s cannot be written; let the name end in %s"
                .formatted(Printable.name(path), format.orElseThrow(), WRITTEN));
    }

    private String name() {
        return String.valueOf(path.getFileName());
    }

    private void requireFolder(boolean isNamedLikePicture) {
        if (Files.exists(path)) {
            throw new IllegalArgumentException(Printable.name(path) + " is a file; several results need a folder");
        }
        if (isNamedLikePicture) {
            throw new IllegalArgumentException("%s is named like a file; several results need a folder, such as %s/"
                    .formatted(Printable.name(path), Printable.name(path)));
        }
    }

    private void requireFile(boolean isNamedLikePicture) {
        if (!isNamedLikePicture && (Files.exists(path) || ENDING.matcher(name()).matches())) {
            throw new IllegalArgumentException("%s: no picture of this kind can be written; let the name end in %s%s"
                    .formatted(Printable.name(path), WRITTEN, Files.exists(path) ? "" : ", or in / for a folder"));
        }
    }
}
