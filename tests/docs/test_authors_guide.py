"""The author's guide, followed to the letter, makes an exercise whose graders are proven."""

import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from yourturn.notebooks import write_notebook
from yourturn.proof import prove
from yourturn.settings import Settings

BLOCK = re.compile(
    r"^```\{code-block\} python\n:caption: (\S+)\n\n(.*?)^```", re.MULTILINE | re.DOTALL
)


def mark(grade_id: str, **flags: object) -> dict[str, object]:
    plain = {"grade": False, "locked": False, "solution": False, "task": False}
    return {"nbgrader": {"schema_version": 3, "grade_id": grade_id, **plain, **flags}}


@pytest.fixture
def followed(pages, tmp_path):
    """A course made of the guide's blocks: files by their captions, cells by their ids."""
    blocks = dict(BLOCK.findall(pages["docs/authors.md"]))
    for caption, text in blocks.items():
        if "/" in caption:
            path = tmp_path / caption
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    cells = [
        new_code_cell("from yourturn import hand_in", id="setup", metadata=mark("setup")),
        new_markdown_cell("### Question 1 (4 points)", id="q1-text", metadata=mark("q1-text")),
        new_code_cell(blocks["q1"].strip(), id="q1", metadata=mark("q1", solution=True)),
        new_code_cell(
            blocks["q1-check"].strip(),
            id="q1-check",
            metadata=mark("q1-check", grade=True, locked=True, points=4),
        ),
    ]
    path = tmp_path / "source" / "09-hello" / "09-hello.ipynb"
    path.parent.mkdir(parents=True)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    path.write_bytes(write_notebook(new_notebook(cells=cells, metadata={"kernelspec": kernel})))
    return tmp_path


def test_the_guides_exercise_is_proven(followed):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        found = prove(followed, "09-hello", executor, settings=Settings(), seeds=(0,))
    assert [f.message for f in found.findings] == []
    assert (found.unguarded, found.accepted, found.mutants) == ((), 1, 3)
