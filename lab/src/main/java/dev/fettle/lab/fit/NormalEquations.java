package dev.fettle.lab.fit;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.RealMatrix;

/// Linear regressions on the same inputs: the weights W that make Σ (W·x - t)² least over all samples. Samples are
/// taken in one after the other, and what is kept of them does not grow. The same samples in the same order give the
/// same bits.
public final class NormalEquations {
    private final double[][] products; // of inputs with inputs, from the diagonal on
    private final double[][] moments; // of inputs with targets
    private final double[] energies; // of targets
    private long samples;

    /// @param unknowns inputs, of which one may be a constant 1
    /// @param targets regressions
    public NormalEquations(int unknowns, int targets) {
        products = new double[unknowns][unknowns];
        moments = new double[unknowns][targets];
        energies = new double[targets];
    }

    /// Takes in samples.
    ///
    /// @param inputs of each sample
    /// @param wanted of each sample, one for each regression
    public void add(double[][] inputs, double[][] wanted) {
        int whole = inputs.length / Products.TOGETHER * Products.TOGETHER;
        for (int first = 0; first < whole; first += Products.TOGETHER) {
            Products.addUpper(inputs, first, products);
            Products.add(inputs, wanted, first, moments);
        }
        for (int sample = whole; sample < inputs.length; sample++) {
            Products.addOneUpper(inputs[sample], products);
            Products.addOne(inputs[sample], wanted[sample], moments);
        }
        for (double[] each : wanted) {
            for (int t = 0; t < each.length; t++) {
                energies[t] += each[t] * each[t];
            }
        }
        samples += inputs.length;
    }

    public long samples() {
        return samples;
    }

    /// Mean squared error of some weights, over samples and regressions.
    ///
    /// @param weights one row for each regression
    public double error(double[][] weights) {
        double sum = 0;
        for (int t = 0; t < energies.length; t++) {
            double[] row = weights[t];
            double error = energies[t];
            for (int i = 0; i < row.length; i++) {
                double twice = 0;
                for (int j = i + 1; j < row.length; j++) {
                    twice += products[i][j] * row[j];
                }
                error += row[i] * (products[i][i] * row[i] + 2 * twice - 2 * moments[i][t]);
            }
            sum += Math.max(error, 0);
        }
        return sum / samples / energies.length;
    }

    /// Mean square of the targets.
    public double energy() {
        return Arrays.stream(energies).sum() / samples / energies.length;
    }

    /// The best weights, or those near some others where samples do not tell: the squared distance from these, times a
    /// ridge, is added to the squared error. So they are never worse than these.
    ///
    /// @param start one row for each regression
    /// @param ridge part of the inputs' mean square, above 0
    public double[][] solve(double[][] start, double ridge) {
        int unknowns = products.length;
        double[][] square = new double[unknowns][unknowns];
        double trace = 0;
        for (int i = 0; i < unknowns; i++) {
            trace += products[i][i];
        }
        if (!(trace > 0)) {
            return start;
        }
        for (int i = 0; i < unknowns; i++) {
            for (int j = i; j < unknowns; j++) {
                square[i][j] = products[i][j];
                square[j][i] = products[i][j];
            }
        }
        double[][] missing = missing(square, start);
        for (int i = 0; i < unknowns; i++) {
            square[i][i] += ridge * trace / unknowns;
        }
        RealMatrix change = new CholeskyDecomposition(new Array2DRowRealMatrix(square, false), 1e-12, 0)
                .getSolver()
                .solve(new Array2DRowRealMatrix(missing, false));
        double[][] solved = new double[start.length][unknowns];
        for (int t = 0; t < start.length; t++) {
            for (int i = 0; i < unknowns; i++) {
                solved[t][i] = start[t][i] + change.getEntry(i, t);
            }
        }
        return solved;
    }

    /// What the start leaves of the moments.
    private double[][] missing(double[][] square, double[][] start) {
        double[][] missing = new double[square.length][];
        for (int i = 0; i < square.length; i++) {
            missing[i] = moments[i].clone();
            for (int t = 0; t < start.length; t++) {
                double made = 0;
                for (int j = 0; j < square.length; j++) {
                    made += square[i][j] * start[t][j];
                }
                missing[i][t] -= made;
            }
        }
        return missing;
    }
}
