package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Something made when it is first asked for, and once. Thread-safe: who asks meanwhile waits, and
/// looks up now and then whether to go on. If the one who makes it fails or is ended, the next one
/// begins anew.
public final class Once<T> {
    /// Between two looks while waiting.
    private static final long LOOK_MILLIS = 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Function<Check, T> make;
    private volatile @Nullable T made;

    /// @param make asks the check now and then whether to go on
    public Once(Function<Check, T> make) {
        this.make = make;
    }

    /// If it is made already.
    Optional<T> known() {
        return Optional.ofNullable(made);
    }

    /// @throws RuntimeException what the check throws, whether its owner makes or waits
    public T get(Check check) {
        T known = made;
        return known == null ? getLocked(check) : known;
    }

    private T getLocked(Check check) {
        lock(check);
        try {
            T known = made;
            if (known == null) {
                known = make.apply(check);
                made = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private void lock(Check check) {
        check.goOn();
        try {
            while (!lock.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                check.goOn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            check.goOn(); // ends it, unless its owner does not care for interruptions
            lock.lock();
        }
    }
}
