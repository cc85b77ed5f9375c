package dev.fettle.image.files;

import dev.fettle.image.Image.Colour;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// ICC profiles (ICC.1:2001-04, the version that every program reads) for colours that a gamma, a white and three
/// primaries describe.
final class GammaProfile {
    private static final int HEADER = 128;
    private static final double[] D50 = {0.9642, 1, 0.8249};

    /// Linear Bradford (ICC.1:2010, annex E): XYZ to the responses in which white is adapted.
    private static final double[][] BRADFORD = {
        {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
    };

    private GammaProfile() {}

    /// @param gamma light = sample ^ gamma
    /// @param chromaticities x and y of white, red, green and blue
    /// @return empty if no light has these chromaticities, or a profile cannot hold the gamma
    static Optional<byte[]> of(double gamma, double[] chromaticities, Colour colour) {
        Map<String, byte[]> tags = new LinkedHashMap<>();
        tags.put("desc", description("Colours as PNG chunks described them"));
        tags.put("cprt", text("No copyright, use freely"));
        byte[] curve = curve(gamma);
        switch (colour) {
            case GRAY -> {
                tags.put("wtpt", xyz(D50));
                tags.put("kTRC", curve);
            }
            case RGB -> {
                Optional<double[][]> primaries = primaries(chromaticities);
                if (primaries.isEmpty()) {
                    return Optional.empty();
                }
                tags.put("wtpt", xyz(D50));
                for (int i = 0; i < 3; i++) {
                    tags.put("rgb".charAt(i) + "XYZ", xyz(column(primaries.get(), i)));
                    tags.put("rgb".charAt(i) + "TRC", curve);
                }
            }
        }
        return gamma < 1 / 256.0 || gamma >= 256 ? Optional.empty() : Optional.of(profile(tags, colour));
    }

    /// What the primaries look like beside a white of D50: columns of a matrix from RGB to XYZ.
    private static Optional<double[][]> primaries(double[] xy) {
        double[][] columns = new double[3][3];
        for (int i = 0; i < 3; i++) {
            double[] light = light(xy[2 * i + 2], xy[2 * i + 3]);
            for (int row = 0; row < 3; row++) {
                columns[row][i] = light[row];
            }
        }
        double[] white = light(xy[0], xy[1]);
        double[] amounts = times(inverse(columns), white);
        double[] from = times(BRADFORD, white);
        double[] to = times(BRADFORD, D50);
        double[][] adapted = new double[3][3];
        for (int i = 0; i < 3; i++) {
            double[] response = times(BRADFORD, column(columns, i));
            for (int row = 0; row < 3; row++) {
                response[row] *= amounts[i] * to[row] / from[row];
            }
            double[] seen = times(inverse(BRADFORD), response);
            for (int row = 0; row < 3; row++) {
                adapted[row][i] = seen[row];
            }
        }
        return isUsable(adapted) ? Optional.of(adapted) : Optional.empty();
    }

    /// XYZ of Y = 1.
    private static double[] light(double x, double y) {
        return new double[] {x / y, 1, (1 - x - y) / y};
    }

    private static boolean isUsable(double[][] matrix) {
        for (double[] row : matrix) {
            for (double value : row) {
                if (!(Math.abs(value) < 4)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static double[] column(double[][] matrix, int at) {
        return new double[] {matrix[0][at], matrix[1][at], matrix[2][at]};
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[3];
        for (int row = 0; row < 3; row++) {
            for (int i = 0; i < 3; i++) {
                product[row] += matrix[row][i] * vector[i];
            }
        }
        return product;
    }

    /// By cofactors; not finite if there is none.
    private static double[][] inverse(double[][] m) {
        double[][] inverse = new double[3][3];
        for (int row = 0; row < 3; row++) {
            for (int i = 0; i < 3; i++) {
                int a = (i + 1) % 3;
                int b = (i + 2) % 3;
                int c = (row + 1) % 3;
                int d = (row + 2) % 3;
                inverse[row][i] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
            }
        }
        double determinant = 0;
        for (int i = 0; i < 3; i++) {
            determinant += m[0][i] * inverse[i][0];
        }
        for (double[] row : inverse) {
            for (int i = 0; i < 3; i++) {
                row[i] /= determinant;
            }
        }
        return inverse;
    }

    private static byte[] profile(Map<String, byte[]> tags, Colour colour) {
        int table = 4 + 12 * tags.size();
        ByteBuffer directory = ByteBuffer.allocate(table).putInt(tags.size());
        var data = new ByteArrayOutputStream();
        tags.forEach((tag, content) -> {
            directory.put(ascii(tag)).putInt(HEADER + table + data.size()).putInt(content.length);
            data.writeBytes(content);
            data.writeBytes(new byte[-content.length & 3]);
        });
        int size = HEADER + table + data.size();
        ByteBuffer file = ByteBuffer.allocate(size).putInt(size).putInt(0).putInt(0x0240_0000);
        file.put(ascii("mntr"))
                .put(ascii(colour == Colour.GRAY ? "GRAY" : "RGB "))
                .put(ascii("XYZ "));
        file.putShort((short) 2000).putShort((short) 1).putShort((short) 1); // a date, always the same
        file.position(36).put(ascii("acsp")).position(68);
        numbers(file, D50);
        return file.position(HEADER)
                .put(directory.array())
                .put(data.toByteArray())
                .array();
    }

    private static byte[] description(String text) {
        // type, length with the closing zero, text; then no Unicode and no Macintosh name
        ByteBuffer tag = ByteBuffer.allocate(12 + text.length() + 1 + 8 + 70);
        return tag.put(ascii("desc"))
                .putInt(0)
                .putInt(text.length() + 1)
                .put(ascii(text))
                .array();
    }

    private static byte[] text(String text) {
        return ByteBuffer.allocate(9 + text.length())
                .put(ascii("text"))
                .putInt(0)
                .put(ascii(text))
                .array();
    }

    private static byte[] xyz(double[] values) {
        ByteBuffer tag = ByteBuffer.allocate(20).put(ascii("XYZ ")).putInt(0);
        numbers(tag, values);
        return tag.array();
    }

    /// s15Fixed16Number: the integer is the number times 65536.
    private static void numbers(ByteBuffer target, double[] values) {
        for (double value : values) {
            target.putInt((int) Math.round(value * 65536));
        }
    }

    /// One u8Fixed8Number: the exponent times 256.
    private static byte[] curve(double gamma) {
        ByteBuffer tag = ByteBuffer.allocate(14).put(ascii("curv")).putInt(0).putInt(1);
        return tag.putShort((short) Math.round(gamma * 256)).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
