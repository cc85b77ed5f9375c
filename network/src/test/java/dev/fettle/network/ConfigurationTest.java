package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ConfigurationTest {
    private static JsonNode json(String text) {
        return Configuration.MAPPER.readTree(text.replace('\'', '"'));
    }

    @Test
    void whatIsLeftOutTakesTheDefault() {
        assertThat(Architectures.read(json("{'type': 'edsr', 'blocks': 3}"))).isEqualTo(new Edsr(2, 3, 64, 1, 1));
    }

    @Test
    void everyArchitectureSurvivesWritingAndReading() {
        for (Architectures.Kind kind : Architectures.ALL) {
            assertThat(Architectures.read(Architectures.write(kind.defaults()))).isEqualTo(kind.defaults());
        }
        assertThat(Architectures.write(Vdsr.DEFAULTS).toString())
                .isEqualTo(
                        "{\"type\":\"vdsr\",\"scale\":2,\"layers\":20,\"channels\":64,\"colourChannels\":1,\"bias\":true}");
    }

    @Test
    void anUnknownKeyIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> Architectures.read(json("{'type': 'edsr', 'chanels': 3}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("architecture: unknown key 'chanels'; did you mean 'channels'?");
        assertThatThrownBy(() -> Architectures.read(json("{'type': 'edsr', 'xyzzy': 3}")))
                .hasMessageContaining("unknown key 'xyzzy'; known: scale, blocks");
    }

    @Test
    void aWrongTypeOrValueIsRefused() {
        assertThatThrownBy(() -> Architectures.read(json("{'type': 'edsr', 'blocks': 'many'}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("many");
        assertThatThrownBy(() -> Architectures.read(json("{'type': 'edsr', 'scale': 5}")))
                .hasMessageContaining("edsr: scale must be 1, 2, 3, 4 or 8, got 5");
        assertThatThrownBy(() -> Architectures.read(json("{'type': 'edsr', 'blocks': 2.5}")))
                .hasMessageContaining("2.5");
        assertThatThrownBy(() -> Architectures.read(json("{'type': 'esdr'}")))
                .hasMessageContaining("known: edsr, vdsr");
        assertThatThrownBy(() -> Architectures.read(json("{'blocks': 2}"))).hasMessageContaining("'type' is missing");
        assertThatThrownBy(() -> Architectures.read(json("[1]"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUnknownPresetListsTheKnownOnes() {
        assertThatThrownBy(() -> Architectures.preset("edsr-tiny", 2))
                .hasMessage("unknown architecture 'edsr-tiny'; known: edsr-baseline, edsr, vdsr, "
                        + "dncnn-s, dncnn-s-rgb, dncnn-b, dncnn-b-rgb, arcnn, arcnn-rgb");
    }
}
