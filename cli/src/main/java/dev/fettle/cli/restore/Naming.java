package dev.fettle.cli.restore;

import dev.fettle.file.FileName;
import dev.fettle.image.files.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// How an output is called and which format it has.
///
/// The format is that of the input's content, whatever its name says, if it can be written. The ending of the name
/// changes only where the format has to: `a.gif` becomes `a.x2.png`, but a PNG named `a.jpg` becomes a PNG named
/// `a.x2.jpg`.
///
/// @param tag what stands before the ending of an output beside its input: `x2`
/// @param written the format in which content of a format is written
record Naming(String tag, UnaryOperator<Format> written) {
    /// A stem with a tag that `fettle restore` gives its results; of a chain they have one for each task.
    private static final Pattern RESTORED = Pattern.compile(".+\\.(x[1-9]\\d?|denoised|deblocked|restored)");

    private static final int MAGIC_BYTES = 16;

    /// Beside its input: `a.jpg` becomes `a.x2.jpg`.
    Job beside(Path input) {
        Format content = content(input);
        Path output = FileName.beside(input, "." + tag + "." + ending(input, content));
        return new Job(input, output, written.apply(content));
    }

    /// In another folder, under the same name.
    ///
    /// @param relative the input as seen from the folder that it was found in
    Job into(Path folder, Path input, Path relative) {
        Format content = content(input);
        Path output = FileName.beside(folder.resolve(relative), "." + ending(input, content));
        return new Job(input, output, written.apply(content));
    }

    /// Under a name of its own, whose ending tells the format.
    static Job named(Path input, Path output, Format format) {
        return new Job(input, output, format);
    }

    private String ending(Path input, Format content) {
        String name = input.getFileName().toString();
        Format format = written.apply(content);
        Optional<Format> named = Format.ofName(name);
        boolean keeps = format == content && named.isPresent() && named.get().written() == named.get();
        return keeps
                ? name.substring(name.lastIndexOf('.') + 1)
                : format.suffixes().getFirst();
    }

    /// The format by the first bytes; by the name if they cannot be read, which reading the picture will report.
    private static Format content(Path input) {
        if (!Files.isRegularFile(input)) { // opening a pipe waits for someone to write into it
            return named(input);
        }
        try (InputStream in = Files.newInputStream(input)) {
            return Format.of(in.readNBytes(MAGIC_BYTES)).orElse(named(input));
        } catch (IOException e) {
            return named(input);
        }
    }

    private static Format named(Path input) {
        return Format.ofName(input.getFileName().toString()).orElse(Format.PNG);
    }

    /// The originals without their endings that a file may have been made of, if its name is that of a
    /// restored picture or of a result of this naming: `a.deblocked` and `a` for `a.deblocked.x2.png`.
    List<Path> originals(Path file) {
        List<Path> originals = new ArrayList<>();
        Path tagged = FileName.beside(file, "");
        for (Optional<Path> next = original(tagged); next.isPresent(); next = original(next.get())) {
            originals.add(next.get());
        }
        return originals;
    }

    /// One tag less.
    ///
    /// @param stem a file without its ending
    private Optional<Path> original(Path stem) {
        String name = String.valueOf(stem.getFileName());
        boolean isTagged = name.endsWith("." + tag) && name.length() > tag.length() + 1;
        return isTagged || RESTORED.matcher(name).matches() ? Optional.of(FileName.beside(stem, "")) : Optional.empty();
    }
}
