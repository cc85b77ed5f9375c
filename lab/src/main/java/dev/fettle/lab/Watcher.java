package dev.fettle.lab;

/// Who watches a measurement: hears how far it is, and may end it.
public interface Watcher {
    /// So many items will be worked on, one after the other.
    Course course(int items);

    /// One line about the work.
    void note(String line);

    /// A line that the next one replaces; an empty one removes it.
    void paint(String line);

    /// Whether to stop soon.
    boolean isCancelled();

    /// How far the work on several items is.
    interface Course extends AutoCloseable {
        /// Work on the named item begins.
        void start(String name);

        /// So many of so many parts of the item are done.
        void part(int done, int total);

        /// The item that was started is done, well or not.
        void finished();

        /// One line about the item.
        void note(String line);

        @Override
        void close();
    }
}
