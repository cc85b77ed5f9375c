package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class ProcessorTest {
    private static Processor of(String told) throws IOException {
        return Processor.of(new BufferedReader(new StringReader(told)));
    }

    private static String told(String vendor, int family) {
        return "processor\t: 0\nvendor_id\t: " + vendor + "\ncpu family\t: " + family + "\nmodel\t\t: 17\n";
    }

    @Test
    void zen4HalvesVectorsAndOthersDoNot() throws IOException {
        assertThat(of(told("AuthenticAMD", 25)).halvesVectors()).isTrue();
        assertThat(of(told("AuthenticAMD", 26)).halvesVectors()).isFalse(); // Zen 5
        assertThat(of(told("GenuineIntel", 6)).halvesVectors()).isFalse();
    }

    @Test
    void onlyTheFirstProcessorIsRead() throws IOException {
        Processor first = of(told("AuthenticAMD", 25) + "\n" + told("GenuineIntel", 6));
        assertThat(first).isEqualTo(new Processor("AuthenticAMD", "25"));
    }

    @Test
    void whereNothingIsToldNothingIsKnown() throws IOException {
        assertThat(of("").halvesVectors()).isFalse();
        assertThat(of("hardware without a colon").halvesVectors()).isFalse();
    }
}
