import nbformat
import pytest
from nbformat.v4 import new_code_cell

from yourturn.notebooks import read_notebook, sanitise, write_notebook


@pytest.fixture
def edited(submitted, smallest):
    """Sanitise a submission after `edit` has changed its cells (a dict by id, and the list)."""

    def run(edit):
        notebook = read_notebook(submitted())
        edit({cell.id: cell for cell in notebook.cells}, notebook.cells)
        return sanitise(write_notebook(notebook), smallest)

    return run


def ids(result):
    return [cell.id for cell in result.notebook.cells]


ORDER = ["intro", "setup", "q1", "q1-check", "q2", "q2-check", "q3-essay"]


def test_an_honest_notebook_passes_unchanged(submitted, smallest):
    result = sanitise(submitted(q1="x = 3"), smallest)
    nbformat.validate(result.notebook)
    assert ids(result) == ORDER
    assert result.problems == ()
    assert result.notebook.cells[2].source == "x = 3"


def test_tags_outputs_and_counts_are_dropped(edited):
    def edit(cells, _):
        cells["q1-check"].metadata.tags = ["skip-execution", "raises-exception"]
        cells["q1-check"].outputs = [nbformat.v4.new_output("stream", text="4.0")]
        cells["q1-check"].execution_count = 7

    cell = edited(edit).notebook.cells[3]
    assert (cell.metadata.get("tags"), cell.outputs, cell.execution_count) == (None, [], None)


def test_changed_flags_points_and_sources_are_restored(edited, smallest):
    def edit(cells, _):
        cells["q1-check"].source = "pass"
        cells["q1-check"].metadata.nbgrader.update(points=100, locked=False, grade=False)
        cells["q1"].metadata.nbgrader.update(grade=True, points=50, schema_version="x")
        cells["q2"].cell_type = "raw"

    result = edited(edit)
    for cell, original in zip(result.notebook.cells, smallest.notebook.cells, strict=True):
        assert cell.cell_type == original.cell_type
        assert cell.metadata == original.metadata
    assert result.notebook.cells[3].source == "hand_in(x=x)"
    assert [p.grade_id for p in result.problems] == ["q1-check"]


def test_missing_cells_are_put_back_in_their_place(edited):
    def edit(cells, notebook_cells):
        for name in ("q1-check", "q2", "q2-check", "setup"):
            notebook_cells.remove(cells[name])

    result = edited(edit)
    assert ids(result) == ["setup", "intro", *ORDER[2:]]
    assert {p.grade_id for p in result.problems} == {"setup", "q1-check", "q2", "q2-check"}


def test_a_check_moved_before_its_solution_is_put_back(edited):
    def edit(cells, notebook_cells):
        notebook_cells.remove(cells["q2-check"])
        notebook_cells.insert(0, cells["q2-check"])

    result = edited(edit)
    assert ids(result) == ORDER
    assert [p.message for p in result.problems] == ["q2-check was moved: put back."]


def test_own_cells_between_solution_and_check_stay_there(edited):
    def edit(cells, notebook_cells):
        notebook_cells.insert(3, new_code_cell("x = 3", id="mine"))

    assert ids(edited(edit))[2:5] == ["q1", "mine", "q1-check"]


def test_copies_are_judged_once_and_the_last_solution_counts(edited):
    def edit(cells, notebook_cells):
        for name in ("q1", "q1-check"):
            copy = nbformat.from_dict(cells[name])
            copy.id = f"{name}-copy"
            notebook_cells.insert(0, copy)

    result = edited(edit)
    marks = [c.metadata.get("nbgrader", {}).get("grade_id") for c in result.notebook.cells]
    assert marks == [None, None, "setup", "q1", "q1-check", "q2", "q2-check", "q3-essay"]


def test_a_graded_cell_of_the_students_own_earns_nothing(edited):
    def edit(cells, notebook_cells):
        own = new_code_cell("1", id="bonus", metadata=cells["q1-check"].metadata.copy())
        own.metadata = nbformat.from_dict({"nbgrader": {**own.metadata["nbgrader"]}})
        own.metadata.nbgrader.update(grade_id="bonus", points=100)
        notebook_cells.append(own)

    result = edited(edit)
    assert result.notebook.cells[-1].metadata == {}
    assert "'bonus' is not part of the assignment" in result.problems[0].message


@pytest.mark.parametrize("grade_id", [None, 7, ["q1"], {"a": 1}])
def test_grade_ids_that_are_no_text_do_no_harm(edited, grade_id):
    def edit(cells, _):
        cells["q1-check"].metadata.nbgrader.grade_id = grade_id

    assert "q1-check" in ids(edited(edit))
