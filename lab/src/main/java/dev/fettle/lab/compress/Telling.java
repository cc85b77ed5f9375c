package dev.fettle.lab.compress;

import dev.fettle.lab.fit.MapMoments;
import dev.fettle.network.Offset;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.DecompositionSolver;

/// What a shifted copy of a channel that stays tells of the channels that went, beyond what those say that stay.
final class Telling {
    private static final Offset NONE = new Offset(0, 0);

    /// Of the mean variance of the channels that stay.
    private static final double RIDGE = 1e-6;

    /// Of mean squares, what rounding may leave of a variance that is none.
    private static final double ROUNDING = 1e-12;

    private final MapMoments moments;
    private final List<Integer> staying;
    private final List<Integer> ghosts;
    private final double[] reading;
    private final DecompositionSolver known;
    private final double[][] told; // of those that stay with the others

    /// @param staying channels
    /// @param ghosts channels that went
    /// @param reading the length of the filters that read each channel
    Telling(MapMoments moments, List<Integer> staying, List<Integer> ghosts, double[] reading) {
        this.moments = moments;
        this.staying = staying;
        this.ghosts = ghosts;
        this.reading = reading;
        known = new CholeskyDecomposition(new Array2DRowRealMatrix(staying(), false), 1e-12, 0).getSolver();
        told = new double[staying.size()][ghosts.size()];
        for (int i = 0; i < told.length; i++) {
            for (int j = 0; j < told[i].length; j++) {
                told[i][j] = moments.covariance(staying.get(i), ghosts.get(j), NONE);
            }
        }
    }

    /// Covariances of those that stay, and the ridge.
    private double[][] staying() {
        int size = staying.size();
        double[][] square = new double[size][size];
        double trace = 0;
        double squares = Double.MIN_NORMAL;
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                int k = staying.get(i);
                int l = staying.get(j);
                square[i][j] = moments.covariance(Math.min(k, l), Math.max(k, l), NONE); // the same to the last bit
            }
            trace += square[i][i];
            squares += moments.product(staying.get(i), staying.get(i), NONE);
        }
        for (int i = 0; i < size; i++) {
            square[i][i] += (RIDGE * Math.max(trace, 0) + ROUNDING * squares) / size;
        }
        return square;
    }

    /// Of a copy of a channel that is shifted so, weighed by the filters that read what it tells of.
    double gain(int source, Offset offset) {
        double[] common = new double[staying.size()];
        for (int i = 0; i < common.length; i++) {
            common[i] = moments.covariance(source, staying.get(i), offset);
        }
        double[] solved = known.solve(new Array2DRowRealMatrix(common)).getColumn(0);
        double all = moments.covariance(source, source, NONE);
        double left = all;
        for (int i = 0; i < common.length; i++) {
            left -= common[i] * solved[i];
        }
        double rounding = ROUNDING * moments.product(source, source, NONE);
        return left > RIDGE * all + rounding ? gain(source, offset, solved) / left : 0;
    }

    private double gain(int source, Offset offset, double[] solved) {
        double gain = 0;
        for (int j = 0; j < ghosts.size(); j++) {
            int ghost = ghosts.get(j);
            double covariance = moments.covariance(source, ghost, offset);
            for (int i = 0; i < solved.length; i++) {
                covariance -= told[i][j] * solved[i];
            }
            double weighed = covariance * reading[ghost];
            gain += weighed * weighed;
        }
        return gain;
    }
}
