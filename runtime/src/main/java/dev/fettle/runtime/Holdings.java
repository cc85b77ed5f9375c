package dev.fettle.runtime;

import dev.fettle.runtime.engine.Batch;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.Plan;
import dev.fettle.runtime.engine.PreparedNetwork;
import dev.fettle.runtime.engine.Workers;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// All that one restorer holds: its threads, and within one budget the plans of its networks by
/// their sizes. A plan that is not there is made; where it does not fit beside the others, those
/// that have rested longest go first. Only one thread at a time may use plans; sizes may be asked
/// for at any time.
final class Holdings implements AutoCloseable {
    private final Workers workers;
    private final long budgetBytes;
    private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long reservedBytes;

    private record Key(PreparedNetwork network, Class<?> type, int height, int width, long roomBytes) {}

    /// @param bytes packed weights not counted
    private record Kept(Object made, long bytes) {}

    /// @param budgetBytes see {@link RestoreOptions#memoryBytes}
    Holdings(Workers workers, long budgetBytes) {
        this.workers = workers;
        this.budgetBytes = budgetBytes;
    }

    Workers workers() {
        return workers;
    }

    long budgetBytes() {
        return budgetBytes;
    }

    /// What a plan holds, packed weights included.
    ///
    /// @param limitBytes what it may hold
    static long planBytes(Engine engine, int height, int width, long limitBytes) {
        return engine.bufferBytes(height, width, room(engine.bufferBytes(height, width), limitBytes));
    }

    /// A plan for a size, kept from before or new.
    Plan plan(Engine engine, int height, int width, long limitBytes) {
        long room = room(engine.bufferBytes(height, width), limitBytes);
        Key key = new Key(engine.network(), Plan.class, height, width, room);
        return (Plan) kept(key, engine.bufferBytes(height, width, room), () -> engine.plan(height, width, room));
    }

    static long batchBytes(Engine engine, int height, int width, long limitBytes) {
        return engine.batchBytes(height, width, room(engine.bufferBytes(height, width), limitBytes));
    }

    /// The run of several pictures of a size, kept from before or new.
    Batch batch(Engine engine, int height, int width, long limitBytes) {
        long room = room(engine.bufferBytes(height, width), limitBytes);
        Key key = new Key(engine.network(), Batch.class, height, width, room);
        return (Batch) kept(key, engine.batchBytes(height, width, room), () -> engine.batch(height, width, room));
    }

    /// Half, so that two sizes in turns find room beside each other; all where it needs more.
    private static long room(long least, long limitBytes) {
        return least <= limitBytes / 2 ? limitBytes / 2 : limitBytes;
    }

    private Object kept(Key key, long bytes, Supplier<Object> make) {
        Kept known = kept.get(key);
        if (known == null) {
            long own = bytes - key.network().weightBytes();
            makeRoom(own, Stream.of(key.network()));
            known = new Kept(make.get(), own);
            kept.put(key, known);
        }
        return known.made();
    }

    private void makeRoom(long bytes, Stream<PreparedNetwork> networks) {
        List<PreparedNetwork> more = networks.toList();
        Iterator<Key> eldest = kept.keySet().iterator();
        while (eldest.hasNext() && heldBytesWith(more) + bytes > budgetBytes) {
            eldest.next();
            eldest.remove();
        }
    }

    /// Plans, the packed weights of their networks, and what is reserved.
    long heldBytes() {
        return heldBytesWith(List.of());
    }

    private long heldBytesWith(List<PreparedNetwork> more) {
        long weights = Stream.concat(kept.keySet().stream().map(Key::network), more.stream())
                .distinct()
                .mapToLong(PreparedNetwork::weightBytes)
                .sum();
        return reservedBytes
                + weights
                + kept.values().stream().mapToLong(Kept::bytes).sum();
    }

    /// Room for arrays beside the plans, until it is given back.
    ///
    /// @return gives it back
    Runnable reserve(long bytes) {
        makeRoom(bytes, Stream.empty());
        reservedBytes += bytes;
        return () -> reservedBytes -= bytes;
    }

    /// Ends the threads and lets all buffers go.
    @Override
    public void close() {
        kept.clear();
        workers.close();
    }
}
