/// Writing files whole: what model files and exports share.
@NullMarked
package dev.fettle.network.file;

import org.jspecify.annotations.NullMarked;
