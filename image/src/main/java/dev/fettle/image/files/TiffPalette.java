package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import dev.fettle.image.files.TiffStream.Entry;

/// A TIFF's palette (tag 320): all reds, all greens, all blues, of 16 bits, of which the upper 8 count.
final class TiffPalette {
    private static final int MOST_BITS = 16;

    private TiffPalette() {}

    /// The colours as 8-bit ARGB.
    ///
    /// @param bits of an index
    /// @throws ImageFormatException if the palette is shorter than the indexes can ask for
    static int[] of(TiffPage page, int bits) throws ImageFormatException {
        Entry colours = page.require(TiffTags.COLOUR_MAP);
        int size = 1 << Math.min(bits, MOST_BITS);
        int stride = (int) Math.max(size, Math.min(colours.count(), 3 << MOST_BITS) / 3);
        int[] argb = new int[size];
        int shift = isEightBits(page, colours) ? 0 : 8;
        for (int i = 0; i < size; i++) {
            int colour = 0xFF;
            for (int band = 0; band < 3; band++) {
                long value = page.stream().number(colours, band * stride + i) >> shift;
                colour = colour << 8 | (int) (value & 0xFF);
            }
            argb[i] = colour;
        }
        return argb;
    }

    /// Some writers put numbers of 8 bits there.
    private static boolean isEightBits(TiffPage page, Entry colours) throws ImageFormatException {
        boolean anything = false;
        for (int i = 0; i < Math.min(colours.count(), 3 << MOST_BITS); i++) {
            long value = page.stream().number(colours, i);
            if (value > 0xFF) {
                return false;
            }
            anything |= value > 0;
        }
        if (anything) {
            page.repaired("its palette holds colours of 8 bits instead of 16");
        }
        return anything;
    }
}
