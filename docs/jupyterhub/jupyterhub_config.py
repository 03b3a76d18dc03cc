"""JupyterHub for this course on one machine: a recipe to start from.

Change the names below, add your authenticator, and start `jupyterhub -f jupyterhub_config.py`
as root. `prepare` makes the folders with the rights that keep students apart; it runs each time
the hub starts and changes nothing that is right already.
"""

import json
import os
import pwd
import shutil
from pathlib import Path

from yourturn.commands.lab import kernel_spec

c = get_config()  # noqa: F821  (JupyterHub provides it)

INSTRUCTOR = "teacher"  # grades; the course folder is theirs alone
COURSE = Path("/home/teacher/course")  # with source/, graders/ and nbgrader_config.py
EXCHANGE = Path("/srv/your-turn/exchange")  # where assignments go to and fro
SETTINGS = Path("/srv/your-turn/jupyter")  # what students' servers read


def prepare() -> None:
    """Make the exchange and the students' settings; close the course folder."""
    teacher = pwd.getpwnam(INSTRUCTOR)
    EXCHANGE.mkdir(parents=True, exist_ok=True)
    os.chown(EXCHANGE, teacher.pw_uid, teacher.pw_gid)
    EXCHANGE.chmod(0o755)  # nbgrader lets students write into a course's inbound/, and only there
    SETTINGS.mkdir(parents=True, exist_ok=True)
    (SETTINGS / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        'c.CourseDirectory.course_id = "your-turn"\n'
        f'c.Exchange.root = "{EXCHANGE}"\n'
        "c.Execute.timeout = 600\n",
        encoding="utf-8",
    )
    # A kernel that keeps TensorFlow's noise to itself and explains the first import's wait.
    kernel = SETTINGS / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True, exist_ok=True)
    kernel.write_text(json.dumps(kernel_spec(), indent=2), encoding="utf-8")
    COURSE.chmod(0o700)


prepare()

# Notebooks import `yourturn`: single-user servers run in the environment it is installed in.
c.Spawner.cmd = [shutil.which("jupyterhub-singleuser")]
c.Spawner.default_url = "/lab"
c.Spawner.environment = {
    "JUPYTER_CONFIG_PATH": str(SETTINGS),
    "JUPYTER_PATH": str(SETTINGS),
    "YOURTURN_DATA": os.environ.get("YOURTURN_DATA", ""),
    "PATH": os.environ["PATH"],
}


def start_in_the_course_folder(spawner: object) -> None:
    """Let the instructor's server find the whole configuration, and formgrader the course."""
    if spawner.user.name == INSTRUCTOR:
        spawner.notebook_dir = str(COURSE.parent)
        spawner.environment = {**spawner.environment, "JUPYTER_CONFIG_PATH": str(COURSE)}


c.Spawner.pre_spawn_hook = start_in_the_course_folder
