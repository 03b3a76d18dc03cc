import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from yourturn import hand_in
from yourturn.answers import read_answers
from yourturn.answers.hand_in import handed
from yourturn.answers.receipt import Check, Missing, Receipt, line_of
from yourturn.errors import StudentError
from yourturn.gradebook.clean import clean_html


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


def test_a_receipt_names_what_is_missing_and_the_cure(capsys: pytest.CaptureFixture[str]) -> None:
    def unwritten(x: float) -> float:
        raise NotImplementedError

    def written(x: float) -> float:
        if x < 0:
            raise NotImplementedError
        return x

    with pytest.raises(StudentError):
        hand_in(x=..., y=(1, ...), k=np.array([[..., 1]]), f=unwritten, g=written, n=None)
    assert capsys.readouterr().out.splitlines()[1:] == [
        "g          function                function written",
        "✗ x: missing; x still holds the placeholder ...; put your answer in its place",
        "✗ y: missing; y[1] still holds the placeholder ...; put your answer in its place",
        "✗ k: missing; k still holds the placeholder ...; put your answer in its place",
        "✗ f: missing; it is still to be written; it only raises NotImplementedError",
        "✗ n: missing; n is None: was it computed, and does its function return it?",
    ]


def test_a_table_shows_text_as_text() -> None:
    receipt = Receipt(
        (line_of("x", "<script>"),), (Missing("y", "<b>"),), Check("✗", "not yet: <i>")
    )
    bundle = receipt._repr_mimebundle_()
    assert bundle["text/plain"].splitlines() == [
        "handed in  type  shape  dtype  value",
        "x          str                 '<script>'",
        "✗ y: missing; <b>",
        "✗ visible check: not yet: <i>",
    ]
    table = BeautifulSoup(bundle["text/html"], "html.parser")
    rows = [
        [cell.get_text().replace("\xa0", " ") for cell in row.find_all(["th", "td"])]
        for row in table("tr")
    ]
    assert rows == [
        ["handed in", "type", "shape", "dtype", "value"],
        ["✓ x", "str", "", "", "'<script>'"],
        ["✗ y", "missing; <b>"],
        ["✗ visible check", "not yet: <i>"],
    ]
    assert not table(["script", "b", "i"])
    assert BeautifulSoup(clean_html(bundle["text/html"]), "html.parser") == table


SETUP = "import numpy as np\nfrom yourturn import hand_in\na, b = 1, 2"
CHECKS = {
    "passes": "hand_in(a=a)\n\nassert a == 1, 'a should be one'",
    "fails": "hand_in(b=b)\n\nassert b == 1, 'b should be one'",
    "stops": "hand_in(a=a)\n\nassert a.shape == (3,)",
    "has none": "hand_in(a=a)\nprint('after')",
    "name missing": "hand_in(a=a, c=c, d=[i + d for i in range(3)])\nassert a",
    "second missing": "hand_in(a=a)\nhand_in(c=c[:10])\nassert a",
    "none": "hand_in(a=a, n=None)\nassert a",
    "not to be evaluated": "hand_in(a=a, shape=a.shape)\nassert a",
    "interrupted": "hand_in(a=a)\nraise KeyboardInterrupt",
    "magic": "%time hand_in(a=a)",
    "no check cell": "print(a)",
}


@pytest.fixture(scope="module")
def ran() -> dict[str, list[Any]]:
    """The outputs of each of `CHECKS`, run in a kernel one after the other."""
    cells = [new_code_cell(source) for source in (SETUP, *CHECKS.values())]
    NotebookClient(notebook := new_notebook(cells=cells), allow_errors=True).execute()
    return dict(zip(CHECKS, [cell.outputs for cell in notebook.cells[1:]], strict=True))


def told(outputs: list[Any]) -> list[str]:
    """What the one receipt among the outputs says below its table."""
    (receipt,) = [output.data for output in outputs if output.output_type == "display_data"]
    return [line for line in receipt["text/plain"].splitlines() if line[:2] in ("✓ ", "✗ ", "- ")]


@pytest.mark.parametrize(
    ("check", "says"),
    [
        ("passes", "✓ visible check: passed; it is a first look, the graders look closer"),
        ("fails", "✗ visible check: not yet: b should be one"),
        (
            "stops",
            "✗ visible check: stopped with AttributeError: 'int' object has no attribute 'shape'",
        ),
        ("has none", "- visible check: there is none here; the graders look closer"),
        ("interrupted", "- visible check: interrupted"),
        ("magic", "- visible check: there is none here; the graders look closer"),
    ],
)
def test_a_receipt_says_what_its_visible_check_says(
    ran: dict[str, list[Any]], check: str, says: str
) -> None:
    assert told(ran[check]) == [says]


def test_a_receipt_stays_above_what_comes_after_it(ran: dict[str, list[Any]]) -> None:
    assert [output.output_type for output in ran["has none"]] == ["display_data", "stream"]


@pytest.mark.parametrize(
    ("check", "missing"),
    [
        (
            "name missing",
            [
                "a: missing; it goes in together with c, d: None there lets the rest go in",
                "c: missing; no cell has made c yet: write it, run its cell, then this one",
                "d: missing; no cell has made d yet: write it, run its cell, then this one",
            ],
        ),
        (
            "second missing",
            ["c: missing; no cell has made c yet: write it, run its cell, then this one"],
        ),
        ("none", ["n: missing; n is None: was it computed, and does its function return it?"]),
        (
            "not to be evaluated",
            [
                f"{name}: missing; the cell stopped with AttributeError: 'int' object has no "
                "attribute 'shape'"
                for name in ("a", "shape")
            ],
        ),
    ],
)
def test_a_receipt_says_what_the_question_still_needs(
    ran: dict[str, list[Any]], check: str, missing: list[str]
) -> None:
    lines = [f"✗ {line}" for line in missing]
    assert told(ran[check]) == [*lines, "- visible check: not run, as something is missing"]


def test_cells_that_do_not_hand_in_are_left_alone(ran: dict[str, list[Any]]) -> None:
    assert [output.output_type for output in ran["no check cell"]] == ["stream"]


def test_a_refusal_is_one_sentence_without_lines_of_this_package(
    ran: dict[str, list[Any]],
) -> None:
    error = ran["none"][-1]
    sentence = "n is None: was it computed, and does its function return it?"
    assert (error.ename, error.evalue) == ("StudentError", sentence)
    assert error.traceback == [f"StudentError: {sentence}"]


def test_a_terminal_shows_one_receipt_when_it_is_complete(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shell = InteractiveShell.instance()
    try:
        shell.run_cell("from yourturn import hand_in; hand_in(x='<b>'); assert True")
    finally:
        InteractiveShell.clear_instance()
    assert capsys.readouterr().out.splitlines() == [
        "handed in  type  shape  dtype  value",
        "x          str                 '<b>'",
        "✓ visible check: passed; it is a first look, the graders look closer",
    ]


def test_handing_in_needs_neither_tensorflow_nor_pandas() -> None:
    code = (
        "import sys; from yourturn import hand_in; import numpy; hand_in(x=numpy.ones(2), f=len); "
        "print(sorted({'tensorflow', 'keras', 'pandas', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
