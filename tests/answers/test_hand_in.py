import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from yourturn import hand_in
from yourturn.answers import read_answers
from yourturn.answers.hand_in import handed
from yourturn.answers.receipt import Receipt, line_of
from yourturn.errors import StudentError


def read(folder: Path) -> Any:
    files = (path for path in folder.rglob("*") if path.is_file())
    return read_answers({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})


def test_answers_lie_in_the_folder_and_a_receipt_is_printed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(x=np.ones((2, 3), dtype="float32"), n=406_528)
    answers = read(folder)
    assert answers["x"].shape == (2, 3)
    assert answers["n"] == 406_528
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[1][:5] == ["x", "ndarray", "(2,", "3)", "float32"]
    assert lines[2] == ["n", "int", "406528"]


def test_without_a_folder_only_the_receipt_is_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("YOURTURN_HAND_IN", raising=False)
    monkeypatch.chdir(tmp_path)
    hand_in(x=1)
    assert "x" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_the_last_hand_in_of_a_name_counts(folder: Path) -> None:
    hand_in(x=[np.zeros(1), np.zeros(1)])
    hand_in(x=2)
    assert read(folder)["x"] == 2
    assert sorted(path.name for path in folder.rglob("*")) == ["answer.json", "x"]


def test_one_bad_answer_does_not_take_the_others_away(folder: Path) -> None:
    with pytest.raises(StudentError) as refusal:
        hand_in(bad=None, x=1, worse=1j)
    assert str(refusal.value).startswith("bad is None: was it computed")
    assert "; worse is a complex" in str(refusal.value)
    assert dict(read(folder)) == {"x": 1}


def test_a_refused_answer_leaves_the_earlier_one(folder: Path) -> None:
    hand_in(x=1)
    with pytest.raises(StudentError):
        hand_in(x=None)
    assert read(folder)["x"] == 1


def test_an_object_that_misbehaves_is_refused_like_any_other(folder: Path) -> None:
    class Liar:
        @property
        def __class__(self) -> type:
            raise RuntimeError("no class for you")

    with pytest.raises(StudentError) as refusal:
        hand_in(x=Liar())
    assert str(refusal.value) == "x could not be handed in: RuntimeError: no class for you"


@pytest.mark.parametrize("name", ["größe", "a" * 65, "a b", "../x", "x\n"])
def test_a_name_that_is_no_plain_name_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(StudentError, match="cannot be an answer's name"):
        hand_in(**{name: 1})
    assert not list(folder.iterdir())


def test_nothing_to_hand_in_is_said() -> None:
    with pytest.raises(StudentError, match=r"write hand_in\(x=x\) to hand in x"):
        hand_in()


def test_a_function_is_kept_to_be_called(folder: Path) -> None:
    def double(x: float) -> float:
        return 2 * x

    hand_in(double=double)
    assert handed["double"] is double
    assert read(folder)["double"].parameters == ("x",)


@pytest.fixture
def shell() -> Iterator[Any]:
    made = InteractiveShell.instance()
    yield made
    InteractiveShell.clear_instance()


def test_a_notebook_shows_the_receipt_as_a_table(
    shell: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("from yourturn import hand_in; hand_in(x='<b>')", store_history=False)
    assert "x" in capsys.readouterr().out
    bundle = Receipt((line_of("x", "<script>"),))._repr_mimebundle_()
    assert "<script>" not in bundle["text/html"]
    assert "<td>x</td><td>str</td>" in bundle["text/html"]
    assert bundle["text/plain"].splitlines()[1].split() == ["x", "str", "'<script>'"]


def test_handing_in_needs_neither_tensorflow_nor_pandas() -> None:
    code = (
        "import sys; from yourturn import hand_in; import numpy; hand_in(x=numpy.ones(2), f=len); "
        "print(sorted({'tensorflow', 'keras', 'pandas', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
