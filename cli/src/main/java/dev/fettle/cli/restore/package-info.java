/// The commands that make a picture of each of many: which files, under which names, and what became of each.
@NullMarked
package dev.fettle.cli.restore;

import org.jspecify.annotations.NullMarked;
