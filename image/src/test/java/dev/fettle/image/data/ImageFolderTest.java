package dev.fettle.image.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    Path folder;

    private ImageFolder folderOf(String name, String... files) throws IOException {
        Path sub = Files.createDirectory(folder.resolve(name));
        for (String file : files) {
            Files.createFile(sub.resolve(file));
        }
        return ImageFolder.of(sub);
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }

    @Test
    void picturesAreSortedByNameAndOtherFilesLeftOut() throws IOException {
        Files.createDirectories(folder.resolve("set/folder.png"));
        for (String name :
                new String[] {"b.JPG", "a10.png", "a2.png", "README.md", ".hidden.png", "SHA256SUMS", "B.tif"}) {
            Files.createFile(folder.resolve("set").resolve(name));
        }

        assertThat(names(ImageFolder.of(folder.resolve("set")).files()))
                .containsExactly("B.tif", "a10.png", "a2.png", "b.JPG");
    }

    @Test
    void aFolderMayBeEmptyButMustExist() throws IOException {
        assertThat(folderOf("empty").files()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageFolder.of(folder.resolve("absent")))
                .withMessageContaining("is not a folder of pictures");
    }

    @Test
    void originalsAreMatchedByStemOrByStemAndScale() throws IOException {
        ImageFolder high = folderOf("high", "0801.png", "0802.png", "baby.v2.png", "img_001.png");
        ImageFolder low = folderOf("low", "0802.jpg", "0801x2.png", "baby.v2.bmp", "img_001_x2.png", "other.png");

        assertThat(names(high.files().stream()
                        .map(file -> low.partnerOf(file, 2))
                        .toList()))
                .containsExactly("0801x2.png", "0802.jpg", "baby.v2.bmp", "img_001_x2.png");
    }

    @Test
    void aMissingOrAmbiguousMatchIsRefused() throws IOException {
        Path original = Path.of("high", "a.png");
        ImageFolder none = folderOf("none", "ax3.png");
        ImageFolder two = folderOf("two", "a.png", "ax2.png");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> none.partnerOf(original, 2))
                .withMessageContaining("wanted one file named a, ax2 or a_x2, with any ending")
                .withMessageEndingWith("found none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> two.partnerOf(original, 2))
                .withMessageEndingWith("found a.png, ax2.png");
    }
}
