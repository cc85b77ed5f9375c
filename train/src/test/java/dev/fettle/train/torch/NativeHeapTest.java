package dev.fettle.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Linker;
import org.junit.jupiter.api.Test;

class NativeHeapTest {
    /// glibc refuses thresholds above its own limits and settings that it does not know with 0.
    @Test
    void theCLibraryTakesTheSettingsWhereItHasAny() {
        boolean hasSettings =
                Linker.nativeLinker().defaultLookup().find("mallopt").isPresent();
        assertThat(NativeHeap.keepWhatIsFreed()).isEqualTo(hasSettings);
    }
}
