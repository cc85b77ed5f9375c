package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pictures are put in place whole; how is the affair of `AtomicFile`.
class WholeFileTest {
    @TempDir
    private Path folder;

    @Test
    void anOlderFileIsReplaced() throws Exception {
        Path target = Files.writeString(folder.resolve("a.png"), "old");
        Image image = Patterns.smooth(4, 4, Colour.GRAY);
        ImageFiles.write(image, target, WriteOptions.of(Format.PNG));
        assertThat(ImageFiles.read(target).width()).isEqualTo(4);
    }

    @Test
    void aPictureWithNaNIsTheCallersMistakeAndLeavesNothing() {
        Image broken = Image.of(1, 1, new float[] {Float.NaN});
        assertThatThrownBy(() -> ImageFiles.write(broken, folder.resolve("a.png"), WriteOptions.of(Format.PNG)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
        assertThat(folder).isEmptyDirectory();
    }
}
