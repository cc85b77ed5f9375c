package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhotographsTest {
    private static final Photographs THREE = new Photographs(
            Path.of("photos"),
            List.of(Path.of("photos/a.png"), Path.of("photos/b.png"), Path.of("photos/c.png")),
            List.of("1", "2", "3"));

    @Test
    void filesAreLeftOutByNameWithTheirDigests() {
        Photographs left = THREE.without(List.of("b.png", "none.png"));
        assertThat(left.files()).containsExactly(Path.of("photos/a.png"), Path.of("photos/c.png"));
        assertThat(left.digests()).containsExactly("1", "3");
        assertThat(left.fingerprint()).isNotEqualTo(THREE.fingerprint());
        assertThat(THREE.without(List.of())).isEqualTo(THREE);
    }

    @Test
    void somethingMustBeLeft() {
        assertThatThrownBy(() -> THREE.without(List.of("a.png", "b.png", "c.png")))
                .hasMessage("data.leftOut: all 3 pictures of photos are left out");
    }
}
