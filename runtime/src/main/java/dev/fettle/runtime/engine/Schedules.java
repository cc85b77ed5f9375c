package dev.fettle.runtime.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The latest schedules of one network. A schedule holds no buffers, but for a deep network and a
/// large picture it takes tenths of a second to find. Thread-safe; what two threads want at once is
/// made once, and does not hold up a third that wants another.
final class Schedules {
    /// Sizes and numbers of threads of a service; the search for tiles tries some ten widths.
    private static final int MOST = 32;

    private final Map<Size, Slot> slots = new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Size, Slot> eldest) {
            return size() > MOST;
        }
    };

    /// What a schedule is for.
    ///
    /// @param threads each of which has memory of its own
    record Size(int pictures, int height, int width, int threads, Pace pace) {}

    Schedule of(Size size, Function<Size, Schedule> make) {
        Slot slot;
        synchronized (slots) {
            slot = slots.computeIfAbsent(size, _ -> new Slot());
        }
        return slot.get(size, make);
    }

    /// One schedule, made by the first who asks for it.
    private static final class Slot {
        private @Nullable Schedule schedule;

        synchronized Schedule get(Size size, Function<Size, Schedule> make) {
            if (schedule == null) {
                schedule = make.apply(size);
            }
            return schedule;
        }
    }
}
