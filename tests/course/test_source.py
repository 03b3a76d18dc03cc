"""The notebooks in source/ are kept as the contract says."""

import re

from yourturn.notebooks import read_notebook, write_notebook

IDENTIFIER = re.compile(r"intro|setup|end|q\d+(-[a-z]+)*|[a-z]+(-[a-z]+)*")


def test_no_cell_carries_outputs_or_counts(assignment):
    for cell in assignment.notebook.cells:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


def test_cells_have_readable_ids_that_stay(assignment):
    names = [cell.id for cell in assignment.notebook.cells]
    assert [name for name in names if not IDENTIFIER.fullmatch(name)] == []
    for cell in assignment.notebook.cells:
        if mark := cell.metadata.get("nbgrader"):
            assert mark["grade_id"] == cell.id


def test_every_question_has_text_an_answer_and_a_check(assignment):
    known = {cell.id for cell in assignment.notebook.cells}
    for graded in assignment.cells:
        question = graded.grade_id.removesuffix("-check").removesuffix("-essay")
        assert {f"{question}-text", f"{question}-essay-text"} & known, question
        assert graded.essay or question in known


def test_answers_are_handed_in_by_the_check_cell(assignment):
    for cell in assignment.notebook.cells:
        if cell.id.endswith("-check"):
            assert cell.source.startswith("hand_in("), cell.id


def test_the_stated_points_are_the_points_there_are(assignment):
    total = sum(cell.points for cell in assignment.cells)
    intro = assignment.notebook.cells[0].source
    assert re.search(rf"\b{total:g} points\b", intro), f"the intro does not say {total:g} points"
    stated = {
        cell.id.removesuffix("-text"): re.search(r"\((\d+) points?\)", cell.source)
        for cell in assignment.notebook.cells
        if cell.id.endswith("-text") and "nbgrader" in cell.metadata
    }
    for graded in assignment.cells:
        question = graded.grade_id.removesuffix("-check")
        found = stated[question]
        assert found is not None, question
        assert float(found[1]) == graded.points, question


def test_the_intro_states_goal_running_time_and_judgement(assignment):
    intro = "\n".join(cell.source for cell in assignment.notebook.cells[:3])
    assert "**Running time:**" in intro
    assert "judged" in intro


def test_files_are_written_as_nbformat_writes_them(assignment):
    assert write_notebook(read_notebook(assignment.source)) == assignment.source
