package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.CondConv;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.DynamicConv;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.convolution.Temperature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
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
        for (Kinds.Kind<Architecture> kind : Architectures.ALL) {
            assertThat(Architectures.read(Architectures.write(kind.defaults()))).isEqualTo(kind.defaults());
        }
        assertThat(Architectures.write(Vdsr.DEFAULTS).toString())
                .isEqualTo(
                        "{\"type\":\"vdsr\",\"scale\":2,\"layers\":20,\"channels\":64,\"colourChannels\":1,\"bias\":true,\"convolution\":{\"type\":\"plain\"}}");
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
    void aBlockOfAnotherTypeBeginsWithTheDefaultsOfThatType() {
        assertThat(Architectures.read(json("{'type': 'edsr', 'convolution': {'type': 'sparse', 'groups': 8}}")))
                .isEqualTo(new Edsr(2, 16, 64, 1, 1, Sparse.DEFAULTS.withGroups(8, 16)));
        assertThat(Architectures.read(
                        json("{'type': 'vdsr', 'convolution': {'type': 'dynamic', 'temperature': {'to': 2}}}")))
                .isEqualTo(new Vdsr(2, 20, 64, 1, true, new DynamicConv(4, 4, new Temperature(30, 2, 1.0 / 3))));
        assertThat(Architectures.read(json("{'type': 'wdsr', 'convolution': 'condconv'}")))
                .isEqualTo(new Wdsr(2, 16, 32, 4, Wdsr.Block.A, CondConv.DEFAULTS));
        for (Kinds.Kind<Convolution> convolution : Convolutions.ALL) {
            Wdsr wdsr = new Wdsr(2, 1, 32, 1, Wdsr.Block.A, convolution.defaults());
            assertThat(Architectures.read(Architectures.write(wdsr))).isEqualTo(wdsr);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'type': 'sparse', 'group': 8}            | architecture.convolution: unknown key 'group'; did you mean 'groups'?
            {'type': 'plain', 'groups': 8}            | architecture.convolution: unknown key 'groups'
            {'type': 'spares'}                        | architecture.convolution: unknown type 'spares'; did you mean 'sparse'? known: plain, sparse, condconv, dynamic, squeeze-excite
            [1]                                       | architecture.convolution: a block with a type is expected
            {'type': 'sparse', 'groups': 0}           | sparse: groups must be 1 to 256, got 0
            {'type': 'sparse', 'constraint': 'soft'}  | softmax
            {'type': 'sparse', 'form': 'sum'}         | sparse: form 'sum' has one weight per group
            {'type': 'sparse', 'temperature': {'until': 2}} | temperature: until must be in (0, 1], got 2.0
            """, quoteCharacter = '`')
    void whatDoesNotMakeAConvolutionIsRefused(String convolution, String reason) {
        assertThatThrownBy(() -> Architectures.read(json("{'type': 'edsr', 'convolution': " + convolution + "}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    /// Nothing of the parser's inner life: no class of Java, none of its flags.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'type': 'edsr', 'blocks': 'many'} | architecture: blocks must be a whole number, got 'many'
            {'type': 'edsr', 'blocks': 2.5}    | architecture: blocks must be a whole number, got 2.5
            {'type': 'edsr', 'blocks': null}   | architecture: blocks must be a whole number, got null
            {'type': 'edsr', 'residualScale': 'x'} | architecture: residualScale must be a number, got 'x'
            {'type': 'vdsr', 'bias': 'maybe'}  | architecture: bias must be true or false, got 'maybe'
            {'type': 'vdsr', 'bias': 1}        | architecture: bias must be true or false, got 1
            {'type': 'vdsr', 'layers': [3]}    | architecture: layers must be a whole number, got [3]
            {'type': 'wdsr', 'block': 'c'}     | architecture: block must be one of a, b, got 'c'
            {'type': 'edsr', 'convolution': {'type': 'sparse', 'groups': 'x'}} | architecture: convolution.groups must be a whole number, got 'x'
            {'type': 'edsr', 'convolution': {'type': 'sparse', 'window': 'x'}} | architecture: convolution.window must be a whole number, got 'x'
            {'type': 'edsr', 'convolution': {'type': 'sparse', 'constraint': 'soft'}} | architecture: convolution.constraint must be one of none, sigmoid, hard, softmax, annealed, got 'soft'
            {'type': 'edsr', 'convolution': {'type': 'sparse', 'temperature': {'to': 'x'}}} | architecture: convolution.temperature.to must be a number, got 'x'
            {'type': 'edsr', 'convolution': {'type': 'sparse', 'selection': 'shared', 'constraint': 'none'}} | architecture: sparse: selection 'shared' takes square roots, which constraint 'none' does not allow
            {'type': 'edsr', 'convolution': {'type': 'sparse', 'window': 0}} | architecture: sparse: window must be 1 to 65536, got 0
            {'type': 'edsr', 'convolution': {'type': 'sparse', 'choice': {}}} | architecture.convolution: unknown key 'choice'; known: groups, cardinals, constraint, temperature, selection, form, pooling, window, router, reduction
            """, quoteCharacter = '`')
    void aValueOfAnotherTypeIsRefusedInTheWordsOfTheFile(String settings, String message) {
        assertThatThrownBy(() -> Architectures.read(json(settings)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
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
    void theParserIsQuotedWithoutPlacesThatItDoesNotKnow() {
        assertThatThrownBy(() -> Configuration.MAPPER.readTree("{\"a\": [1"))
                .isInstanceOfSatisfying(
                        JacksonException.class,
                        e -> assertThat(Configuration.said(e))
                                .isEqualTo("Unexpected end-of-input: expected close marker for Array"));
    }

    @Test
    void anUnknownPresetListsTheKnownOnes() {
        assertThatThrownBy(() -> Architectures.preset("edsr-tiny", 2))
                .hasMessage(
                        "unknown architecture 'edsr-tiny'; known: edsr-baseline, edsr, vdsr, wdsr-a, wdsr-b, edsr-s, "
                                + "edsr-s-nsr, edsr-l-nsr, wdsr-nsr, rdn, rdn-a, carn, carn-m, "
                                + "edsr-ghost, vdsr-ghost, rdn-ghost, carn-ghost, carn-m-ghost, "
                                + "dncnn-s, dncnn-s-rgb, dncnn-b, dncnn-b-rgb, arcnn, arcnn-rgb, "
                                + "drn-s, drn-l, drn-xs, drn-s30, drn-s50, drn-s70, "
                                + "resnet-50, resnext-50, resnext-101, resnext-101-32x8d, resnext-20, g-resnext-50, "
                                + "g-resnext-101, g-resnext-20, espcn, fsrcnn, ecbsr-m4c16, ecbsr-m6c40, "
                                + "ecbsr-m16c64, etds-m, etds-l, ffdnet, ffdnet-rgb");
    }
}
