import pytest

from yourturn.errors import AuthorError
from yourturn.notebooks import apply_patch, read_patch


@pytest.fixture
def patch(tmp_path):
    def write(text, kind="mutants", name="wrong"):
        path = tmp_path / kind / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return read_patch(path)

    return write


def test_header_and_cells_are_read(patch):
    read = patch("# Adds one.\n# fails: test_a, test_b\n# %% q1\nx = 4\n\n# %% q2\nx = 5\n")
    assert (read.name, read.title) == ("wrong", "Adds one.")
    assert read.fails == {"test_a", "test_b"}
    assert read.cells == {"q1": "x = 4", "q2": "x = 5"}


def test_a_text_cell_is_written_as_comments(patch):
    read = patch("# Writes.\n# %% q3-essay [markdown]\n# Line one.\n#\n# Line two.\n", "accepted")
    assert read.cells == {"q3-essay": "Line one.\n\nLine two."}


def test_a_patch_changes_only_its_cells(patch, smallest):
    notebook = apply_patch(smallest, [patch("# F.\n# fails: test_x_is_odd\n# %% q1\nx = 4")])
    changed = [
        new.id
        for new, old in zip(notebook.cells, smallest.notebook.cells, strict=True)
        if new.source != old.source
    ]
    assert changed == ["q1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 4\n# %% q1\n", "first line must be a comment"),
        ("# Only words.\n# fails: test_a\n", "changes no cell"),
        ("# No criterion.\n# %% q1\nx = 4\n", "names no criterion"),
    ],
)
def test_a_malformed_patch_names_file_rule_and_cure(patch, text, message):
    with pytest.raises(AuthorError, match=message):
        patch(text)


def test_a_patch_of_an_unknown_cell_is_refused(patch, smallest):
    with pytest.raises(AuthorError, match="changes 'q9'"):
        apply_patch(smallest, [patch("# F.\n# fails: test_a\n# %% q9\nx = 4")])


def test_two_patches_of_one_cell_are_refused(patch, smallest):
    one = patch("# F.\n# fails: test_a\n# %% q1\nx = 4", name="one")
    two = patch("# F.\n# fails: test_b\n# %% q1\nx = 5", name="two")
    with pytest.raises(AuthorError, match="two and one both change 'q1'"):
        apply_patch(smallest, [one, two])
