package dev.fettle.runtime;

import java.util.List;
import java.util.Set;

/// Which threads of ours are alive.
final class Threads {
    private static final int TRIES = 200;

    private Threads() {}

    static List<Thread> alive(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .toList();
    }

    /// Those that do not end within a moment.
    static List<Thread> left(String prefix) throws InterruptedException {
        return left(prefix, Set.of());
    }

    /// @param before that were there already
    static List<Thread> left(String prefix, Set<Thread> before) throws InterruptedException {
        List<Thread> left = List.of();
        for (int tries = 0; tries < TRIES; tries++) {
            left = alive(prefix).stream()
                    .filter(thread -> !before.contains(thread))
                    .toList();
            if (left.isEmpty()) {
                return left;
            }
            Thread.sleep(10);
        }
        return left;
    }
}
