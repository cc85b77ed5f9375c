package dev.fettle.runtime;

import dev.fettle.image.Image;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Some restorers of one model for a service with many callers: as many pictures at a time as there
/// are restorers, the other callers wait in the order in which they came, and not for ever.
/// Thread-safe.
///
/// The restorers share their helping threads, one less than the options' threads: while others
/// rest, a picture has all threads, and when all restorers work, the machine has one thread for
/// each of them and these.
public final class RestorerPool implements AutoCloseable {
    /// More pictures at a time than any machine this is made for has processors.
    private static final int MOST = 1024;

    private static final AtomicInteger POOLS = new AtomicInteger();

    private final Deque<Member> idle = new ArrayDeque<>();
    private final List<Restorer> restorers = new ArrayList<>();
    private final Optional<ExecutorService> helpers;
    private final Duration patience;
    private final Entrance entrance;

    /// A restorer and the picture that it has seen last, whose plan it keeps.
    private record Member(Restorer restorer, int width, int height) {
        boolean isUsedTo(Image picture) {
            return width == picture.width() && height == picture.height();
        }
    }

    /// @param each of the restorers: the memory is that of one of them
    /// @param count pictures at a time, 1 to 1024
    /// @param patience how long a caller waits at most for a restorer
    /// @throws IllegalArgumentException if there are to be none or too many, or the patience is negative
    public RestorerPool(PreparedModel model, RestoreOptions each, int count, Duration patience) {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("a pool has 1 to %d restorers, got %d".formatted(MOST, count));
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("callers of a pool cannot wait for " + patience);
        }
        this.patience = patience;
        helpers = each.threads() == 1 ? Optional.empty() : Optional.of(helpers(each.threads() - 1));
        entrance =
                new Entrance("pool of model '%s'".formatted(model.file().card().name()), count, this::free);
        try {
            for (int i = 0; i < count; i++) {
                restorers.add(
                        helpers.map(shared -> model.restorer(each, shared)).orElseGet(() -> model.restorer(each)));
            }
        } catch (RuntimeException | Error e) {
            free();
            throw e;
        }
        restorers.forEach(restorer -> idle.add(new Member(restorer, 0, 0)));
    }

    private static ExecutorService helpers(int threads) {
        String name = "fettle-pool-" + POOLS.incrementAndGet() + "-";
        return Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name(name, 1).factory());
    }

    /// A restored picture, by the next restorer that is free.
    ///
    /// @throws PoolBusyException if none becomes free within the pool's patience
    /// @throws RuntimeException as {@link Restorer#restore(Image, RestoreControl)}
    public Image restore(Image picture, RestoreControl control) {
        return restoreAll(List.of(picture), control).getFirst();
    }

    /// Several pictures in one call, by one restorer.
    ///
    /// @throws PoolBusyException if none becomes free within the pool's patience
    /// @throws RuntimeException as {@link Restorer#restoreAll}
    public List<Image> restoreAll(List<Image> pictures, RestoreControl control) {
        List<Image> given = List.copyOf(pictures); // the caller's list may change while this call waits
        if (given.isEmpty()) {
            entrance.requireOpen();
            return List.of();
        }
        Deadline latest = Deadline.in(patience);
        entrance.enter(Watch.of(control, () -> requirePatience(latest)));
        try {
            Image first = given.getFirst();
            Member member = take(first);
            try {
                return member.restorer().restoreAll(given, control, entrance::requireGoingOn);
            } finally {
                giveBack(new Member(member.restorer(), first.width(), first.height()));
            }
        } finally {
            entrance.leave();
        }
    }

    private void requirePatience(Deadline latest) {
        if (latest.isOver()) {
            throw new PoolBusyException("all %d restorers were busy for %s; try again later, or make the pool larger"
                    .formatted(restorers.size(), patience));
        }
    }

    /// One that has a plan for the size, else the one that has rested longest.
    private Member take(Image picture) {
        synchronized (idle) {
            @Nullable
            Member used = idle.stream()
                    .filter(member -> member.isUsedTo(picture))
                    .findFirst()
                    .orElse(null);
            if (used == null) {
                return idle.removeFirst();
            }
            idle.remove(used);
            return used;
        }
    }

    private void giveBack(Member member) {
        synchronized (idle) {
            idle.addLast(member);
        }
    }

    /// What restoring a picture of a size takes of one restorer.
    ///
    /// @throws RuntimeException as {@link Restorer#footprint}
    public Restorer.Footprint footprint(int width, int height) {
        entrance.requireOpen();
        return restorers.getFirst().footprint(width, height);
    }

    private void free() {
        restorers.forEach(Restorer::close);
        helpers.ifPresent(ExecutorService::shutdown);
    }

    /// Ends the threads and lets the buffers go, when the pictures are done that are being
    /// restored; callers that wait are refused. If this thread is interrupted, or is one of those that
    /// restore, these pictures are given up.
    @Override
    public void close() {
        entrance.close();
    }
}
