import pytest
from nbformat.v4 import new_code_cell

from yourturn.errors import AuthorError
from yourturn.notebooks import Assignment, find_assignments, read_notebook, write_notebook


def test_points_answers_and_essays_come_from_the_source(smallest):
    assert [(c.grade_id, c.points, c.answers, c.essay) for c in smallest.cells] == [
        ("q1-check", 4, ("x",), False),
        ("q2-check", 2, ("double",), False),
        ("q3-essay", 1, (), True),
    ]
    assert smallest.max_score == 7


def test_assignments_are_found_by_their_folders(course):
    (course / "source" / "notes").mkdir()
    assert find_assignments(course) == ["smallest"]


def test_the_digest_changes_with_the_graders(course, smallest):
    path = course / "graders" / "smallest" / "test_smallest.py"
    path.write_text(path.read_text() + "\n")
    assert Assignment.load(course, "smallest").digest != smallest.digest


def test_an_unknown_assignment_is_named_with_the_known_ones(course):
    with pytest.raises(AuthorError, match=r"source/other/other.ipynb does not exist.*smallest"):
        Assignment.load(course, "other")


def test_an_assignment_without_graders_is_refused(course):
    (course / "graders" / "smallest" / "test_smallest.py").unlink()
    with pytest.raises(AuthorError, match=r"holds no test_\*.py"):
        Assignment.load(course, "smallest")


def edit_source(course, edit):
    path = course / "source" / "smallest" / "smallest.ipynb"
    notebook = read_notebook(path.read_bytes())
    edit({cell.id: cell for cell in notebook.cells}, notebook.cells)
    path.write_bytes(write_notebook(notebook))
    return Assignment.load(course, "smallest")


def test_a_check_that_hands_nothing_in_is_refused(course):
    def edit(cells, _):
        cells["q1-check"].source = "assert x == 3"

    with pytest.raises(AuthorError, match="'q1-check' hands nothing in"):
        edit_source(course, edit)


def test_an_answer_handed_in_twice_is_refused(course):
    def edit(cells, _):
        cells["q2-check"].source = "hand_in(x=x)"

    with pytest.raises(AuthorError, match="'x' stands in 'q1-check' and in 'q2-check'"):
        edit_source(course, edit)


def test_a_grade_id_used_twice_is_refused(course):
    def edit(cells, notebook_cells):
        copy = new_code_cell("hand_in(y=1)", id="again", metadata=cells["q1-check"].metadata)
        notebook_cells.append(copy)

    with pytest.raises(AuthorError, match="'q1-check' stands in"):
        edit_source(course, edit)
