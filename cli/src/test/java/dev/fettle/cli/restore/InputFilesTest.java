package dev.fettle.cli.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.cli.Pictures;
import dev.fettle.cli.Run;
import dev.fettle.image.files.Format;
import dev.fettle.lab.PassedOver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
    @TempDir
    Path folder;

    private Path picture(String name) throws IOException {
        return Pictures.write(folder.resolve(name), Pictures.gray(4, 4, 1));
    }

    private Path link(String name, String target) throws IOException {
        Path link = folder.resolve(name);
        Files.createDirectories(link.getParent());
        try {
            return Files.createSymbolicLink(link, Path.of(target));
        } catch (IOException | UnsupportedOperationException e) {
            Assumptions.abort("no links here: " + e);
            throw e;
        }
    }

    private InputFiles find(String... names) {
        return find(Set.of(), names);
    }

    private InputFiles find(Set<Path> except, String... names) {
        List<String> paths =
                Stream.of(names).map(name -> folder.resolve(name).toString()).toList();
        return InputFiles.find(InputNames.of(paths), except, new Naming("x2", Format::written));
    }

    private List<String> names(InputFiles found) {
        return found.files().stream()
                .map(input -> folder.relativize(input.file()).toString().replace('\\', '/'))
                .toList();
    }

    @Test
    void aLinkToAFolderIsSearched() throws IOException {
        picture("photos/sub/a.png");
        link("link", "photos");
        InputFiles found = find("link");
        assertThat(names(found)).containsExactly("link/sub/a.png");
        assertThat(found.files().getFirst().relative()).isEqualTo(Path.of("sub", "a.png"));
        assertThat(found.unreadable()).isEmpty();
    }

    @Test
    void linksBelowAFolderAreFollowedOnce() throws IOException {
        picture("elsewhere/a.png");
        picture("in/b.png");
        link("in/first", "../elsewhere");
        link("in/second", "../elsewhere");
        assertThat(names(find("in"))).containsExactly("in/b.png", "in/first/a.png");
    }

    @Test
    void aFolderIsSeenUnderItsOwnName() throws IOException {
        picture("in/real/a.png");
        link("in/alias", "real");
        link("in/deep/alias", "../real");
        assertThat(names(find("in"))).containsExactly("in/real/a.png");
    }

    @Test
    void circlesOfLinksEnd() throws IOException {
        picture("in/sub/a.png");
        link("in/up", "..");
        link("in/sub/itself", ".");
        link("in/sub/root", "../../in");
        picture("b.png");
        assertThat(names(find("in"))).containsExactly("in/sub/a.png", "in/up/b.png");
    }

    @Test
    void theFolderOfTheResultsIsNotSearchedByAnyName() throws IOException {
        picture("in/a.png");
        picture("out/a.png");
        link("in/results", "../out");
        assertThat(names(find(Set.of(folder.resolve("out")), "in"))).containsExactly("in/a.png");
    }

    @Test
    void aLinkToAPictureIsAPicture() throws IOException {
        picture("elsewhere/a.png");
        link("in/b.png", "../elsewhere/a.png");
        assertThat(names(find("in"))).containsExactly("in/b.png");
        assertThat(names(find("in/b.png"))).containsExactly("in/b.png");
    }

    @Test
    void linksThatLeadNowhereAreNamed() throws IOException {
        picture("in/a.png");
        link("in/album", "gone");
        link("in/b.jpg", "/no/such/b.jpg");
        link("in/c.jpg", "c.jpg");
        link("in/readme.txt", "gone");
        assertThat(names(find("in"))).containsExactly("in/a.png");
        List<FileReport> unreadable = find("in").unreadable();
        assertThat(unreadable)
                .extracting(report -> Path.of(report.input()).getFileName().toString())
                .containsExactly("album", "b.jpg", "c.jpg");
        assertThat(unreadable.get(1).error().orElseThrow())
                .contains("b.jpg: is a link to '/no/such/b.jpg'", "mend or remove the link");
        assertThat(find("in/c.jpg").unreadable().getFirst().error().orElseThrow())
                .contains("is a link to 'c.jpg'");
    }

    @Test
    void twoNamesOfOneFileAreOneInput() throws IOException {
        picture("in/a.png");
        link("link", "in");
        assertThat(names(find("link/a.png", "in", "link"))).containsExactly("link/a.png");
    }

    @Test
    void whatPeopleTakeForPicturesIsCounted() throws IOException {
        picture("in/a.png");
        for (String name : List.of("in/b.heic", "in/c.HEIC", "in/sub/d.cr2", "in/.e.heic", "in/f.txt", "in/g.mp4")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.createFile(folder.resolve(name));
        }
        PassedOver others = find("in").passedOver();
        assertThat(others.endings()).isEqualTo(Map.of("heic", 2, "cr2", 1));
        assertThat(others.text()).contains("3 files passed over: heic, cr2");
        assertThat(new PassedOver(Map.of("nef", 1)).text().orElseThrow())
                .startsWith("1 file passed over: nef; develop it first");
    }

    /// What may have been meant by names under which nothing is found.
    @Test
    void otherSpellingsAreSuggested() throws IOException {
        picture("in/My photo.png");
        assertThat(missing("in/my PHOTO.png")).contains("no such file or folder; did you mean '", "My photo.png'");
        Run words = Run.of("degrade", folder.resolve("in/My"), "photo.png", "--scale", 2);
        assertThat(words.err()).contains("My photo.png'? A name with spaces needs quotes");
        if (folder.getFileSystem().getSeparator().equals("/")) {
            assertThat(missing("in\\My photo.png")).contains("/in/My photo.png'?");
            assertThat(missing("in\\nothing.png")).contains("write / between folders");
        }
        assertThat(Run.of("degrade", "https://example.org/a.png", "--scale", 2).err())
                .contains("download it first");
    }

    private String missing(String name) {
        return find(name).unreadable().getFirst().error().orElseThrow();
    }
}
