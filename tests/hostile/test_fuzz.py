"""What crosses a boundary, damaged at random: it is read or refused, and nothing else.

A quick look each time; `YOURTURN_FUZZ=9300 python -m pytest tests/hostile/test_fuzz.py` is the
documented long run, with as many examples of each test.
"""

import contextlib
import copy
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yourturn.answers import HandedModel, model_files, read_answers
from yourturn.answers.encode import encode
from yourturn.answers.npy import read_npy, write_npy
from yourturn.classroom.trust import differences, rests_on
from yourturn.errors import StudentError
from yourturn.notebooks import read_notebook, sanitise
from yourturn.prediction.layers import MAX_PARAMETERS, check_config
from yourturn.zone import Ending, Executed, Level, frames
from yourturn.zone.packing import unpack, well_formed

EXAMPLES = int(os.environ.get("YOURTURN_FUZZ", "150"))
fuzz = settings(
    max_examples=EXAMPLES,
    deadline=5000,
    suppress_health_check=list(HealthCheck),
    database=None,
)

VALUES: dict[str, Any] = {
    "number": 3.5,
    "nested": {"a": [1, (2.5, None)], "b": "text"},
    "array": np.arange(12.0).reshape(3, 4),
    "frame": pd.DataFrame({"n": [1, 2], "s": ["a", "b"]}),
}
HANDED = {
    f"{name}/{file}": content
    for name, value in VALUES.items()
    for file, content in encode(name, value).items()
}
LIMIT = 1 << 20

# Two models that were compiled, one of them fitted, as `hand_in` writes them.
MODELS: dict[str, Any] = json.loads(Path(__file__).with_name("models.json").read_bytes())
SHAPES: dict[str, list[tuple[int, ...]]] = {
    "network": [(3, 3, 1, 2), (2,), (8, 2), (2,)],
    "functional": [(2,), (2,), (2,), (2,), (2, 3), (3,), (3, 1), (1,)],
}
WEIGHTS = {
    name: {f"{number}.npy": write_npy(np.ones(shape, "f4")) for number, shape in enumerate(shapes)}
    for name, shapes in SHAPES.items()
}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Cut, repeat or overwrite a few places."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        gone = draw(st.integers(0, 12))
        put = draw(st.binary(max_size=12) | st.sampled_from(SPICES))
        content = content[:at] + put + content[at + gone :]
    return content


SPICES = [b"[" * 2000, b'{"', b"\\ud800", b"1e999", b"NaN", b"-1", b"9" * 400, b"\x00", b"\xff\xfe"]


@st.composite
def damaged_tree(draw: st.DrawFn, value: Any) -> Any:
    """Replace some parts of a tree of JSON by anything."""
    if draw(st.integers(0, 14)) == 0:
        return draw(anything)
    if isinstance(value, dict):
        left = [item for item in value.items() if draw(st.integers(0, 19))]
        kept = {key: draw(damaged_tree(one)) for key, one in left}
        if draw(st.integers(0, 9)) == 0:
            kept[draw(st.text(max_size=8))] = draw(anything)
        return kept
    if isinstance(value, list):
        return [draw(damaged_tree(one)) for one in value]
    return value


@st.composite
def forged(draw: st.DrawFn, value: Any) -> Any:
    """Replace one to three parts of a tree of JSON, wherever they are, by what could do harm."""
    value = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(value))
        inside, key = places[draw(st.integers(0, len(places) - 1))]
        inside[key] = copy.deepcopy(draw(st.sampled_from(HARMFUL) | anything))
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if not isinstance(value, dict | list):
        return
    for key in value if isinstance(value, dict) else range(len(value)):
        yield value, key
        yield from _places(value[key])


HARMFUL: list[Any] = [
    *("Lambda", "TFSMLayer", "function", "__lambda__", "os", "builtins", "../../x", "x" * 300),
    *(2_000_000_000, -1, 10**400, 1e308, float("nan"), [None, 10**12], [], {}),
    {"module": "keras.layers", "class_name": "Lambda", "config": {"function": ["4wEA", None]}},
    {"module": "builtins", "class_name": "function", "config": "eval", "registered_name": "eval"},
    {"class_name": "__lambda__", "config": {"value": "4wEA"}},
    {"class_name": "__keras_tensor__", "config": {"keras_history": ["dense", 0, 0]}},
    {"module": "keras.layers", "class_name": "Dense", "config": {"units": 10**6}},
]


@fuzz
@given(st.data(), st.sampled_from(sorted(HANDED)))
def test_the_hand_in_reader_reads_or_refuses(data: st.DataObject, path: str) -> None:
    content = data.draw(damaged(HANDED[path]))
    answers = read_answers({**HANDED, path: content})
    assert set(answers) | set(answers.refused) == set(VALUES)
    unchanged = [name for name in VALUES if name != path.split("/")[0]]
    assert not set(unchanged) & set(answers.refused)


@fuzz
@given(st.data(), st.sampled_from([path for path in sorted(HANDED) if path.endswith(".json")]))
def test_the_hand_in_reader_takes_any_manifest(data: st.DataObject, path: str) -> None:
    manifest = data.draw(damaged_tree(json.loads(HANDED[path])))
    answers = read_answers({**HANDED, path: json.dumps(manifest).encode()})
    assert set(answers) | set(answers.refused) == set(VALUES)


@fuzz
@given(st.data(), st.sampled_from(["<f8", "<f4", "<i8", "|b1", "<f2"]))
def test_an_array_is_plain_numbers_or_refused(data: st.DataObject, dtype: str) -> None:
    content = data.draw(damaged(write_npy(np.ones((2, 3), dtype))))
    with contextlib.suppress(StudentError):
        array = read_npy(content, LIMIT)
        assert array.dtype.kind in "biuf"
        assert array.nbytes <= LIMIT


def handed(name: str, manifest: Any, **files: bytes) -> dict[str, bytes]:
    """A hand-in of one model, with some of its files replaced."""
    text = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    contents = {"answer.json": text, **WEIGHTS[name], **files}
    return {f"{name}/{file}": content for file, content in contents.items()}


@fuzz
@given(st.data(), st.sampled_from(sorted(MODELS)))
def test_a_models_damaged_file_is_read_or_refused(data: st.DataObject, name: str) -> None:
    files = handed(name, MODELS[name])
    path = data.draw(st.sampled_from(sorted(files)))
    check_model(name, {**files, path: data.draw(damaged(files[path]))})


@fuzz
@given(st.data(), st.sampled_from(sorted(MODELS)))
def test_a_models_config_and_history_are_read_or_refused(data: st.DataObject, name: str) -> None:
    manifest = data.draw(damaged_tree(MODELS[name]) | forged(MODELS[name]))
    check_model(name, handed(name, manifest))


@fuzz
@given(st.data(), st.sampled_from(sorted(MODELS)))
def test_only_built_in_parts_pass_the_check_of_a_config(data: st.DataObject, name: str) -> None:
    config = data.draw(forged(MODELS[name]["value"]["config"]))
    with contextlib.suppress(StudentError):
        check_config(config)
        check_harmless(config)


def check_model(name: str, files: Mapping[str, bytes]) -> None:
    """Read a model on the trusted side in every way that grading does."""
    answers = read_answers(files)
    assert set(answers) | set(answers.refused) == {name}
    executed = Executed(None, files, {}, Ending.FINISHED, "", Level.BUBBLEWRAP, 1.0, 1.0)
    rests_on(executed)
    assert differences((executed, ()), (executed, ())) == []
    model = answers.get(name)
    if not isinstance(model, HandedModel):
        return
    check_harmless(model.config)
    assert model.n_parameters <= MAX_PARAMETERS
    assert all(weight.dtype.kind in "biuf" for weight in model.weights)
    assert len(model.blocks) <= len(model.layers)
    again = read_answers({f"model/{file}": one for file, one in model_files(model).items()})
    assert again["model"].config == model.config
    assert again["model"].weight_paths == model.weight_paths


def check_harmless(value: Any, depth: int = 0) -> None:
    """Nothing that Keras could take for code, a file or a size that no machine has."""
    assert depth <= 50
    if isinstance(value, dict):
        assert value.get("class_name") not in ("Lambda", "TFSMLayer", "function", "__lambda__")
        assert str(value.get("module") or "keras").split(".")[0] == "keras"
        assert value.get("registered_name") in (None, value.get("class_name"))
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            check_harmless(inner, depth + 1)
    if isinstance(value, str):
        assert len(value) <= 200
    if isinstance(value, int | float):
        assert abs(value) <= 1.8e308
        assert not isinstance(value, int) or abs(value) <= 2**64


@settings(fuzz, max_examples=max(10, EXAMPLES // 50), deadline=None)
@given(st.data(), st.sampled_from(sorted(MODELS)))
def test_zone_two_predicts_or_refuses(data: st.DataObject, name: str) -> None:
    from yourturn.prediction.serve import predict  # imports Keras

    files = handed(name, data.draw(forged(MODELS[name])))
    ones = {"": (2, 6, 6, 1), "features": (2, 2), "exposure": (2, 1)}
    inputs = {key: write_npy(np.ones(shape, "f4")) for key, shape in ones.items()}
    with contextlib.suppress(StudentError):
        (output,) = predict({path.split("/")[1]: one for path, one in files.items()}, [inputs])
        assert read_npy(output).dtype == np.float32
        assert len(read_npy(output)) == 2


@fuzz
@given(data=st.data())
def test_a_damaged_notebook_is_restored_or_refused(
    data: st.DataObject, smallest_solved: tuple[Any, bytes]
) -> None:
    assignment, solved = smallest_solved
    content = data.draw(damaged(solved))
    with contextlib.suppress(StudentError):
        check_restored(sanitise(content, assignment).notebook, assignment)


@fuzz
@given(data=st.data())
def test_a_notebook_of_other_parts_is_restored_or_refused(
    data: st.DataObject, smallest_solved: tuple[Any, bytes]
) -> None:
    assignment, solved = smallest_solved
    content = json.dumps(data.draw(damaged_tree(json.loads(solved)))).encode()
    with contextlib.suppress(StudentError):
        check_restored(sanitise(content, assignment).notebook, assignment)


def check_restored(notebook: nbformat.NotebookNode, assignment: Any) -> None:
    nbformat.validate(notebook)
    of = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    for original in assignment.notebook.cells:
        mark = original.metadata.get("nbgrader", {})
        if mark.get("grade") and mark.get("locked"):
            cell = of[mark["grade_id"]]
            assert (cell.source, cell.metadata) == (original.source, original.metadata)
            assert cell.outputs == []


@fuzz
@given(st.binary(max_size=200))
def test_a_notebook_reader_takes_any_bytes(content: bytes) -> None:
    with contextlib.suppress(StudentError):
        read_notebook(content)


@fuzz
@given(st.data(), st.dictionaries(st.text(max_size=8), anything, max_size=4))
def test_a_frame_is_a_frame_or_refused(data: st.DataObject, header: dict[str, Any]) -> None:
    chunks = b"".join(frames.encode({"h": header}, [b"one", b"two"]))
    content = data.draw(damaged(chunks) | st.binary(max_size=64))
    reader = frames.FrameReader(LIMIT)
    with contextlib.suppress(frames.FrameError):
        at = 0
        while at < len(content):
            step = data.draw(st.integers(1, 64))
            for frame in reader.feed(content[at : at + step]):
                assert sum(map(len, frame.blobs)) <= LIMIT
            at += step


@fuzz
@given(
    name=st.text(max_size=40) | st.sampled_from(["../x", "/x", "a/../x", "a//b", ".", "", "a\0b"])
)
def test_a_path_stays_below_its_folder_or_is_refused(tmp_path_factory: Any, name: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "fuzz"
    folder.mkdir(exist_ok=True)
    if not well_formed(name):
        try:
            unpack({name: b""}, folder)
        except ValueError:
            return
        raise AssertionError(f"{name!r} was written")
    assert (folder / name).resolve().is_relative_to(folder.resolve())
