import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from yourturn.classroom.record import LOG, Recorder
from yourturn.classroom.roster import NEVER, named
from yourturn.errors import MachineError, StudentError
from yourturn.gradebook.scratch import steps_in
from yourturn.notebooks import Assignment


@pytest.fixture
def opened(class_folder):
    """The class's roster and the entries of `smallest`."""

    @contextmanager
    def open_it():
        with steps_in(class_folder.folder, LOG) as steps:
            roster = Recorder(steps).roster
            yield roster, roster.entries(Assignment.load(class_folder.folder, "smallest"))

    return open_it


def test_entries_come_in_order_of_submission(class_folder, opened):
    times = {
        "zoe": b"2026-09-01 10:00:00 UTC",
        "ada": b"2026-09-01 12:30:00 UTC",
        "bob": b"2026-09-01 12:00:00 +0100",
    }
    for student, time in times.items():
        class_folder.hand_in(student, b"", timestamp__txt=time)
    class_folder.hand_in("dan", b"", timestamp__txt=b"yesterday")
    class_folder.hand_in("cleo", b"")
    with opened() as (roster, entries):
        assert [entry.student for entry in entries] == ["zoe", "bob", "ada", "cleo", "dan"]
        assert [entry.submitted_at is NEVER for entry in entries[2:]] == [False, True, True]
        assert roster.is_handed_in("smallest")
        assert not roster.is_handed_in("larger")
        assert [entry.student for entry in named(entries, ["bob"])] == ["bob"]
        with pytest.raises(MachineError, match="handed in by tom, zac"):
            named(entries, ["zac", "bob", "tom"])


def test_what_is_no_students_folder_is_no_entry(class_folder, opened):
    class_folder.hand_in("ada", b"")
    class_folder.hand_in("-rf", b"")
    submitted = class_folder.folder / "submitted"
    (submitted / "link").symlink_to(submitted / "ada")
    (submitted / "file").touch()
    with opened() as (_, entries):
        assert [entry.student for entry in entries] == ["ada"]


def test_a_submission_is_read_with_the_files_nbgrader_would_lay_beside_it(class_folder, opened):
    folder = class_folder.hand_in(
        "ada", b"{}", mine__py=b"1", data__csv=b"student's", timestamp__txt=b"", extra__ipynb=b"{}"
    )
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "old.py").touch()
    (folder / "deep").mkdir()
    (folder / "deep" / "a.txt").write_bytes(b"2")
    source = class_folder.folder / "source" / "smallest"
    (source / "data.csv").write_bytes(b"course's")
    with opened() as (roster, (ada,)):
        read = roster.read(ada)
    assert (read.notebook, read.student) == (b"{}", "ada")
    assert read.files == {"mine.py": b"1", "data.csv": b"course's", "deep/a.txt": b"2"}


def test_what_may_not_come_in_is_set_aside_before_anything_is_read(class_folder, opened):
    folder = class_folder.hand_in("ada", b"{}")
    (folder / "notes.txt").symlink_to(class_folder.folder / "source" / "smallest")
    os.mkfifo(folder / "pipe")
    with opened() as (roster, (ada,)):
        told = roster.clear(ada)
        assert [text.split(" is ")[0] for text in told] == ["'notes.txt'", "'pipe'"]
        assert roster.read(ada).files == {}
        assert roster.clear(ada) == []
    aside = class_folder.folder / ".yourturn" / "refused" / "ada" / "smallest"
    assert sorted(path.name for path in aside.iterdir()) == ["REASONS.txt", "notes.txt", "pipe"]


def test_a_folder_without_the_notebook_is_the_students_error(class_folder, opened):
    class_folder.hand_in("ada", b"{}").joinpath("smallest.ipynb").rename(
        class_folder.folder / "submitted" / "ada" / "smallest" / "smallest (1).ipynb"
    )
    with (
        opened() as (roster, (ada,)),
        pytest.raises(StudentError, match="There is no file"),
    ):
        roster.read(ada)


def test_a_folder_without_any_notebook_is_nothing_to_grade(class_folder, opened):
    class_folder.hand_in("ada", b"{}").joinpath("smallest.ipynb").unlink()
    with opened() as (roster, (ada,)), pytest.raises(FileNotFoundError, match="no notebook"):
        roster.read(ada)


def test_graded_is_what_was_graded_to_the_end_and_not_handed_in_since(class_folder, opened):
    class_folder.hand_in("ada", b"{}")
    with opened() as (roster, (ada,)):
        assert not roster.is_graded(ada)
        ada.autograded.parent.mkdir(parents=True)
        ada.autograded.write_bytes(b"sanitised, not executed yet")
        assert not roster.is_graded(ada)
        ada.autograded.chmod(0o444)  # nbgrader's last step
        assert roster.is_graded(ada)
        _touch(ada.folder / "later.py", after=ada.autograded)
        assert not roster.is_graded(ada)


def test_a_folder_nested_without_end_is_not_graded(class_folder, opened):
    deep = class_folder.hand_in("ada", b"{}")
    with opened() as (roster, (ada,)):
        ada.autograded.parent.mkdir(parents=True)
        ada.autograded.touch(mode=0o444)
        assert roster.is_graded(ada)
        here = os.open(deep, os.O_RDONLY)
        for _ in range(1500):
            os.mkdir("a", dir_fd=here)
            below = os.open("a", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        os.close(here)
        assert not roster.is_graded(ada)
        subprocess.run(["rm", "-r", deep / "a"], check=True)  # Python's rmtree cannot


def _touch(path: Path, after: Path) -> None:
    """Write a file until the file system's clock has ticked."""
    path.touch()
    while path.stat().st_ctime_ns <= after.stat().st_ctime_ns:
        path.write_bytes(b"")
