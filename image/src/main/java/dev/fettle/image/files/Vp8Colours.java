package dev.fettle.image.files;

/// VP8's luma and half-sized chroma to RGB as libwebp does by default: chroma is interpolated with the weights 9, 3, 3,
/// 1, the conversion is that of ITU-R BT.601 with integers of 14 bits.
final class Vp8Colours {
    private final Vp8Plane[] planes;
    private final int width;
    private final int height;

    Vp8Colours(Vp8Plane[] planes, int width, int height) {
        this.planes = planes;
        this.width = width;
        this.height = height;
    }

    /// Red, green and blue.
    float[][] decode() {
        float[][] bands = new float[3][Math.multiplyExact(width, height)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int luma = scaled(planes[0].get(planes[0].at(x, y)), 19077);
                int blue = chroma(planes[1], x, y);
                int red = chroma(planes[2], x, y);
                int at = y * width + x;
                bands[0][at] = fraction(luma + scaled(red, 26149) - 14234);
                bands[1][at] = fraction(luma - scaled(blue, 6419) - scaled(red, 13320) + 8708);
                bands[2][at] = fraction(luma + scaled(blue, 33050) - 17685);
            }
        }
        return bands;
    }

    private static int scaled(int sample, int factor) {
        return sample * factor >> 8;
    }

    private static float fraction(int value) {
        return Samples.fraction(Math.clamp(value >> 6, 0, 255));
    }

    /// From the nearest sample (9), its neighbours in the row (3) and in the column (3) and the one across (1); at the
    /// left and right end of the picture from the column alone.
    private int chroma(Vp8Plane plane, int x, int y) {
        int near = y / 2;
        int far = y % 2 == 0 ? Math.max(0, near - 1) : Math.min(near + 1, (height - 1) / 2);
        int own = x / 2;
        int other = x % 2 == 0 ? own - 1 : own + 1;
        int nearOwn = plane.get(plane.at(own, near));
        int farOwn = plane.get(plane.at(own, far));
        if (other < 0 || other > (width - 1) / 2) {
            return 3 * nearOwn + farOwn + 2 >> 2;
        }
        int nearOther = plane.get(plane.at(other, near));
        int farOther = plane.get(plane.at(other, far));
        int diagonal = nearOwn + farOwn + nearOther + farOther + 8 + 2 * (nearOther + farOwn) >> 3;
        return diagonal + nearOwn >> 1;
    }
}
