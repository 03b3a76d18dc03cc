import pytest

from yourturn.errors import AuthorError
from yourturn.notebooks import Assignment, release_notebook


def test_students_get_stubs_and_no_mark_scheme(smallest):
    cells = {cell.id: cell for cell in release_notebook(smallest).cells}
    assert cells["q1"].source == "# YOUR CODE HERE\nraise NotImplementedError()"
    assert "2 * t" not in cells["q2"].source
    assert "One point" not in cells["q3-essay"].source
    assert cells["q1-check"].metadata.nbgrader.checksum


def test_an_unfinished_solution_region_is_the_authors_mistake(course):
    path = course / "source" / "smallest" / "smallest.ipynb"
    path.write_text(path.read_text().replace("### END SOLUTION", "### THE END", 1))
    with pytest.raises(AuthorError, match="ClearSolutions says"):
        release_notebook(Assignment.load(course, "smallest"))
