package dev.fettle.network.convolution;

/// What a network wants of a convolution layer, whatever computes it: stride 1, output as large as the input.
///
/// @param name that its parameters stand under: `body.0` makes `body.0.weight`
/// @param channels of the result
/// @param kernel K, odd
/// @param filters how the stored filters are kept and begin
public record Layer(String name, int channels, int kernel, StoredFilters filters) {
    public Layer {
        if (channels < 1 || kernel < 1 || kernel % 2 == 0) {
            throw new IllegalArgumentException(
                    "%s: a layer needs channels and an odd kernel, got %d and %d".formatted(name, channels, kernel));
        }
    }

    /// With bias, and PyTorch's default initialisation of both.
    public Layer(String name, int channels, int kernel) {
        this(name, channels, kernel, new StoredFilters.Direct());
    }
}
