package dev.fettle.lab.front;

/// Where published scores stand.
///
/// @param name that networks refer to it by
/// @param text paper and table
/// @param protocol of its scores, as it states it
/// @param remark on all of its scores; may be empty
public record Source(String name, String text, String protocol, String remark) {
    static final Source DEFAULTS = new Source("", "", "", "");

    /// @throws IllegalArgumentException if something is not said
    void requireComplete() {
        if (name.isBlank() || text.isBlank() || protocol.isBlank()) {
            throw new IllegalArgumentException(
                    "sources: each needs 'name', 'text' and 'protocol', got '%s', '%s' and '%s'"
                            .formatted(name, text, protocol));
        }
    }
}
