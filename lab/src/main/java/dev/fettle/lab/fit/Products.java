package dev.fettle.lab.fit;

/// Sums of outer products, the inner loops of regressions: of four samples at a time, so that a sum is read and written
/// once for four products.
final class Products {
    static final int TOGETHER = 4;

    private Products() {}

    /// sums[i][j] += Σ a[s][i] · b[s][j] over four samples.
    static void add(double[][] a, double[][] b, int first, double[][] sums) {
        double[] b0 = b[first];
        double[] b1 = b[first + 1];
        double[] b2 = b[first + 2];
        double[] b3 = b[first + 3];
        for (int i = 0; i < sums.length; i++) {
            axpy(
                    new double[] {a[first][i], a[first + 1][i], a[first + 2][i], a[first + 3][i]},
                    b0,
                    b1,
                    b2,
                    b3,
                    sums[i],
                    0);
        }
    }

    /// The same of a with itself, from the diagonal on.
    static void addUpper(double[][] a, int first, double[][] sums) {
        double[] a0 = a[first];
        double[] a1 = a[first + 1];
        double[] a2 = a[first + 2];
        double[] a3 = a[first + 3];
        for (int i = 0; i < sums.length; i++) {
            axpy(new double[] {a0[i], a1[i], a2[i], a3[i]}, a0, a1, a2, a3, sums[i], i);
        }
    }

    private static void axpy(double[] f, double[] b0, double[] b1, double[] b2, double[] b3, double[] sum, int from) {
        double f0 = f[0];
        double f1 = f[1];
        double f2 = f[2];
        double f3 = f[3];
        for (int j = from; j < sum.length; j++) {
            sum[j] += f0 * b0[j] + f1 * b1[j] + f2 * b2[j] + f3 * b3[j];
        }
    }

    static void addOne(double[] a, double[] b, double[][] sums) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                sums[i][j] += a[i] * b[j];
            }
        }
    }

    static void addOneUpper(double[] a, double[][] sums) {
        for (int i = 0; i < a.length; i++) {
            for (int j = i; j < a.length; j++) {
                sums[i][j] += a[i] * a[j];
            }
        }
    }
}
