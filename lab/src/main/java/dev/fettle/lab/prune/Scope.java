package dev.fettle.lab.prune;

import dev.fettle.network.ChannelRole;
import java.util.Locale;

/// Which channels pruning may cut.
public enum Scope {
    /// Those inside of residual blocks: Li et al., ICLR 2017, sec. 3.3; what GhostSR makes ghosts of, too.
    BLOCKS,
    /// All that are not summed, so that of upsamplers as well.
    UNSUMMED,
    /// All.
    ALL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean holds(ChannelRole role) {
        return switch (this) {
            case BLOCKS -> role == ChannelRole.BLOCK;
            case UNSUMMED -> role != ChannelRole.STREAM;
            case ALL -> true;
        };
    }

    /// What an error message proposes where this scope cuts too little.
    String wider() {
        return switch (this) {
            case BLOCKS -> "; --cut unsummed or all reaches more";
            case UNSUMMED -> "; --cut all reaches more";
            case ALL -> "";
        };
    }
}
