package dev.fettle.lab;

/// Nobody watches.
public record Silent() implements Watcher, Watcher.Course {
    @Override
    public Course course(int items) {
        return this;
    }

    @Override
    public void note(String line) {}

    @Override
    public void paint(String line) {}

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void start(String name) {}

    @Override
    public void part(int done, int total) {}

    @Override
    public void finished() {}

    @Override
    public void close() {}
}
