package dev.fettle.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The way into something that serves some callers at a time and may be closed: the others wait in
/// the order in which they came. Thread-safe.
final class Entrance {
    private final String name;
    private final int places;
    private final Runnable free;
    private final Set<Thread> inside = new HashSet<>();
    private final Deque<Thread> waiting = new ArrayDeque<>();
    private boolean closed;
    private volatile boolean ending;

    /// @param name of what it leads to, for messages
    /// @param free called once, when it is closed and the last caller has left
    Entrance(String name, int places, Runnable free) {
        this.name = name;
        this.places = places;
        this.free = free;
    }

    /// Returns when it is the caller's turn, who must {@link #leave} then.
    ///
    /// @throws RestorerClosedException if it is closed, or is closed meanwhile
    void enter(Watch watch) {
        Thread caller = Thread.currentThread();
        queue(caller);
        try {
            watch.await(nanos -> isTurnOf(caller, nanos));
        } catch (RuntimeException | Error e) {
            giveUp(caller);
            throw e;
        }
    }

    private synchronized void queue(Thread caller) {
        if (inside.contains(caller)) {
            throw new IllegalStateException(
                    name + ": in use by this very thread; its progress must not be told by restoring with it");
        }
        requireOpen();
        waiting.add(caller);
    }

    private synchronized boolean isTurnOf(Thread caller, long nanos) throws InterruptedException {
        if (!isNext(caller)) {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        }
        requireOpen();
        if (!isNext(caller)) {
            return false;
        }
        waiting.remove();
        inside.add(caller);
        return true;
    }

    private boolean isNext(Thread caller) {
        return !closed && inside.size() < places && waiting.peek() == caller;
    }

    private synchronized void giveUp(Thread caller) {
        waiting.remove(caller);
        notifyAll(); // another one is next now
    }

    synchronized void leave() {
        inside.remove(Thread.currentThread());
        if (closed && inside.isEmpty()) {
            free.run();
        }
        notifyAll();
    }

    /// @throws RestorerClosedException if it is closed
    synchronized void requireOpen() {
        if (closed) {
            throw closed();
        }
    }

    /// For those inside, who go on after closing unless that cannot wait for them.
    ///
    /// @throws RestorerClosedException if they must leave
    void requireGoingOn() {
        if (ending) {
            throw closed();
        }
    }

    private RestorerClosedException closed() {
        return new RestorerClosedException(name + ": closed; open a new one");
    }

    /// Lets nobody in any more and returns when the last has left. If the thread is interrupted, or
    /// is itself inside, those inside must leave at once.
    synchronized void close() {
        if (!closed) {
            closed = true;
            notifyAll();
            if (inside.isEmpty()) {
                free.run();
            }
        }
        if (inside.contains(Thread.currentThread())) {
            ending = true;
            return;
        }
        awaitEmpty();
    }

    private synchronized void awaitEmpty() {
        boolean interrupted = false;
        while (!inside.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
                ending = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
