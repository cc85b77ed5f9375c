package dev.fettle.runtime;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something made when it is first asked for, and once. Thread-safe; who asks meanwhile waits.
final class Once<T> implements Supplier<T> {
    private final Supplier<T> make;
    private @Nullable T made;

    Once(Supplier<T> make) {
        this.make = make;
    }

    @Override
    public synchronized T get() {
        T known = made;
        if (known == null) {
            known = make.get();
            made = known;
        }
        return known;
    }
}
