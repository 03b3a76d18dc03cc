"""`yourturn lab`: JupyterLab as students and instructors see it, in a scratch folder."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from yourturn.commands.console import CourseOption, errors_as_exit_codes, find_course, out


def lab(
    folder: Annotated[
        Path | None,
        typer.Option(help="The scratch folder; build/lab of the course by default."),
    ] = None,
    keep: Annotated[
        bool, typer.Option(help="Go on in the scratch folder as it is; do not make it anew.")
    ] = False,
    port: Annotated[int, typer.Option(help="The port; the next free one if it is taken.")] = 8888,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = False,
    course: CourseOption = None,
) -> None:
    """Start JupyterLab with the course released, its exchange and nbgrader's extensions."""
    found = find_course(course)
    place = (folder or found / "build" / "lab").resolve()
    with errors_as_exit_codes():
        if not keep or not place.exists():
            _make(found, place)
        equip(place)
    out.print(
        f"Students work in {place}: fetch, validate and submit under Nbgrader > Assignment List.\n"
        "Instructors find the course under Nbgrader > Formgrader. The address follows; end it "
        "with Ctrl-C.",
        highlight=False,
        soft_wrap=True,
    )
    _become(command(port, browser), place)


def command(port: int, browser: bool) -> list[str]:
    """The command that starts JupyterLab in its working folder; root is told to be allowed."""
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    shown = [] if browser else ["--no-browser"]
    return [sys.executable, "-m", "jupyterlab", f"--ServerApp.port={port}", *shown, *root]


def environment(place: Path) -> dict[str, str]:
    """The environment of a JupyterLab that neither reads nor writes the user's own settings."""
    own = place / ".jupyter"
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        # Before a virtual environment's own kernel, which the data folder comes after.
        "JUPYTER_PATH": str(own / "data"),
    }


def kernel_spec() -> dict[str, object]:
    """A kernel without TensorFlow's noise, which says so while TensorFlow is being loaded.

    TensorFlow's libraries write a dozen lines to the process's error output when they are
    imported, before any setting of theirs counts; the kernel leaves such output in the log.
    What Python prints, warnings and errors, shows in the notebook as ever.
    """
    return {
        "argv": [
            *(sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
            "--IPKernelApp.capture_fd_output=False",
            "--IPKernelApp.extensions=yourturn.first_import",
        ],
        "display_name": "Python 3",
        "language": "python",
        "metadata": {"debugger": True},
    }


def equip(place: Path) -> None:
    """Write what this JupyterLab starts with: a quiet kernel, no news."""
    no_news = {"fetchNews": "false", "checkForUpdates": False}
    settings = {"@jupyterlab/apputils-extension:notification": no_news}
    own = place / ".jupyter"
    for path, content in (
        (own / "data" / "kernels" / "python3" / "kernel.json", kernel_spec()),
        (own / "config" / "labconfig" / "default_setting_overrides.json", settings),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def _become(arguments: list[str], place: Path) -> None:
    """End this command as JupyterLab, so that signals reach it and nothing is left behind."""
    os.chdir(place)
    if os.name == "nt":
        raise typer.Exit(subprocess.call(arguments, env=environment(place)))
    sys.stdout.flush()
    os.execve(arguments[0], arguments, environment(place))


def _make(course: Path, place: Path) -> None:
    from yourturn.gradebook.scratch import make_scratch, steps_in
    from yourturn.notebooks import find_assignments

    copy = make_scratch(course, place, below="course")
    with out.status("Releasing the assignments"), steps_in(copy) as steps:
        for name in find_assignments(copy):
            steps.generate(name)
            steps.release(name)
