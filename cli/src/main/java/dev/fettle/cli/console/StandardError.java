package dev.fettle.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;

/// Standard error as the launcher found it. The launcher leads the process's own to a filter for one
/// warning of the virtual machine (`run-java.sh`), and keeps the real one open as another descriptor.
public final class StandardError {
    /// The system property with the number of the descriptor.
    static final String PROPERTY = "fettle.stderr";

    private StandardError() {}

    /// Prints on the real one from now on, if the launcher named it. Otherwise, and where this virtual
    /// machine gives no access to descriptors by number, all still goes through the filter.
    public static void restore() {
        Integer number = Integer.getInteger(PROPERTY);
        if (number == null) {
            return;
        }
        try {
            Constructor<FileDescriptor> byNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
            byNumber.setAccessible(true); // --add-opens in java.options
            FileOutputStream real = new FileOutputStream(byNumber.newInstance(number));
            System.setErr(new PrintStream(real, true, System.err.charset()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            // seen through the filter
        }
    }
}
