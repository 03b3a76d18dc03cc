"""The pictures of 04 to 06: dots by exposure, curves over the ages, bands around estimates."""

import io

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

matplotlib.use("Agg")

from yourturn import draw

AGES = np.arange(18, 96)


def policies() -> pd.DataFrame:
    return pd.DataFrame({"ageph": [20, 20, 50], "nclaims": [1, 0, 1], "expo": [0.5, 1.5, 8.0]})


def labels(figure: Figure) -> list[str]:
    (panel,) = figure.axes
    return [text.get_text() for text in panel.get_legend().get_texts()]


def test_dots_are_claims_per_exposure_and_as_large_as_the_exposure() -> None:
    (panel,) = draw.frequency_by_age(policies()).axes
    dots = panel.collections[0]
    np.testing.assert_allclose(dots.get_offsets(), [[20, 0.5], [50, 0.125]])
    small, large = dots.get_sizes()
    assert large / small == pytest.approx(4)
    assert panel.get_ylabel() == "claims per year of exposure"


def test_curves_run_over_all_ages_in_styles_of_their_own() -> None:
    curve = np.linspace(0.3, 0.1, 78)
    figure = draw.frequency_by_age(policies(), {"GLM": curve, "network": curve[:, None]})
    (panel,) = figure.axes
    styles = [line.get_linestyle() for line in panel.lines]
    assert len(set(styles)) == len(styles) == 2
    for line in panel.lines:
        np.testing.assert_array_equal(line.get_xdata(), AGES)
        np.testing.assert_allclose(line.get_ydata(), curve)
    assert labels(figure) == ["observed, area: exposure", "GLM", "network"]


def test_mean_claims_are_euro_by_claim_and_as_large_as_the_number_of_claims() -> None:
    claims = pd.DataFrame(
        {"ageph": [20, 20, 50], "nclaims": [1, 3, 1], "amount": [100.0, 700.0, 900.0]}
    )
    figure = draw.severity_by_age(claims, {"GLM": pd.Series([300.0, 800.0], index=[20, 50])})
    (panel,) = figure.axes
    dots = panel.collections[0]
    np.testing.assert_allclose(dots.get_offsets(), [[20, 200], [50, 900]])
    large, small = dots.get_sizes()
    assert large / small == pytest.approx(4)
    np.testing.assert_array_equal(panel.lines[0].get_xdata(), [20, 50])
    np.testing.assert_array_equal(panel.lines[0].get_ydata(), [300, 800])
    assert labels(figure) == ["observed, area: claims", "GLM"]
    assert panel.get_ylabel() == "mean claim [euro]"
    assert panel.get_ylim() == (0, pytest.approx(3 * 340))


def test_factors_stand_around_a_line_at_one() -> None:
    figure = draw.factor_by_age({"network": np.full(78, 1.2)})
    (panel,) = figure.axes
    line, curve = panel.lines
    assert set(line.get_ydata()) == {1}
    assert set(curve.get_ydata()) == {1.2}
    assert panel.get_xlabel().endswith("[years]")


@pytest.mark.parametrize(
    "picture",
    [
        lambda: draw.frequency_by_age(policies(), {"GLM": np.ones(77)}),
        lambda: draw.factor_by_age({"GLM": np.ones(77)}),
    ],
)
def test_a_curve_of_other_length_is_refused(picture) -> None:
    with pytest.raises(ValueError, match="GLM holds 77 values; one for each age 18 to 95 is 78"):
        picture()


def test_weight_paths_show_the_band_of_the_glm() -> None:
    figure = draw.weight_paths({"fixed": [-1.0, -2.0], "shrinking": [-1.5, -2.1]}, -2.1, 0.01)
    (panel,) = figure.axes
    band = panel.patches[0].get_extents().transformed(panel.transData.inverted())
    assert (band.y0, band.y1) == (pytest.approx(-2.12), pytest.approx(-2.08))
    path = panel.lines[2]
    np.testing.assert_array_equal(path.get_xdata(), [1, 2])
    np.testing.assert_array_equal(path.get_ydata(), [-1.5, -2.1])
    assert labels(figure) == ["GLM ± 2 standard errors", "fixed", "shrinking"]


def test_claim_sizes_name_median_and_mean() -> None:
    figure = draw.claim_sizes([100.0, 200.0, 9_000.0])
    assert labels(figure) == ["median 200 euro", "mean 3,100 euro"]
    (panel,) = figure.axes
    assert sum(bar.get_height() for bar in panel.patches) == 3
    assert panel.get_xscale() == "log"


@pytest.mark.parametrize(
    "figure",
    [
        draw.frequency_by_age(policies(), {"GLM": np.ones(78)}),
        draw.claim_sizes(np.geomspace(1, 80_000, 5_000)),
    ],
)
def test_pictures_are_small(figure: Figure) -> None:
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=100)
    assert stream.tell() < 60_000
