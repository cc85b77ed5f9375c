package dev.fettle.image.files;

/// VP8's inverse transforms (RFC 6386, sec. 14.3 and 14.4).
final class Vp8Transform {
    private final int[] between = new int[16];

    /// Walsh-Hadamard: sixteen averages to the first coefficients of sixteen blocks, which lie 16 apart.
    void averages(int[] from, int[] coefficients) {
        for (int i = 0; i < 4; i++) {
            int a = from[i] + from[12 + i];
            int b = from[4 + i] + from[8 + i];
            int c = from[4 + i] - from[8 + i];
            int d = from[i] - from[12 + i];
            between[i] = a + b;
            between[4 + i] = c + d;
            between[8 + i] = a - b;
            between[12 + i] = d - c;
        }
        for (int i = 0; i < 4; i++) {
            int a = between[4 * i] + between[4 * i + 3] + 3;
            int b = between[4 * i + 1] + between[4 * i + 2];
            int c = between[4 * i + 1] - between[4 * i + 2];
            int d = between[4 * i] - between[4 * i + 3] + 3;
            coefficients[64 * i] = a + b >> 3;
            coefficients[64 * i + 16] = d + c >> 3;
            coefficients[64 * i + 32] = a - b >> 3;
            coefficients[64 * i + 48] = d - c >> 3;
        }
    }

    /// Adds a block's cosines to a plane.
    void add(int[] coefficients, int from, Vp8Plane plane, int at) {
        for (int i = 0; i < 4; i++) {
            int a = coefficients[from + i] + coefficients[from + 8 + i];
            int b = coefficients[from + i] - coefficients[from + 8 + i];
            int c = sine(coefficients[from + 4 + i]) - cosine(coefficients[from + 12 + i]);
            int d = cosine(coefficients[from + 4 + i]) + sine(coefficients[from + 12 + i]);
            between[i] = a + d;
            between[4 + i] = b + c;
            between[8 + i] = b - c;
            between[12 + i] = a - d;
        }
        for (int y = 0; y < 4; y++) {
            int a = between[4 * y] + between[4 * y + 2] + 4;
            int b = between[4 * y] - between[4 * y + 2] + 4;
            int c = sine(between[4 * y + 1]) - cosine(between[4 * y + 3]);
            int d = cosine(between[4 * y + 1]) + sine(between[4 * y + 3]);
            int row = at + y * plane.stride();
            plane.set(row, plane.get(row) + (a + d >> 3));
            plane.set(row + 1, plane.get(row + 1) + (b + c >> 3));
            plane.set(row + 2, plane.get(row + 2) + (b - c >> 3));
            plane.set(row + 3, plane.get(row + 3) + (a - d >> 3));
        }
    }

    /// Times √2 · cos(π / 8), as the specification rounds it.
    private static int cosine(int value) {
        return value + (value * 20091 >> 16);
    }

    /// Times √2 · sin(π / 8).
    private static int sine(int value) {
        return value * 35468 >> 16;
    }
}
