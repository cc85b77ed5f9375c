/// The program `fettle`: one class per command. Standard output carries results only; every problem is one line and an
/// {@link dev.fettle.cli.ExitCode}. What commands do lives in the modules below; nothing depends on this package.
@NullMarked
package dev.fettle.cli;

import org.jspecify.annotations.NullMarked;
