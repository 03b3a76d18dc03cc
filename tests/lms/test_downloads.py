import os
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import PurePosixPath

import pytest

from yourturn.errors import PlatformError
from yourturn.lms import download_names as names
from yourturn.lms.downloads import plan_collection
from yourturn.lms.table import Learner

CLASS = [
    Learner("amy", "Amy", "Adams", "amy@x.org", "101"),
    Learner("ben", "Ben", "Bitdiddle", "ben@x.org", "102"),
    Learner("c_d", "Cor", "Cook", "", "103"),
    Learner("d", "Dot", "Dorn-O'Neil", "", "104"),
    Learner("twin1", "Eve", "Twin", "", "105"),
    Learner("twin2", "Eve", "Twin", "", "106"),
    Learner("new", "Zoë", "Größe"),
]


@pytest.fixture
def collect(tmp_path):
    """Decide about files with these names; gives student: (file, time) and the report."""

    def run(parser, *files, timezone="UTC", notebooks=("01-tensors",), **contents):
        for name in files:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(contents.get("same", name))
        for name, text in contents.items():
            if name != "same":
                (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        every = [path for path in tmp_path.rglob("*") if path.is_file()]
        plan = plan_collection(tmp_path, every, parser, CLASS, notebooks, timezone)
        taken = {
            t.student: (t.path.relative_to(tmp_path).as_posix(), t.when)
            for t in plan.taken.values()
        }
        assert {t.notebook for t in plan.taken.values()} <= set(notebooks)
        lost = [
            name
            for name in files
            if name not in {file for file, _ in taken.values()}
            and not any(name in line for line in plan.report)
        ]
        assert lost == [], "every notebook is taken or reported"
        return taken, list(plan.report)

    return run


def test_canvas(collect):
    taken, report = collect(
        names.canvas,
        "submissions/adamsamy_101_900_01-tensors.ipynb",
        "submissions/bitdiddleben_LATE_102_901_01-tensors-2.ipynb",
        "submissions/cookcor_103_902_work/01-tensors.ipynb",
        "submissions/dornoneildot_999_903_01-tensors.ipynb",
        "submissions/notes.ipynb",
    )
    assert {who: file for who, (file, _) in taken.items()} == {
        "amy": "submissions/adamsamy_101_900_01-tensors.ipynb",
        "ben": "submissions/bitdiddleben_LATE_102_901_01-tensors-2.ipynb",
        "c_d": "submissions/cookcor_103_902_work/01-tensors.ipynb",
    }
    assert report == [
        "submissions/bitdiddleben_LATE_102_901_01-tensors-2.ipynb: Ben Bitdiddle (ben)'s file is "
        "taken as 01-tensors.ipynb.",
        "submissions/dornoneildot_999_903_01-tensors.ipynb: the gradebook knows nobody as '999': "
        "yourturn roster import. Perhaps Dot Dorn-O'Neil (d)?",
        "submissions/notes.ipynb: its name is not one that the platform gives.",
    ]


def test_canvas_takes_the_later_of_two_downloads(collect):
    taken, report = collect(
        names.canvas,
        "week1/adamsamy_101_900_01-tensors.ipynb",
        "week2/adamsamy_101_950_01-tensors-1.ipynb",
    )
    assert taken["amy"][0] == "week2/adamsamy_101_950_01-tensors-1.ipynb"
    assert (
        "week1/adamsamy_101_900_01-tensors.ipynb: Amy Adams (amy) handed in a later one." in report
    )


def test_a_file_named_like_another_student_s_stays_its_owner_s(collect):
    taken, _ = collect(names.canvas, "s/adamsamy_101_900_x/bitdiddleben_102_901_01-tensors.ipynb")
    assert taken == {}
    taken, _ = collect(
        names.blackboard,
        "g/T_ben_attempt_2026-09-01-10-00-00_T_amy_attempt_2026-09-30-10-00-00_01-tensors.ipynb",
    )
    assert "amy" not in taken


MOODLE = """\
Identifier,Full name,ID number,Email address,Status,Last modified (submission)
Participant 77,Amy Adams,101,amy@x.org,Submitted,"Friday, 4 September 2026, 10:35 PM"
Participant 78,Eve Twin,106,eve@x.org,Submitted,-
"""


@pytest.mark.parametrize(
    "name",
    ["{}_assignsubmission_file_/01-tensors.ipynb", "{}_assignsubmission_file_01-tensors.ipynb"],
)
def test_moodle_with_its_worksheet(collect, name):
    amy, eve = name.format("Amy A._77"), name.format("Eve Twin_78")
    taken, _ = collect(names.moodle, amy, eve, timezone="Europe/Brussels", sheet=MOODLE)
    assert taken == {"amy": (amy, datetime(2026, 9, 4, 20, 35)), "twin2": (eve, None)}


def test_a_worksheet_that_a_student_handed_in_is_not_believed(collect, tmp_path):
    folder = tmp_path / "all" / "Ben Bitdiddle_78_assignsubmission_file_"
    folder.mkdir(parents=True)
    (folder / "grades.csv").write_text(MOODLE.replace("106", "101"), encoding="utf-8")
    name = f"all/{folder.name}/01-tensors.ipynb"
    assert list(collect(names.moodle, name)[0]) == ["ben"]


def test_moodle_by_name_alone(collect):
    taken, report = collect(
        names.moodle,
        "all/Zoë Größe_1_assignsubmission_file_/01-tensors.ipynb",
        "all/Eve Twin_2_assignsubmission_file_/01-tensors.ipynb",
        "all/Ben Bitdidle_3_assignsubmission_file_/01-tensors.ipynb",
    )
    assert list(taken) == ["new"]
    assert report[1].endswith("'Eve Twin' may be Eve Twin (twin1) or Eve Twin (twin2).")
    assert "the gradebook knows nobody as 'Ben Bitdidle'" in report[0]


def test_moodle_s_number_says_that_it_is_somebody_else(collect):
    sheet = MOODLE.replace("101,amy@x.org", "555,a@x.org")
    taken, _ = collect(
        names.moodle, "Amy Adams_77_assignsubmission_file_/01-tensors.ipynb", sheet=sheet
    )
    assert taken == {}


def test_blackboard_takes_the_latest_attempt(collect):
    taken, report = collect(
        names.blackboard,
        "gradebook/T 1_ben_attempt_2026-09-01-10-00-00_01-tensors.ipynb",
        "gradebook/T 1_ben_attempt_2026-09-02-23-30-00_01-tensors.ipynb",
        "gradebook/T 1_104_attempt_2026-09-02-23-30-00_01-tensors (1).ipynb",
        timezone="America/New_York",
    )
    assert taken["ben"] == (
        "gradebook/T 1_ben_attempt_2026-09-02-23-30-00_01-tensors.ipynb",
        datetime(2026, 9, 3, 3, 30),
    )
    assert taken["d"][0].startswith("gradebook/T 1_104")
    assert any("09-01-10-00-00_01-tensors.ipynb: Ben" in line for line in report)


def test_blackboard_s_underscores_may_mean_two_students(collect):
    taken, report = collect(names.blackboard, "T_c_d_attempt_2026-09-01-10-00-00_01-tensors.ipynb")
    assert taken == {}
    assert "may be Cor Cook (c_d) or Dot Dorn-O'Neil (d)." in report[0]


@pytest.mark.parametrize(
    ("folder", "when"),
    [
        ("1-2 - Ben Bitdiddle - Sep 24, 2026 926 PM", datetime(2026, 9, 24, 21, 26)),
        ("1-2 - Ben Bitdiddle- Sept 24, 2026 1205 AM", datetime(2026, 9, 24, 0, 5)),
        ("1-2 - Ben Bitdiddle - 24 September, 2026 14:05", datetime(2026, 9, 24, 14, 5)),
        ("1-2 - Ben Bitdiddle - 24 septembre, 2026 1405", None),
    ],
)
def test_brightspace(collect, folder, when):
    taken, _ = collect(names.brightspace, f"Download/{folder}/01-tensors.ipynb")
    assert taken == {"ben": (f"Download/{folder}/01-tensors.ipynb", when)}


def test_brightspace_s_own_number_means_nobody_here(collect):
    taken, _ = collect(
        names.brightspace, "101-2 - Dot Dorn-O'Neil - Sep 24, 2026 926 PM/01-tensors.ipynb"
    )
    assert list(taken) == ["d"]


def test_two_that_could_both_be_the_latest(collect):
    folder = "1-2 - Ben Bitdiddle - Sep 24, 2026 926 PM"
    files = f"{folder}/01-tensors-1.ipynb", f"{folder}/01-tensors (2).ipynb"
    taken, report = collect(names.brightspace, *files)
    assert taken == {}
    assert report[-1].endswith("Ben Bitdiddle (ben)'s latest could be either of them.")
    taken, report = collect(names.brightspace, *files, same="the same bytes")
    assert list(taken) == ["ben"]


def test_the_exact_name_comes_first(collect):
    folder = "1-2 - Ben Bitdiddle - Sep 24, 2026 926 PM"
    taken, report = collect(
        names.brightspace, f"{folder}/01-tensors-1.ipynb", f"{folder}/01-tensors.ipynb"
    )
    assert taken["ben"][0].endswith("/01-tensors.ipynb")
    assert report[-1].endswith(
        "Ben Bitdiddle (ben) also handed in a 01-tensors.ipynb of that very name."
    )


def test_other_notebooks_are_reported(collect):
    _, report = collect(names.canvas, "adamsamy_101_900_Untitled.ipynb")
    assert report == [
        "adamsamy_101_900_Untitled.ipynb: Amy Adams (amy) named it 'Untitled.ipynb', which is "
        "none of 01-tensors.ipynb."
    ]


def test_time_zones_have_names(collect):
    with pytest.raises(PlatformError, match="timezone is 'Mars'; name one"):
        collect(names.canvas, timezone="Mars")


def test_a_wrong_date_is_no_date():
    assert names.blackboard(PurePosixPath("T_a_attempt_2026-99-01-10-00-00_x.ipynb")).when is None
    assert names.english_date("Feb 31, 2026 100 PM") is None


@pytest.fixture
def zip_collect(classroom):
    """Run stock `nbgrader zip_collect` with our plugins in the course folder."""
    release = classroom.folder / "release" / "01-tensors"
    release.mkdir(parents=True)
    (release / "01-tensors.ipynb").write_text("{}")
    archive = classroom.folder / "downloaded" / "01-tensors" / "archive"
    archive.mkdir(parents=True)

    def run(members, *options, collector="BlackboardCollector"):
        with zipfile.ZipFile(archive / "gradebook.zip", "w") as made:
            for name, text in members.items():
                made.writestr(name, text)
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", "zip_collect", "01-tensors",
             "--extractor=yourturn.lms.archives.BoundedExtractor",
             f"--collector=yourturn.lms.collectors.{collector}",
             "--LearningPlatform.timezone=Europe/Brussels", *options],
            cwd=classroom.folder,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            timeout=120,
        )  # fmt: skip
        submitted = classroom.folder / "submitted"
        files = {
            path.relative_to(submitted).as_posix(): path.read_text()
            for path in submitted.rglob("*")
            if path.is_file()
        }
        report = archive.parent / "COLLECTION_REPORT.txt"
        return files, report.read_text() if report.exists() else "", done

    return run


def test_stock_zip_collect(zip_collect):
    name = "T_{}_attempt_2026-09-0{}-10-00-00_01-tensors.ipynb"
    files, report, done = zip_collect(
        {name.format("ben", 1): "old", name.format("ben", 2): "new", name.format("amy", 1): "a",
         name.format("who", 1): "w", "../../evil.ipynb": "e"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert files == {
        "ben/01-tensors/01-tensors.ipynb": "new",
        "ben/01-tensors/timestamp.txt": "2026-09-02 08:00:00",
        "amy/01-tensors/01-tensors.ipynb": "a",
        "amy/01-tensors/timestamp.txt": "2026-09-01 08:00:00",
    }
    assert "the gradebook knows nobody as 'who'" in report
    assert "'../../evil.ipynb' points outside its archive." in done.stderr
    # Ben hands in once more, Amy's older attempt appears: the first replaces, the second not.
    again = {name.format("ben", 3): "newest", name.format("amy", 0): "older"}
    files, report, done = zip_collect(
        {k.replace("09-00", "08-30"): v for k, v in again.items()}, "--force"
    )
    assert done.returncode == 0, done.stderr
    assert files["ben/01-tensors/01-tensors.ipynb"] == "newest"
    assert files["amy/01-tensors/01-tensors.ipynb"] == "a"
    assert "01-tensors holds was handed in later." in " ".join(report.split())


@pytest.mark.parametrize(
    ("collector", "members", "when"),
    [
        ("CanvasCollector",
         {"adamsamy_101_900_01-tensors.ipynb": "amy's",
          "bitdiddleben_LATE_102_901_01-tensors-1.ipynb": "ben's",
          "wholly_999_902_01-tensors.ipynb": "x"},
         {}),
        ("MoodleCollector",
         {"Amy Adams_77_assignsubmission_file/01-tensors.ipynb": "amy's",
          "Ben Bitdiddle_88_assignsubmission_file/01-tensors.ipynb": "ben's",
          "Wholly Unknown_79_assignsubmission_file/01-tensors.ipynb": "x"},
         {"amy": "2026-09-04 20:35:00"}),
        ("BrightspaceCollector",
         {"1-2 - Amy Adams - Sep 24, 2026 926 PM/01-tensors.ipynb": "amy's",
          "3-2 - Ben Bitdiddle - Sep 24, 2026 930 PM/01-tensors.ipynb": "ben's",
          "4-2 - Wholly Unknown - Sep 24, 2026 930 PM/01-tensors.ipynb": "x"},
         {"amy": "2026-09-24 19:26:00", "ben": "2026-09-24 19:30:00"}),
    ],
)  # fmt: skip
def test_stock_zip_collect_of_other_platforms(classroom, zip_collect, collector, members, when):
    if collector == "MoodleCollector":
        sheet = classroom.folder / "downloaded" / "01-tensors" / "archive" / "Grades-1.csv"
        sheet.write_text(MOODLE.replace("amy@x.org", "amy@example.edu"), encoding="utf-8")
    files, report, done = zip_collect(members, collector=collector)
    assert done.returncode == 0, done.stderr
    assert files == {
        "amy/01-tensors/01-tensors.ipynb": "amy's",
        "ben/01-tensors/01-tensors.ipynb": "ben's",
        **{f"{who}/01-tensors/timestamp.txt": told for who, told in when.items()},
    }
    assert "the gradebook knows nobody as" in report
