/// The report on a sweep: its numbers as records, and their pages in HTML and Markdown with charts. Nothing here
/// trains,
/// measures or reads a model.
@NullMarked
package dev.fettle.cli.report;

import org.jspecify.annotations.NullMarked;
