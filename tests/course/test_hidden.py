"""Whatever a student gets back, nothing of a grader is in it: right, wrong, blank or spying."""

import ast
import re
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from yourturn.commands import app
from yourturn.gradebook.scratch import make_scratch, steps_in
from yourturn.notebooks import (
    Assignment,
    Patch,
    apply_patch,
    read_patch,
    release_notebook,
    write_notebook,
)

# One stands for all: the steps are the same, and test_proof reads what each grader says.
NAME = "01-tensors"

SPY = """

import os
for folder, _, names in os.walk("/"):
    if folder.split("/")[1] in ("dev", "proc", "sys", "usr", "lib", "lib64", "bin", "sbin"):
        continue
    if "site-packages" in folder:
        continue
    for path in (os.path.join(folder, name) for name in names):
        if "/graders/" in path or "/submitted/" in path or path.endswith("gradebook.db"):
            print("FOUND", path)
        try:
            with open(path, "rb") as file:
                text = file.read()
        except OSError:
            continue
        if b"@criterion" b"(" in text and os.path.basename(path).startswith("test_"):
            print("FOUND", path)
print("looked", dict(os.environ), os.listdir("."), globals().get("In"))
"""


@pytest.fixture(scope="module")
def graded(this_course, tmp_path_factory, new_gradebook):
    """An assignment, and the folder of a class that makes every mistake, graded."""
    course = make_scratch(this_course, tmp_path_factory.mktemp("hidden") / "course")
    assignment = Assignment.load(course, NAME)
    mutants = course / "graders" / assignment.name / "submissions" / "mutants"
    wrong = together([read_patch(path) for path in sorted(mutants.glob("*.py"))])
    notebooks = {f"wrong{number}": apply_patch(assignment, one) for number, one in enumerate(wrong)}
    notebooks["right"] = apply_patch(assignment, [])
    notebooks["blank"] = release_notebook(assignment)
    notebooks["spy"] = apply_patch(assignment, [])
    (spied,) = (cell for cell in notebooks["spy"].cells if cell.id == "q1")
    spied.source += SPY
    new_gradebook(course)
    with steps_in(course) as steps:
        steps.generate(assignment.name)
    for student, notebook in notebooks.items():
        folder = course / "submitted" / student / assignment.name
        folder.mkdir(parents=True)
        (folder / f"{assignment.name}.ipynb").write_bytes(write_notebook(notebook))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        told = CliRunner().invoke(app, ["grade", assignment.name])
    assert told.exit_code == 0, told.output
    with steps_in(course) as steps:
        assert steps.api.generate_feedback(assignment.name)["success"]
    return assignment, course


def together(patches: list[Patch]) -> list[list[Patch]]:
    """Put patches of different cells together: every mistake in few submissions."""
    groups: list[list[Patch]] = []
    for patch in patches:
        free = (g for g in groups if not any(patch.cells.keys() & one.cells.keys() for one in g))
        group = next(free, None)
        if group is None:
            groups.append([patch])
        else:
            group.append(patch)
    return groups


def test_no_hidden_input_or_line_of_a_grader_comes_back(graded):
    assignment, course = graded
    given = write_notebook(assignment.notebook).decode()
    hidden = {line for text in assignment.graders.values() for line in lines(text)}
    hidden = {line for line in hidden if line not in given}
    assert len(hidden) > 50
    returned = [path for name in ("autograded", "feedback") for path in (course / name).rglob("*")]
    texts = {path: path.read_text("utf-8") for path in returned if path.is_file()}
    assert len(texts) > 20
    for path, text in texts.items():
        assert [line for line in hidden if line in text] == [], path


def test_a_spy_finds_no_grader(graded):
    assignment, course = graded
    path = course / "autograded" / "spy" / assignment.name / f"{assignment.name}.ipynb"
    text = path.read_text("utf-8")
    assert '"looked {' in text
    assert "FOUND /" not in text
    assert str(course) not in text


def lines(grader: str) -> Iterator[str]:
    """The statements of a grader's tests, and its tables of numbers, as they could be shown."""
    tree = ast.parse(grader)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from (ast.unparse(statement) for statement in node.body[1:])
    for node in (one for top in tree.body if isinstance(top, ast.Assign) for one in ast.walk(top)):
        if isinstance(node, ast.List | ast.Tuple):
            written = ast.unparse(node).strip("()")
            if re.fullmatch(r"[][()\d., -]+", written) and written.count(",") >= 3:
                yield written
