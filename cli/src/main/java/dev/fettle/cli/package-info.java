/// The program `fettle`: options, printing and exit codes, a package per group of commands. Standard output carries
/// results only; every problem is one line and an {@link dev.fettle.cli.console.ExitCode}. What commands do lives in
/// the modules below.
@NullMarked
package dev.fettle.cli;

import org.jspecify.annotations.NullMarked;
