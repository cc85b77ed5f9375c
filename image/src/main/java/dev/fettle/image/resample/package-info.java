/// Changing the size of pictures the way the benchmarks do: MATLAB's bicubic `imresize` in its published
/// flavours. Interpolation that a network does inside itself (libtorch's a = −0.75) is a network operation and
/// does not belong here.
@NullMarked
package dev.fettle.image.resample;

import org.jspecify.annotations.NullMarked;
