package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/// Things that are made when they are first asked for and take long to be found again, of which the
/// latest are kept. Thread-safe; what two threads want at once is made once, and does not hold up a
/// third that wants something else.
public final class Latest<K, V> {
    private final Map<K, Once<V>> slots = new LinkedHashMap<>(16, 0.75f, true);
    private final BiFunction<K, Check, V> make;
    private final ToLongFunction<V> weigh;
    private final long most;

    /// @param make asks the check now and then whether to go on
    /// @param weigh what keeping something counts
    /// @param most that all may weigh together; the very latest is kept whatever it weighs
    public Latest(BiFunction<K, Check, V> make, ToLongFunction<V> weigh, long most) {
        this.make = make;
        this.weigh = weigh;
        this.most = most;
    }

    /// @throws RuntimeException what the check throws
    public V get(K key, Check check) {
        Once<V> slot;
        synchronized (slots) {
            slot = slots.computeIfAbsent(key, wanted -> new Once<>(maker -> make.apply(wanted, maker)));
        }
        try {
            return slot.get(check);
        } finally {
            forgetEldest();
        }
    }

    private void forgetEldest() {
        synchronized (slots) {
            long weight = slots.values().stream().mapToLong(this::weight).sum();
            Iterator<Once<V>> eldest = slots.values().iterator();
            for (int left = slots.size(); left > 1 && weight > most; left--) {
                weight -= weight(eldest.next());
                eldest.remove();
            }
        }
    }

    /// What is not made yet, or was given up, weighs as little as anything.
    private long weight(Once<V> slot) {
        return slot.known().map(weigh::applyAsLong).orElse(1L);
    }
}
