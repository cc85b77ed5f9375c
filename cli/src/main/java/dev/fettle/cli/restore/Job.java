package dev.fettle.cli.restore;

import dev.fettle.image.files.Format;
import java.nio.file.Path;

/// One picture to make of another.
///
/// @param format of the output
record Job(Path input, Path output, Format format) {}
