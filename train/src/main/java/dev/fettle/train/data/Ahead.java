package dev.fettle.train.data;

import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Batches that are made on another thread while the one before is learnt from. A batch follows from its source, its
/// size and the random state alone, so that the batches are the ones that there would be without this; a state moves
/// on when its batch is taken, not when it is made, so that a training that is stopped goes on with the same ones.
/// For one taker at a time.
public final class Ahead implements AutoCloseable {
    private final ExecutorService maker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("fettle-batches").factory());

    private final IdentityHashMap<BatchSource, Made> next = new IdentityHashMap<>();

    /// @param from the state before it
    /// @param after the state after it, once it is made
    private record Made(int count, long from, RandomState after, CompletableFuture<Batch> batch) {
        boolean isOf(int patches, RandomState random) {
            return count == patches && from == random.state();
        }
    }

    /// The next patches of a source; moves the random state on. The batch after it is begun, as if it were to come from
    /// the same source.
    public Batch next(BatchSource source, RandomState random, int count) {
        Batch batch = Optional.ofNullable(next.get(source))
                .filter(made -> made.isOf(count, random))
                .map(made -> taken(made, random))
                .orElseGet(() -> source.next(random, count));
        next.put(source, begun(source, random, count));
        return batch;
    }

    private static Batch taken(Made made, RandomState random) {
        try {
            Batch batch = made.batch.join();
            random.goOnFrom(made.after);
            return batch;
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private Made begun(BatchSource source, RandomState random, int count) {
        RandomState state = new RandomState(random.state());
        CompletableFuture<Batch> batch = CompletableFuture.supplyAsync(() -> source.next(state, count), maker);
        return new Made(count, random.state(), state, batch);
    }

    /// Waits for no batch that nobody takes.
    @Override
    public void close() {
        maker.shutdownNow();
    }
}
