/// Reports: the numbers of a sweep or of a kernel map as records, and their pages with charts, a sweep's in Markdown,
/// too. Nothing here trains, measures or reads a model.
@NullMarked
package dev.fettle.lab.report;

import org.jspecify.annotations.NullMarked;
