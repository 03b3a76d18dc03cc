import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yourturn.answers import Answers, ReadLimits, read_answers
from yourturn.answers.encode import encode
from yourturn.answers.npy import write_npy

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x01" + bytes(20)


def answer(value: Any, name: str = "x", **files: bytes) -> dict[str, bytes]:
    """One answer's files; `f0_npy=...` stands for the file `0.npy`."""
    manifest = json.dumps({"format": 1, "name": name, "value": value}).encode()
    named = {file.removeprefix("f").replace("_", "."): data for file, data in files.items()}
    return {f"{name}/{file}": data for file, data in {"answer.json": manifest, **named}.items()}


def manifest(text: bytes) -> dict[str, bytes]:
    return {"x/answer.json": text}


def array(file: str = "0.npy", **fields: Any) -> dict[str, Any]:
    return {"kind": "array", "file": file, **fields}


def series(column: Any, index: Any = (), names: Any = ()) -> dict[str, Any]:
    return {
        "kind": "series",
        "name": None,
        "column": column,
        "index": list(index),
        "index_names": list(names),
    }


def frame(n_rows: int, **columns: Any) -> dict[str, Any]:
    return {
        "kind": "frame",
        "n_rows": n_rows,
        "names": list(columns),
        "columns": list(columns.values()),
        "index": [],
        "index_names": [],
    }


def model(config: Any, class_name: str = "Sequential", **fields: Any) -> dict[str, Any]:
    return {
        "kind": "model",
        "class_name": class_name,
        "config": config,
        "weights": {},
        "input_names": [],
        **fields,
    }


def dense(name: str = "d", **config: Any) -> dict[str, Any]:
    return {"module": "keras.layers", "class_name": "Dense", "config": {"name": name, **config}}


THREE = write_npy(np.arange(3))
TEXTS = {"kind": "text", "shape": [2], "values": ["a", "b"]}
CATEGORIES = {"kind": "categorical", "codes": "0.npy", "categories": ["a"], "ordered": False}

HOSTILE: dict[str, tuple[dict[str, bytes], str]] = {
    "history beyond any number": (
        answer({"kind": "history", "metrics": {"loss": [10**400]}, "fit_settings": {}}),
        "its history holds whole numbers that no training has",
    ),
    "epochs beyond any number": (
        answer({"kind": "history", "metrics": {}, "fit_settings": {"epochs": 10**400}}),
        "its history holds whole numbers that no training has",
    ),
    "no manifest": ({"x/0.npy": THREE}, "its folder has no answer.json"),
    "not JSON": (manifest(b"\xff\xfe"), "does not have the form of a hand-in"),
    "empty": (manifest(b""), "does not have the form"),
    "truncated": (manifest(b'{"format": 1, "name": "x", "va'), "does not have the form"),
    "deep lists": (manifest(b"[" * 100_000), "does not have the form"),
    "deep value": (answer(json.loads("[" * 30 + "]" * 30)), "more than 20 levels deep"),
    "NaN": (manifest(b'{"format": 1, "name": "x", "value": NaN}'), "does not have the form"),
    "overflow": (
        manifest(b'{"format": 1, "name": "x", "value": 1e999}'),
        "x could not be read: its answer.json does not have the form",
    ),
    "huge whole number": (
        manifest(b'{"format": 1, "name": "x", "value": 1' + b"0" * 400 + b"}"),
        "more than 300 digits",
    ),
    "endless whole number": (
        manifest(b'{"format": 1, "name": "x", "value": ' + b"9" * 100_000 + b"}"),
        "does not have the form",
    ),
    "another name": (answer(1) | {"y/answer.json": answer(1)["x/answer.json"]}, "named 'x'"),
    "another format": (manifest(b'{"format": 2, "name": "x", "value": 1}'), "format"),
    "extra field": (manifest(b'{"format": 1, "name": "x", "value": 1, "a": 1}'), "Extra inputs"),
    "unknown kind": (answer({"kind": "pickle"}), "does not have the form"),
    "no kind": (answer({"file": "0.npy"}), "does not have the form"),
    "missing file": (answer(array()), "its file 0.npy is missing"),
    "path": (answer(array("../0.npy")), "does not have the form"),
    "absolute path": (answer(array("/etc/passwd")), "does not have the form"),
    "picture as array": (answer(array("0.png"), f0_png=PNG), "not in NumPy's .npy format"),
    "keys and values": (
        answer({"kind": "dict", "keys": ["a"], "values": []}),
        "its keys and values differ in number",
    ),
    "texts and shape": (answer({**TEXTS, "shape": [3]}), "does not fit 2 texts"),
    "endless shape": (answer({**TEXTS, "shape": [1] * 40}), "does not fit 2 texts"),
    "missing text": (answer({**TEXTS, "values": ["a", None]}), "has missing values"),
    "texts to fill memory": (
        answer({"kind": "text", "shape": [20_000], "values": ["a" * 1_000] + [""] * 19_999}),
        "too long for an array",
    ),
    "column of two axes": (
        answer(series(array()), f0_npy=write_npy(np.ones((2, 2)))),
        "a column has 2 axes",
    ),
    "texts of two axes": (answer(series({**TEXTS, "shape": [2, 1]})), "more than one axis"),
    "codes out of range": (answer(series(CATEGORIES), f0_npy=THREE), "damaged codes"),
    "codes of floats": (
        answer(series(CATEGORIES), f0_npy=write_npy(np.zeros(2))),
        "damaged codes",
    ),
    "twin categories": (
        answer(
            series({**CATEGORIES, "categories": ["a", "a"]}),
            f0_npy=write_npy(np.zeros(1, dtype="int8")),
        ),
        "damaged codes",
    ),
    "dates of floats": (
        answer(series({"kind": "dates", "file": "0.npy"}), f0_npy=write_npy(np.zeros(2))),
        "a column of dates is damaged",
    ),
    "index of other length": (
        answer(series(array(), [TEXTS], ["i"]), f0_npy=THREE),
        "its index has another length",
    ),
    "index without names": (answer(series(TEXTS, [TEXTS])), "its index is damaged"),
    "columns of other lengths": (
        answer(frame(2, a=TEXTS, b=array()), f0_npy=THREE),
        "its columns differ in length",
    ),
    "columns without names": (
        answer({**frame(2, a=TEXTS), "names": []}),
        "its columns are damaged",
    ),
    "rows without columns": (answer(frame(10**9)), "it has rows but no columns"),
    "no PNG": (answer({"kind": "figure", "file": "0.png"}, f0_png=b"<svg/>"), "not a PNG"),
    "huge PNG": (
        answer({"kind": "figure", "file": "0.png"}, f0_png=PNG.replace(b"\x00\x02", b"\x7f\xff")),
        "pixels",
    ),
    "model without layers": (answer(model({"layers": []})), "the model has no layers"),
    "model of nothing": (answer(model({})), "config is damaged"),
    "layers that are no list": (answer(model({"layers": 3})), "config is damaged"),
    "layer twice": (answer(model({"layers": [dense(), dense()]})), "config is damaged"),
    "Lambda": (
        answer(
            model({"layers": [{**dense("f"), "class_name": "Lambda"}]}),
        ),
        "layer 'f' cannot be handed in: a Lambda layer carries code",
    ),
    "weights of no layer": (
        answer(model({"layers": [dense()]}, weights={"e": ["0.npy"]}), f0_npy=THREE),
        "weights without a layer",
    ),
    "endless model": (
        answer(model({"layers": [dense(f"d{n}") for n in range(2_001)]})),
        "more than 2,000 layers",
    ),
    "history of text": (
        answer({"kind": "history", "metrics": {"loss": 3}, "fit_settings": {}}),
        "does not have the form",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_answer_is_refused_and_an_honest_one_kept(case: str) -> None:
    files, sentence = HOSTILE[case]
    answers = read_answers({**files, **answer(1, "honest")})
    assert dict(answers).get("honest") == 1
    refusals = [text for name, text in answers.refused.items() if sentence in text]
    assert refusals, answers.refused
    assert all(len(text) < 500 for text in refusals)


def nested(depth: int) -> dict[str, Any]:
    inner = dense()
    for level in range(depth):
        config = {"name": f"m{level}", "layers": [inner]}
        inner = {"module": "keras", "class_name": "Sequential", "config": config}
    return {"layers": [inner]}


def test_models_in_models_are_read_five_deep() -> None:
    answers = read_answers(answer(model(nested(5))))
    assert [layer.name for layer in answers["x"].layers] == ["d"]
    answers = read_answers(answer(model(nested(6))))
    assert "models more than 5 levels deep" in answers.refused["x"]


def test_a_model_whose_layers_are_joined_a_million_times_is_refused_quickly() -> None:
    def joined(name: str, sources: list[str]) -> dict[str, Any]:
        tensors = [
            {"class_name": "__keras_tensor__", "config": {"keras_history": [source, 0, 0]}}
            for source in sources
        ]
        return {**dense(name), "inbound_nodes": [{"args": tensors, "kwargs": {}}]}

    names = [f"d{number}" for number in range(150)]
    layers = [joined(name, names) for name in names]
    config = {"layers": layers, "input_layers": ["d0", 0, 0], "output_layers": ["d1", 0, 0]}
    answers = read_answers(answer(model(config, "Functional")))
    assert "too large" in answers.refused["x"] or "10,000 times" in answers.refused["x"]


@pytest.mark.parametrize(
    "path",
    ["answer.json", "../x/answer.json", "/x/answer.json", ".new-x/0.npy", "x y/0.npy", "ä/0"],
)
def test_files_outside_an_answers_folder_are_left_out(path: str) -> None:
    answers = read_answers({path: b"anything", **answer(1, "y")})
    assert dict(answers) == {"y": 1}
    assert answers.refused == {}


@pytest.mark.parametrize(
    ("limits", "files"),
    [
        (ReadLimits(total_mib=1), answer(array(), f0_npy=bytes(2**20))),
        (ReadLimits(files=3), answer(array(), f0_npy=THREE, f1_npy=THREE, f2_npy=THREE)),
        (ReadLimits(containers=10), answer([[]] * 20)),
    ],
    ids=["bytes", "files", "lists"],
)
def test_too_much_in_all_is_refused(limits: ReadLimits, files: dict[str, bytes]) -> None:
    answers = read_answers(files, limits)
    assert dict(answers) == {}
    assert "hand in only what the questions ask for" in answers.refused["x"]


def test_a_manifest_that_is_too_large_is_not_parsed() -> None:
    answers = read_answers(answer("a" * 2**20), ReadLimits(manifest_mib=1))
    assert "larger than 1 MiB" in answers.refused["x"]


def test_more_answers_than_any_assignment_has_are_left_out() -> None:
    files = {path: data for n in range(300) for path, data in answer(n, f"x{n}").items()}
    assert len(read_answers(files)) == 200


def test_answers_show_names_only() -> None:
    assert repr(Answers({"x": "secret"}, {"y": "why"})) == "Answers(['x'], refused=['y'])"


GOOD = {
    f"x/{file}": data
    for file, data in encode("x", {"a": [1, (2.5, None)], "b": np.arange(4.0)}).items()
}


@given(
    st.sampled_from(sorted(GOOD)),
    st.integers(0, 300),
    st.binary(max_size=8),
    st.integers(0, 8),
)
def test_damaged_files_are_read_or_refused_but_never_raise(
    path: str, position: int, patch: bytes, removed: int
) -> None:
    data = GOOD[path]
    damaged = data[:position] + patch + data[position + removed :]
    answers = read_answers({**GOOD, path: damaged})
    assert set(answers) | set(answers.refused) == {"x"}


FIELDS = [
    *("kind", "file", "items", "keys", "values", "shape", "column", "columns", "index", "name"),
    *("index_names", "names", "n_rows", "class_name", "config", "layers", "weights", "input_names"),
]
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(
        ["array", "tuple", "dict", "frame", "series", "model", "text", "Functional", "0.npy"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=15,
)


@given(json_values)
def test_any_json_is_read_or_refused_but_never_raises(value: Any) -> None:
    answers = read_answers(answer(value, f0_npy=THREE))
    assert set(answers) | set(answers.refused) == {"x"}


def test_reading_imports_neither_keras_nor_tensorflow() -> None:
    source = Path(__file__).parents[2] / "yourturn" / "answers"
    for module in ("read", "decode", "model", "architecture", "conversion", "values", "npy"):
        text = (source / f"{module}.py").read_text(encoding="utf-8")
        assert "import keras" not in text
        assert "import tensorflow" not in text
