"""`yourturn doctor`: what this machine offers for grading, and how to mend what is missing."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from yourturn.commands.console import CourseOption, errors_as_exit_codes, out
from yourturn.errors import MachineError

if TYPE_CHECKING:
    from yourturn.zone import Offer, ZoneSettings

_SHOWN = ("tensorflow", "keras", "nbgrader")
_WALLS = {
    "bubblewrap": "the strongest (bubblewrap: namespaces of its own, seccomp, resource limits)",
    "landlock": "Landlock, seccomp and resource limits, without namespaces of its own",
    "none": "not confined",
}


@dataclass(frozen=True)
class Diagnosis:
    """What was found. Grading works when `stops` is empty; `missing` would make it better."""

    confinement: str
    stops: tuple[str, ...]
    missing: tuple[str, ...]
    versions: dict[str, str]
    data: dict[str, str]
    cores: int
    memory_gib: float


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
    course: CourseOption = None,
) -> None:
    """Say whether this machine can grade, what holds a submission, and how to mend the rest."""
    from yourturn.gradebook.confinement import course_settings

    with errors_as_exit_codes():
        diagnosis = diagnose(course_settings(course or Path.cwd()).zone)
    if as_json:
        typer.echo(json.dumps(asdict(diagnosis), indent=2, ensure_ascii=False))
    else:
        _print(diagnosis)
    if diagnosis.stops:
        raise typer.Exit(1)


def diagnose(settings: "ZoneSettings") -> Diagnosis:
    """Try the walls on this machine and look for packages and data; changes nothing."""
    import psutil

    from yourturn import packages
    from yourturn.zone import Level, offer

    found = offer()
    data, no_data = _data()
    level = found.level if settings.level is None else min(found.level, settings.level)
    return Diagnosis(
        confinement=Level(level).name.lower(),
        stops=(*_walls_that_stop(found, settings), *packages.wrong(), *no_data),
        missing=found.missing,
        versions={
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in _SHOWN},
        },
        data=data,
        cores=len(os.sched_getaffinity(0)),
        memory_gib=round(psutil.virtual_memory().total / 2**30, 1),
    )


def _walls_that_stop(found: "Offer", settings: "ZoneSettings") -> tuple[str, ...]:
    from yourturn.zone import Level

    if settings.level is not None and settings.level > found.level:
        wanted = settings.level.name.lower()
        return (
            f'nbgrader_config.py asks for c.Confinement.level = "{wanted}", which this machine '
            "does not offer; set it up as said above, or take another level.",
        )
    unwalled = Level.NONE in (found.level, settings.level)
    if unwalled and settings.required:
        return (
            "Nothing confines a submission, so none is graded; mend what is missing, or accept it "
            "with c.Confinement.required = False in nbgrader_config.py.",
        )
    return ()


def _data() -> tuple[dict[str, str], tuple[str, ...]]:
    from yourturn.data import sources

    found: dict[str, str] = {}
    for name, origin in (("mnist", sources.mnist_origin), ("mtpl", sources.mtpl_origin)):
        try:
            found[name] = origin().sentence.removeprefix("Data: ")
        except MachineError as error:
            return found, (str(error),)
    return found, ()


def _print(diagnosis: Diagnosis) -> None:
    versions = ", ".join(f"{name} {version}" for name, version in diagnosis.versions.items())
    lines = [
        f"[bold]Confinement[/]  {_WALLS[diagnosis.confinement]}",
        *(f"             [yellow]{escape(reason)}[/]" for reason in diagnosis.missing),
        f"[bold]Software[/]     {escape(versions)}",
        *(
            f"[bold]Data[/]         {escape(said.removeprefix('Data: '))}"
            for said in diagnosis.data.values()
        ),
        f"[bold]Machine[/]      {diagnosis.cores} cores, {diagnosis.memory_gib:g} GiB of memory",
        *(f"[bold red]✗[/] {escape(reason)}" for reason in diagnosis.stops),
    ]
    if not diagnosis.stops:
        warning = (
            "; every report will say [bold]not confined[/]"
            if diagnosis.confinement == "none"
            else ""
        )
        lines.append(f"[green]✓[/] This machine can grade{warning}.")
    for line in lines:
        out.print(line, highlight=False, soft_wrap=True)
