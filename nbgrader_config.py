"""How this course is graded. Everything an instructor may want to change stands here.

nbgrader reads this file in the course folder, for its commands and for formgrader alike;
`yourturn grade` reads the part about confinement. Paths are relative to this file's folder.
"""

import os
import shutil
import sys
from pathlib import Path

c = get_config()  # noqa: F821  (nbgrader provides it)

# nbgrader calls `alembic` by name; this finds it when the environment is not activated.
if shutil.which("alembic") is None:
    os.environ["PATH"] += os.pathsep + str(Path(sys.executable).parent)

# --- the course -------------------------------------------------------------------------------
c.CourseDirectory.course_id = "your-turn"  # names the course in the exchange
c.CourseDirectory.root = str(Path(__file__).resolve().parent)  # where source/ and graders/ are
c.CourseDirectory.max_file_size = 20_000  # kB; larger files are not collected

# --- what a submission may use ----------------------------------------------------------------
c.Confinement.required = True  # refuse to grade where nothing confines a submission
c.Confinement.level = "strongest"  # or "bubblewrap", "landlock"; "none" runs without walls
c.Confinement.fresh = False  # True: a new process a submission; slower, shares nothing
c.Confinement.wall_s = 900  # seconds for a whole submission
c.Confinement.cell_s = 600  # seconds for one cell
c.Confinement.call_s = 20  # seconds for one call of a student's function
c.Confinement.memory_mib = 4096  # for all processes of a submission together
c.Confinement.processes = 256  # processes and threads
c.Confinement.disk_mib = 512  # that it may write
c.Confinement.output_mib = 5  # of output that is kept
c.Confinement.hand_in_mib = 256  # of answers
c.Confinement.threads = 1  # for numerical work; another number may change a training's result
c.Confinement.seed = 0  # every submission starts with it

# --- trainings that students did themselves ---------------------------------------------------
c.Training.trust = "never"  # "verify": take them, and train a share of them again to compare
c.Training.share = 0.1  # of the submissions
c.Training.seed = 0  # another number draws other submissions

# --- due dates and what being late costs ------------------------------------------------------
c.DueDate.timezone = "UTC"  # in which students read the due date, such as "Europe/Brussels"
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.IncludeHeaderFooter",
    "yourturn.gradebook.due.DueDate",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.AssignLatePenalties.plugin_class = "yourturn.gradebook.late.LatePolicy"
c.LatePolicy.grace_minutes = 15  # after the due date, or the student's own extension
c.LatePolicy.percent_per_day = 0  # of the points earned, for each day begun; 0 takes nothing
c.LatePolicy.most_percent = 100  # taken at most

# --- the exchange: plain files from their owners in, feedback to everybody out ----------------
c.ExchangeFactory.collect = "yourturn.gradebook.collect.CheckedCollect"
c.ExchangeFactory.release_feedback = "yourturn.gradebook.release.CheckedReleaseFeedback"

# --- autograding: restore, execute in confinement, record the verdict -------------------------
c.Autograde.exporter_class = "yourturn.gradebook.exporter.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    "yourturn.gradebook.restore.RestoreAssignment",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
]
c.Autograde.autograde_preprocessors = [
    "yourturn.gradebook.execute.ConfinedExecute",
    "yourturn.gradebook.clean.CleanOutputs",
    "nbgrader.preprocessors.LimitOutput",
    "yourturn.gradebook.record.SaveVerdicts",
    "nbgrader.preprocessors.AssignLatePenalties",
]
c.OverwriteCells.add_missing_cells = True  # a deleted check cell comes back

# --- JupyterLab's Validate button, on the student's machine -----------------------------------
c.Execute.timeout = 600  # seconds for one cell; nbgrader's 30 are short for training

# --- pages: nothing that a student wrote runs in anybody's browser ----------------------------
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.preprocessors = [
    "yourturn.gradebook.clean.CleanOutputs",
    "yourturn.gradebook.aids.GradingAids",  # in formgrader: mark schemes, and what waits
]
c.HTMLExporter.filters = {
    "clean_html": "yourturn.gradebook.clean.clean_html",
    "markdown2html": "yourturn.gradebook.clean.clean_markdown",
}

# --- feedback: the page with criteria and messages --------------------------------------------
c.GenerateFeedback.exporter_class = "yourturn.gradebook.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = [
    "yourturn.gradebook.late.PenaltiesOfSubmission",  # again: essays have points by now
    "yourturn.gradebook.grades.GradesOfSubmission",
    "yourturn.gradebook.feedback.BuildPage",
]
