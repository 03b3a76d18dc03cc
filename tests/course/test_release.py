"""What students get: generated from source/ by nbgrader, and nothing hidden in it."""

import ast
import re
from collections.abc import Iterator

import pytest

from yourturn.gradebook.scratch import make_scratch, steps_in
from yourturn.notebooks import read_notebook

SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
SCHEME = re.compile(r"=== BEGIN MARK SCHEME ===\n(.*?)=== END MARK SCHEME ===", re.DOTALL)
PUBLIC = {"17, 25, 60, 120"}  # the age classes of 06-cann, which the notebook gives


@pytest.fixture(scope="module")
def generated(this_course, tmp_path_factory, new_gradebook):
    """Generate release/ anew with nbgrader, all assignments in one process."""
    scratch = make_scratch(this_course, tmp_path_factory.mktemp("course"))
    new_gradebook(scratch)
    with steps_in(scratch) as steps:
        for path in sorted((this_course / "source").iterdir()):
            steps.generate(path.name)
    return scratch / "release"


def test_release_is_what_nbgrader_generates(assignment, generated, this_course):
    name = f"{assignment.name}/{assignment.name}.ipynb"
    committed = this_course / "release" / name
    assert committed.is_file(), "run `make release`"
    assert committed.read_bytes() == (generated / name).read_bytes(), "run `make release`"


def test_no_solution_mark_scheme_or_output_is_in_it(assignment, this_course):
    path = this_course / "release" / assignment.name / f"{assignment.name}.ipynb"
    released = read_notebook(path.read_bytes())
    text = "\n".join(cell.source for cell in released.cells)
    assert "SOLUTION" not in text
    assert "MARK SCHEME" not in text
    assert all(cell.get("outputs", []) == [] for cell in released.cells)
    shown = "\n".join(
        SCHEME.sub("", SOLUTION.sub("", cell.source))
        for cell in assignment.notebook.cells
        if not cell.id.endswith("-essay")
    )
    for cell in assignment.notebook.cells:
        hidden = "".join(SOLUTION.findall(cell.source) + SCHEME.findall(cell.source))
        if cell.id.endswith("-essay"):
            hidden = cell.source
        for line in map(str.strip, hidden.splitlines()):
            if len(line) > 12 and line not in shown:
                assert line not in text, cell.id


def test_no_hidden_input_or_line_of_a_grader_is_in_it(assignment, this_course):
    path = this_course / "release" / assignment.name / f"{assignment.name}.ipynb"
    text = "\n".join(cell.source for cell in read_notebook(path.read_bytes()).cells)
    for name, grader in assignment.graders.items():
        tree = ast.parse(grader)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                for statement in node.body[1:]:
                    line = ast.unparse(statement)
                    assert line not in text, f"{name}: {line}"
        for numbers in set(_tables_of_numbers(tree)) - PUBLIC:
            assert numbers not in text, f"{name}: {numbers}"


def _tables_of_numbers(tree: ast.Module) -> Iterator[str]:
    """The tables at a grader's top level: hidden inputs, and what is right.

    Single numbers and pairs of whole numbers, such as shapes, stand in a notebook by chance.
    """
    for statement in tree.body:
        for node in ast.walk(statement) if isinstance(statement, ast.Assign) else ():
            if not isinstance(node, ast.List | ast.Tuple):
                continue
            written = ast.unparse(node)
            table = re.fullmatch(r"[][()\d., -]+", written)
            if table and written.count(",") >= (1 if "." in written else 2):
                yield written.strip("()[]")
