package dev.fettle.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The most 32-bit floating-point operations per second that the machine can do, measured: nothing but fused
/// multiply-adds (two operations per lane) on numbers that stay in registers, in enough independent chains to hide
/// their latency.
final class FloatPeak {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final float FACTOR = 0.999f; // x = x · factor + factor keeps away from zero and from infinity
    private static final int STEPS = 1 << 14;
    private static final int CALLS = 16;
    private static final int TRIALS = 100;

    /// {@link #STEPS} steps of as many chains at a time.
    private record Loop(int chains, Consumer<float[]> steps) {}

    /// 12 chains fit 16 registers (AVX2); 24 feed four units of four cycles (Neoverse, Apple).
    private static final List<Loop> LOOPS =
            List.of(new Loop(12, FloatPeak::twelve), new Loop(24, FloatPeak::twentyFour));

    private FloatPeak() {}

    /// Measured with as many threads at once, for about a second; the best of many short trials.
    static double gflops(int threads) throws InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            double best = 0;
            for (Loop loop : LOOPS) {
                best = Math.max(best, gflops(loop, threads, pool));
            }
            return best;
        }
    }

    private static double gflops(Loop loop, int threads, ExecutorService pool) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(threads);
        Callable<double[]> trials = () -> {
            double[] rates = new double[TRIALS];
            float[] numbers = new float[loop.chains * LANES];
            for (int i = 0; i < TRIALS; i++) {
                start.await();
                rates[i] = rate(loop, numbers);
            }
            return rates;
        };
        double[] together = new double[TRIALS];
        List<Callable<double[]>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            tasks.add(trials);
        }
        for (Future<double[]> task : pool.invokeAll(tasks)) {
            double[] rates = ended(task);
            for (int i = 0; i < TRIALS; i++) {
                together[i] += rates[i];
            }
        }
        double best = 0;
        for (double rate : together) {
            best = Math.max(best, rate);
        }
        return best;
    }

    private static double[] ended(Future<double[]> task) throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("measuring the peak failed", e);
        }
    }

    private static double rate(Loop loop, float[] numbers) {
        long begun = System.nanoTime();
        for (int call = 0; call < CALLS; call++) {
            loop.steps.accept(numbers);
        }
        return 2.0 * LANES * loop.chains * STEPS * CALLS / (System.nanoTime() - begun);
    }

    private static void twelve(float[] numbers) {
        FloatVector f = FloatVector.broadcast(SPECIES, FACTOR);
        FloatVector a = FloatVector.fromArray(SPECIES, numbers, 0);
        FloatVector b = FloatVector.fromArray(SPECIES, numbers, LANES);
        FloatVector c = FloatVector.fromArray(SPECIES, numbers, 2 * LANES);
        FloatVector d = FloatVector.fromArray(SPECIES, numbers, 3 * LANES);
        FloatVector e = FloatVector.fromArray(SPECIES, numbers, 4 * LANES);
        FloatVector g = FloatVector.fromArray(SPECIES, numbers, 5 * LANES);
        FloatVector h = FloatVector.fromArray(SPECIES, numbers, 6 * LANES);
        FloatVector i = FloatVector.fromArray(SPECIES, numbers, 7 * LANES);
        FloatVector j = FloatVector.fromArray(SPECIES, numbers, 8 * LANES);
        FloatVector k = FloatVector.fromArray(SPECIES, numbers, 9 * LANES);
        FloatVector l = FloatVector.fromArray(SPECIES, numbers, 10 * LANES);
        FloatVector m = FloatVector.fromArray(SPECIES, numbers, 11 * LANES);
        for (int step = 0; step < STEPS; step++) {
            a = a.fma(f, f);
            b = b.fma(f, f);
            c = c.fma(f, f);
            d = d.fma(f, f);
            e = e.fma(f, f);
            g = g.fma(f, f);
            h = h.fma(f, f);
            i = i.fma(f, f);
            j = j.fma(f, f);
            k = k.fma(f, f);
            l = l.fma(f, f);
            m = m.fma(f, f);
        }
        a.intoArray(numbers, 0);
        b.intoArray(numbers, LANES);
        c.intoArray(numbers, 2 * LANES);
        d.intoArray(numbers, 3 * LANES);
        e.intoArray(numbers, 4 * LANES);
        g.intoArray(numbers, 5 * LANES);
        h.intoArray(numbers, 6 * LANES);
        i.intoArray(numbers, 7 * LANES);
        j.intoArray(numbers, 8 * LANES);
        k.intoArray(numbers, 9 * LANES);
        l.intoArray(numbers, 10 * LANES);
        m.intoArray(numbers, 11 * LANES);
    }

    private static void twentyFour(float[] numbers) {
        FloatVector f = FloatVector.broadcast(SPECIES, FACTOR);
        FloatVector a = FloatVector.fromArray(SPECIES, numbers, 0);
        FloatVector b = FloatVector.fromArray(SPECIES, numbers, LANES);
        FloatVector c = FloatVector.fromArray(SPECIES, numbers, 2 * LANES);
        FloatVector d = FloatVector.fromArray(SPECIES, numbers, 3 * LANES);
        FloatVector e = FloatVector.fromArray(SPECIES, numbers, 4 * LANES);
        FloatVector g = FloatVector.fromArray(SPECIES, numbers, 5 * LANES);
        FloatVector h = FloatVector.fromArray(SPECIES, numbers, 6 * LANES);
        FloatVector i = FloatVector.fromArray(SPECIES, numbers, 7 * LANES);
        FloatVector j = FloatVector.fromArray(SPECIES, numbers, 8 * LANES);
        FloatVector k = FloatVector.fromArray(SPECIES, numbers, 9 * LANES);
        FloatVector l = FloatVector.fromArray(SPECIES, numbers, 10 * LANES);
        FloatVector m = FloatVector.fromArray(SPECIES, numbers, 11 * LANES);
        FloatVector n = FloatVector.fromArray(SPECIES, numbers, 12 * LANES);
        FloatVector o = FloatVector.fromArray(SPECIES, numbers, 13 * LANES);
        FloatVector p = FloatVector.fromArray(SPECIES, numbers, 14 * LANES);
        FloatVector q = FloatVector.fromArray(SPECIES, numbers, 15 * LANES);
        FloatVector r = FloatVector.fromArray(SPECIES, numbers, 16 * LANES);
        FloatVector s = FloatVector.fromArray(SPECIES, numbers, 17 * LANES);
        FloatVector t = FloatVector.fromArray(SPECIES, numbers, 18 * LANES);
        FloatVector u = FloatVector.fromArray(SPECIES, numbers, 19 * LANES);
        FloatVector v = FloatVector.fromArray(SPECIES, numbers, 20 * LANES);
        FloatVector w = FloatVector.fromArray(SPECIES, numbers, 21 * LANES);
        FloatVector x = FloatVector.fromArray(SPECIES, numbers, 22 * LANES);
        FloatVector y = FloatVector.fromArray(SPECIES, numbers, 23 * LANES);
        for (int step = 0; step < STEPS; step++) {
            a = a.fma(f, f);
            b = b.fma(f, f);
            c = c.fma(f, f);
            d = d.fma(f, f);
            e = e.fma(f, f);
            g = g.fma(f, f);
            h = h.fma(f, f);
            i = i.fma(f, f);
            j = j.fma(f, f);
            k = k.fma(f, f);
            l = l.fma(f, f);
            m = m.fma(f, f);
            n = n.fma(f, f);
            o = o.fma(f, f);
            p = p.fma(f, f);
            q = q.fma(f, f);
            r = r.fma(f, f);
            s = s.fma(f, f);
            t = t.fma(f, f);
            u = u.fma(f, f);
            v = v.fma(f, f);
            w = w.fma(f, f);
            x = x.fma(f, f);
            y = y.fma(f, f);
        }
        a.intoArray(numbers, 0);
        b.intoArray(numbers, LANES);
        c.intoArray(numbers, 2 * LANES);
        d.intoArray(numbers, 3 * LANES);
        e.intoArray(numbers, 4 * LANES);
        g.intoArray(numbers, 5 * LANES);
        h.intoArray(numbers, 6 * LANES);
        i.intoArray(numbers, 7 * LANES);
        j.intoArray(numbers, 8 * LANES);
        k.intoArray(numbers, 9 * LANES);
        l.intoArray(numbers, 10 * LANES);
        m.intoArray(numbers, 11 * LANES);
        n.intoArray(numbers, 12 * LANES);
        o.intoArray(numbers, 13 * LANES);
        p.intoArray(numbers, 14 * LANES);
        q.intoArray(numbers, 15 * LANES);
        r.intoArray(numbers, 16 * LANES);
        s.intoArray(numbers, 17 * LANES);
        t.intoArray(numbers, 18 * LANES);
        u.intoArray(numbers, 19 * LANES);
        v.intoArray(numbers, 20 * LANES);
        w.intoArray(numbers, 21 * LANES);
        x.intoArray(numbers, 22 * LANES);
        y.intoArray(numbers, 23 * LANES);
    }
}
