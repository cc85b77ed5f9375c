package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/// The latest schedules of one network. A schedule holds no buffers, but for a deep network and a
/// large picture it takes tenths of a second to find. Thread-safe; what two threads want at once is
/// made once, and does not hold up a third that wants another.
final class Schedules {
    /// Sizes and numbers of threads of a service; the search for tiles tries some ten widths.
    private static final int MOST = 32;

    private final BiFunction<Size, Check, Schedule> make;
    private final Map<Size, Once<Schedule>> slots = new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Size, Once<Schedule>> eldest) {
            return size() > MOST;
        }
    };

    /// @param make asks the check now and then whether to go on
    Schedules(BiFunction<Size, Check, Schedule> make) {
        this.make = make;
    }

    /// What a schedule is for.
    ///
    /// @param threads each of which has memory of its own
    record Size(int pictures, int height, int width, int threads, Pace pace) {}

    /// @throws RuntimeException what the check throws
    Schedule of(Size size, Check check) {
        Once<Schedule> slot;
        synchronized (slots) {
            slot = slots.computeIfAbsent(size, key -> new Once<>(maker -> make.apply(key, maker)));
        }
        return slot.get(check);
    }
}
