package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class OverlayTest {
    private static ObjectNode json(String text) {
        return (ObjectNode) Configuration.MAPPER.readTree(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'a': 1, 'b': 2}                      | {'b': 3, 'c': 4}                   | {'a': 1, 'b': 3, 'c': 4}
            {'a': {'b': {'c': 1, 'd': 2}}}        | {'a': {'b': {'c': 3}}}             | {'a': {'b': {'c': 3, 'd': 2}}}
            {'a': {'type': 'x', 'b': 1}}          | {'a': {'type': 'x', 'c': 2}}       | {'a': {'type': 'x', 'b': 1, 'c': 2}}
            {'a': {'type': 'x', 'b': 1}}          | {'a': {'c': 2}}                    | {'a': {'type': 'x', 'b': 1, 'c': 2}}
            {'a': {'type': 'x', 'b': 1}}          | {'a': {'type': 'y', 'c': 2}}       | {'a': {'type': 'y', 'c': 2}}
            {'a': {'type': 'x', 'b': 1}}          | {'a': 'y'}                         | {'a': {'type': 'y'}}
            {'a': {'type': 'x', 'b': 1}}          | {'a': 'x'}                         | {'a': {'type': 'x', 'b': 1}}
            {'a': 'x'}                            | {'a': {'c': 2}}                    | {'a': {'type': 'x', 'c': 2}}
            {'a': 'x'}                            | {'a': 'y'}                         | {'a': 'y'}
            {'a': [1, 2]}                         | {'a': [3]}                         | {'a': [3]}
            {'a': [1, 2]}                         | {'a': {'1': 5}}                    | {'a': [1, 5]}
            {'a': [{'name': 'n', 'b': 1}, 'x']}   | {'a': {'n': {'b': 2}, 'x': {'c': 3}}} | {'a': [{'name': 'n', 'b': 2}, {'type': 'x', 'c': 3}]}
            {'a': [{'type': 'x', 'b': 1}]}        | {'a': {'x': {'type': 'y'}}}        | {'a': [{'type': 'y'}]}
            {'a': {'b': 1}}                       | {'a': ''}                          | {'a': ''}
            {'a': 1}                              | {'a': {'b': 2}}                    | {'a': {'b': 2}}
            """)
    void settingsAreLaidOverOthers(String lower, String upper, String result) {
        ObjectNode below = json(lower);

        assertThat(Overlay.of(below, json(upper))).isEqualTo(json(result));
        assertThat(below).isEqualTo(json(lower));
    }

    /// What comes out shares nothing with what went in.
    @Test
    void theResultMayBeChanged() {
        String lower = "{'a': {'b': {'c': 1}}, 'x': {'type': 'y', 'z': {'c': 1}}}";
        String upper = "{'d': {'e': {'f': 1}}, 'x': {'type': 'w', 'z': {'c': 2}}}";
        ObjectNode below = json(lower);
        ObjectNode above = json(upper);

        ObjectNode result = Overlay.of(below, above);
        result.withObject("/a/b").put("c", 9);
        result.withObject("/d/e").put("f", 9);
        result.withObject("/x/z").put("c", 9);
        assertThat(below).isEqualTo(json(lower));
        assertThat(above).isEqualTo(json(upper));
    }

    @Test
    void anEntryThatIsNotThereIsRefused() {
        ObjectNode lower = json("{'a': {'list': [{'name': 'one'}, {'name': 'two'}, {'name': 'two'}, 3]}}");

        assertThatThrownBy(() -> Overlay.of(lower, json("{'a': {'list': {'on': 1}}}")))
                .hasMessage("a.list: unknown key 'on'; did you mean 'one'? known: one, two, two, 3");
        assertThatThrownBy(() -> Overlay.of(lower, json("{'a': {'list': {'4': 1}}}")))
                .hasMessageStartingWith("a.list: unknown key '4'");
        assertThatThrownBy(() -> Overlay.of(lower, json("{'a': {'list': {'two': 1}}}")))
                .hasMessage("a.list: several entries are named 'two'; give its number, from 0 to 3");
    }

    /// Laid over each other first or one after the other over the defaults: as long as types are named, it is one.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type': 'wdsr', 'convolution': {'type': 'sparse', 'groups': 8}} | {'convolution': {'cardinals': 4}}
            {'type': 'wdsr', 'convolution': {'type': 'sparse', 'groups': 8}} | {'convolution': {'type': 'condconv'}}
            {'type': 'wdsr', 'convolution': {'type': 'sparse', 'groups': 8}} | {'convolution': 'plain'}
            {'type': 'wdsr', 'convolution': 'sparse'}                        | {'convolution': {'groups': 8}}
            {'type': 'wdsr', 'blocks': 3, 'convolution': 'dynamic'}          | {'type': 'edsr'}
            {'type': 'edsr', 'convolution': {'type': 'dynamic', 'temperature': {'to': 2}}} | {'convolution': {'temperature': {'from': 9}}}
            """)
    void layersMayBeLaidInAnyGrouping(String lower, String upper) {
        Architecture first = Architectures.read(json(lower));

        assertThat(Architectures.read(Overlay.of(json(lower), json(upper))))
                .isEqualTo(Architectures.read(Overlay.of(Architectures.write(first), json(upper))));
    }
}
