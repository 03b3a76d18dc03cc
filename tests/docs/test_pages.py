"""The documentation builds, is complete, and every command and link in it holds."""

import re
import shlex
import subprocess
import sys
from typing import Any

import pytest
import typer
from traitlets.config import Configurable

from yourturn.commands.app import app
from yourturn.gradebook.confinement import Confinement
from yourturn.gradebook.due import DueDate
from yourturn.gradebook.late import LatePolicy
from yourturn.gradebook.training import Training
from yourturn.lms.settings import LearningPlatform

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)]*)?\)")
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands() -> dict[str, Any]:
    group = typer.main.get_command(app)
    found: dict[str, Any] = {}

    def walk(command: Any, path: str) -> None:
        if hasattr(command, "commands"):
            for name, child in command.commands.items():
                walk(child, f"{path} {name}")
        else:
            found[path] = command

    walk(group, "yourturn")
    return found


def test_the_documentation_builds_without_a_warning(root, tmp_path):
    build = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    done = subprocess.run(
        [*build, str(root / "docs"), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_links_lead_to_files_of_the_project(root, pages):
    for page, text in pages.items():
        for target, _ in LINK.findall(text):
            if not target.startswith(("http://", "https://", "mailto:")):
                assert ((root / page).parent / target).exists(), f"{page}: {target}"


@pytest.mark.parametrize("command", commands())
def test_every_command_and_option_is_in_the_reference(command, pages):
    text = pages["docs/reference.md"]
    assert re.search(rf"^### {command}$", text, re.MULTILINE), f"{command} has no section"
    section = text.split(f"### {command}\n")[1].split("\n### ")[0] + text.split("### Everywhere")[1]
    for parameter in commands()[command].params:
        for option in parameter.opts:
            if option.startswith("--") and not getattr(parameter, "hidden", False):
                assert f"`{option}" in section, f"{command} {option}"


@pytest.mark.parametrize(
    ("settings", "page"),
    [
        (Confinement, "reference"),
        (Training, "reference"),
        (LatePolicy, "reference"),
        (DueDate, "reference"),
        (LearningPlatform, "lms"),
    ],
)
def test_every_setting_has_its_place(settings: type[Configurable], page: str, pages):
    for name in set(settings.class_own_traits(config=True)) - {"enabled"}:
        assert f"`c.{settings.__name__}.{name}`" in pages[f"docs/{page}.md"], name


def test_every_shown_command_exists_with_its_options(root, pages):
    known = commands()
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(), re.MULTILINE))
    shown = [
        (page, line[2:])
        for page, text in pages.items()
        for block in CONSOLE.findall(text)
        for line in block.splitlines()
        if line.startswith("$ ")
    ]
    assert len(shown) > 20
    for page, line in shown:
        words = shlex.split(line)
        if words[0] == "make":
            assert words[1] in targets, f"{page}: {line}"
        if words[0] == "yourturn":
            path = next((p for p in known if f"{' '.join(words)} ".startswith(f"{p} ")), None)
            assert path is not None, f"{page}: {line}"
            options = {option for parameter in known[path].params for option in parameter.opts}
            for word in words:
                if word.startswith("--"):
                    assert word.split("=")[0] in options, f"{page}: {line}"
