"""The pictures of 01-tensors: right cells, right labels, right colours, small files."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

from yourturn import draw
from yourturn.draw.svg import Drawing

SVG = "{http://www.w3.org/2000/svg}"


def texts(drawing: Drawing) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(drawing.svg).iter(f"{SVG}text")]


def cells(drawing: Drawing) -> list[str]:
    """The colours of the cells, in order."""
    found = ElementTree.fromstring(drawing.svg).iter(f"{SVG}rect")
    return [rect.attrib["fill"] for rect in found if rect.get("class") == "cell"]


def numbers(drawing: Drawing) -> list[str]:
    """What stands in the cells: the text right after each."""
    return re.findall(r'class="cell"[^>]*/><text[^>]*>([^<]*)<', drawing.svg)


def test_a_rank_3_tensor_is_drawn_sheet_by_sheet_in_row_major_order() -> None:
    drawing = draw.tensor(np.arange(12).reshape(2, 3, 2))
    assert numbers(drawing) == [str(number) for number in range(12)]
    said = texts(drawing)
    assert [text for text in said if text.startswith("axis")] == [
        *("axis 1", "axis 2", "axis 0: [0]", "axis 1", "axis 2", "axis 0: [1]")
    ]
    assert said[-1] == "shape (2, 3, 2)"


@pytest.mark.parametrize(
    ("values", "labels"),
    [(3.0, []), ([1, 2, 3], ["axis 0"]), ([[1, 2], [3, 4]], ["axis 0", "axis 1"])],
)
def test_lower_ranks_name_only_the_axes_they_have(values: object, labels: list[str]) -> None:
    said = texts(draw.tensor(values))
    assert [text for text in said if text.startswith("axis")] == labels


@pytest.mark.parametrize(("along", "n_colours"), [(0, 6), (1, 4), (2, 6), (-1, 6)])
def test_cells_reduced_together_share_a_colour(along: int, n_colours: int) -> None:
    drawing = draw.tensor(np.zeros((2, 3, 2)), along=along)
    paint = np.array(cells(drawing)).reshape(2, 3, 2)
    assert len(np.unique(paint)) == n_colours
    assert np.all(np.take(paint, 0, axis=(along % 3)) == np.take(paint, 1, axis=(along % 3)))
    assert f"reduced along axis {along}:" in texts(drawing)


def test_larger_numbers_are_darker_and_equal_ones_are_fine() -> None:
    light, dark = cells(draw.tensor([[0, 255]]))
    assert int(light[1:3], 16) > int(dark[1:3], 16)
    assert numbers(draw.tensor(np.ones((2, 2)))) == ["1"] * 4
    assert '"#fff">255<' in draw.tensor([[0, 255]]).svg


def test_a_notebook_shows_the_picture_and_has_words_for_it() -> None:
    shown, _ = DisplayFormatter().format(draw.tensor(np.zeros((2, 3, 2)), along=0))
    assert shown["image/svg+xml"].startswith("<svg")
    assert shown["text/plain"] == ("<drawing of a tensor of shape (2, 3, 2), reduced along axis 0>")


@pytest.mark.parametrize(
    ("values", "along", "words"),
    [
        (np.zeros((1, 1, 1, 1)), None, "at most 3 axes"),
        (np.zeros((28, 28)), None, "take a part of it"),
        (np.zeros((2, 2)), 2, "has no axis 2"),
    ],
)
def test_what_cannot_be_drawn_is_said(values: object, along: int | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        draw.tensor(values, along=along)


def strips(drawing: Drawing) -> list[list[tuple[float, float]]]:
    """The dots of each colour, strip by strip and panel by panel."""
    found: dict[tuple[str, str, bool], list[tuple[float, float]]] = {}
    middle = float(ElementTree.fromstring(drawing.svg).attrib["width"]) / 2
    for dot in ElementTree.fromstring(drawing.svg).iter(f"{SVG}circle"):
        x, y = float(dot.attrib["cx"]), float(dot.attrib["cy"])
        found.setdefault((dot.attrib["fill"], dot.attrib["cy"], x > middle), []).append((x, y))
    return list(found.values())


def test_columns_are_strips_on_one_scale_before_and_after() -> None:
    table = np.array([[30.0, 1.0], [50.0, 3.0], [70.0, 8.0]])
    before = draw.columns(table, names=["age", "bonus-malus"])
    assert texts(before)[:2] == ["age", "bonus-malus"]
    (ages, levels) = strips(before)
    pixels = [x for x, _ in [*ages, *levels]]
    assert np.corrcoef(pixels, table.T.ravel())[0, 1] == pytest.approx(1, abs=1e-4)
    assert ages[0][1] < levels[0][1]
    assert "standard deviations" not in before.svg
    both = draw.columns(table, table - table.mean(axis=0), names=["age", "bonus-malus"])
    assert any(said.startswith("standard deviations") for said in texts(both))
    assert both.svg.count("<circle") == 2 * before.svg.count("<circle") == 12


def test_a_column_of_nothing_but_gaps_and_a_name_with_signs_are_drawn() -> None:
    drawing = draw.columns([[np.nan, 1.0], [np.inf, 2.0]], names=["a < b", "c"])
    assert texts(drawing)[0] == "a < b"
    assert drawing.svg.count("<circle") == 2
    assert draw.columns(np.zeros((2, 1))).svg.count("<circle") == 2


def test_pictures_are_small() -> None:
    image = np.random.default_rng(0).integers(0, 256, (8, 12))
    table = np.random.default_rng(0).normal(size=(32, 4))
    assert len(draw.tensor(image).svg) < 60_000
    assert len(draw.columns(table, table).svg) < 60_000


def test_importing_draw_does_not_import_matplotlib() -> None:
    code = "import sys; from yourturn import draw; sys.exit('matplotlib' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_every_name_of_draw_can_be_imported_and_others_are_refused() -> None:
    functions = [getattr(draw, name) for name in draw.__all__]
    # asked again once all modules are imported: none may hide a function of its own name
    assert functions == [getattr(draw, name) for name in draw.__all__]
    assert all(callable(function) for function in functions)
    with pytest.raises(AttributeError, match="no attribute 'tensors_'"):
        _ = draw.tensors_
