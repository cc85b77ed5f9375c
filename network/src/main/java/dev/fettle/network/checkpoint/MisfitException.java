package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import java.io.Serial;
import java.util.List;
import java.util.Optional;

/// The tensors of a checkpoint are not those of the network that was asked for. The message says which; the settings
/// are those with which they would be, if there are any near.
public final class MisfitException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Remedy remedy;

    /// Another network, for which they would be right.
    ///
    /// @param preset the published network to start from; empty for the one that was asked for
    /// @param settings `bias=false`; empty if nobody knows
    public record Remedy(Optional<String> preset, List<String> settings) {
        public static final Remedy NONE = new Remedy(Optional.empty(), List.of());

        public Remedy {
            settings = List.copyOf(settings);
        }

        public boolean isKnown() {
            return preset.isPresent() || !settings.isEmpty();
        }
    }

    MisfitException(String message, Remedy remedy) {
        super(ModelFormatException.oneLine(message));
        this.remedy = remedy;
    }

    public Remedy remedy() {
        return remedy;
    }
}
