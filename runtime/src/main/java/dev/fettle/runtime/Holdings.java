package dev.fettle.runtime;

import dev.fettle.image.Check;
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

    /// What is to be planned.
    ///
    /// @param limitBytes what the plan may hold, packed weights included
    record Wanted(Engine engine, int height, int width, long limitBytes) {
        private Key key(Class<?> type, long room) {
            return new Key(engine.network(), type, height, width, room);
        }

        /// Half, so that two sizes in turns find room beside each other; all where it needs more.
        private long room(Check check) {
            long half = limitBytes / 2;
            boolean isEnough = engine.isComfortable(height, width, half, check)
                    || engine.bufferBytes(height, width, check) <= half;
            return isEnough ? half : limitBytes;
        }

        /// What the plan holds, packed weights included.
        long planBytes(Check check) {
            return engine.bufferBytes(height, width, room(check), check);
        }

        /// What the run of several pictures holds, packed weights included.
        long batchBytes(Check check) {
            return engine.batchBytes(height, width, room(check), check);
        }

        /// See {@link Engine#sideBySide}.
        int sideBySide(int pictures, Check check) {
            return engine.sideBySide(pictures, height, width, room(check), check);
        }

        /// See {@link Engine#work}.
        double work(Check check) {
            return engine.work(height, width, room(check), check);
        }
    }

    /// A plan, kept from before or new.
    ///
    /// @throws RuntimeException what the check throws; nothing is kept then that is not whole
    Plan plan(Wanted wanted, Check check) {
        Engine engine = wanted.engine();
        long room = wanted.room(check);
        return (Plan) kept(
                wanted.key(Plan.class, room),
                wanted.planBytes(check),
                () -> engine.plan(wanted.height(), wanted.width(), room, check));
    }

    /// The run of several pictures of a size, kept from before or new.
    ///
    /// @throws RuntimeException as {@link #plan}
    Batch batch(Wanted wanted, Check check) {
        Engine engine = wanted.engine();
        long room = wanted.room(check);
        return (Batch) kept(
                wanted.key(Batch.class, room),
                wanted.batchBytes(check),
                () -> engine.batch(wanted.height(), wanted.width(), room, check));
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
