package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import java.util.function.BiFunction;

/// The latest schedules of one network. A schedule holds no buffers, but for a deep network and a
/// large picture it takes tenths of a second to find. Thread-safe.
final class Schedules {
    /// Of all that are kept, some 65 MB at most: a deep network on 12 megapixels has 40,000 turns.
    private static final long MOST_TURNS = 1 << 19;

    /// What every schedule counts beside its turns, so that there are not too many small ones.
    private static final long OWN_TURNS = 1 << 11;

    private final Latest<Size, Schedule> latest;

    /// @param make asks the check now and then whether to go on
    Schedules(BiFunction<Size, Check, Schedule> make) {
        latest = new Latest<>(make, schedule -> OWN_TURNS + schedule.order().count(), MOST_TURNS);
    }

    /// What a schedule is for.
    ///
    /// @param threads each of which has memory of its own
    record Size(int pictures, int height, int width, int threads, Pace pace) {}

    /// @throws RuntimeException what the check throws
    Schedule of(Size size, Check check) {
        return latest.get(size, check);
    }
}
