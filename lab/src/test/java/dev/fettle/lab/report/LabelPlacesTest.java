package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.lab.report.LabelPlaces.Side;
import dev.fettle.lab.report.LabelPlaces.Spot;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelPlacesTest {
    private static final LabelPlaces PLACES = new LabelPlaces(400, 300);

    @Test
    void aLabelThatHasRoomStandsToTheRight() {
        assertThat(PLACES.sides(List.of(new Spot(200, 150, "EDSR"), new Spot(40, 40, "CARN"))))
                .containsExactly(Side.RIGHT, Side.RIGHT);
    }

    @Test
    void aLabelStaysInsideTheChart() {
        assertThat(PLACES.sides(List.of(new Spot(395, 150, "EDSR")))).containsExactly(Side.LEFT);
        assertThat(PLACES.sides(List.of(new Spot(395, 2, "EDSR")))).containsExactly(Side.BELOW_LEFT);
    }

    @Test
    void aLabelMakesWayForAPointBesideIt() {
        assertThat(PLACES.sides(List.of(new Spot(200, 150, "EDSR"), new Spot(220, 150, "VDSR"))))
                .containsExactly(Side.LEFT, Side.RIGHT);
    }

    /// Four points at one place have their labels on four sides of it.
    @Test
    void labelsOfOnePlaceStandAroundIt() {
        Spot spot = new Spot(200, 150, "EDSR");
        assertThat(PLACES.sides(List.of(spot, spot, spot, spot))).doesNotHaveDuplicates();
    }
}
