package dev.fettle.cli.restore;

import dev.fettle.file.FileName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The inputs as a command line names them; a name that no file can have is one bad file, not a wrong command.
///
/// @param refused names that are no paths, with the reason
record InputNames(List<Path> paths, List<FileReport> refused) {
    InputNames {
        paths = List.copyOf(paths);
        refused = List.copyOf(refused);
    }

    static InputNames of(List<String> names) {
        List<Path> paths = new ArrayList<>();
        List<FileReport> refused = new ArrayList<>();
        for (String name : names) {
            try {
                paths.addAll(parse(name, Collections.frequency(names, name)));
            } catch (IllegalArgumentException e) {
                refused.add(FileReport.unreadable(name, String.valueOf(e.getMessage())));
            }
        }
        return new InputNames(paths, refused);
    }

    /// The files of one name; of names that look alike because bytes were lost, all, if that many were given.
    private static List<Path> parse(String name, int given) {
        List<Path> alike = FileName.isGarbled(name) ? FileName.alike(name) : List.of();
        return alike.size() == given ? alike : List.of(FileName.parse(name));
    }

    /// Whether one file is all there is.
    boolean isSingle() {
        return paths.size() == 1 && refused.isEmpty();
    }
}
