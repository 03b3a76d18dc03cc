"""`yourturn prove`: prove the graders by right and wrong submissions."""

import json
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from yourturn.commands.console import CourseOption, err, errors_as_exit_codes, find_course, out

if TYPE_CHECKING:
    from yourturn.proof import Proof


def prove(
    assignments: Annotated[
        list[str] | None,
        typer.Argument(help="Assignments to prove; all of them by default."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
    workers: Annotated[
        int, typer.Option(min=1, help="Submissions graded at the same time.")
    ] = os.cpu_count() or 1,
    seeds: Annotated[int, typer.Option(min=1, help="Seeds the reference must pass with.")] = 5,
    one_by_one: Annotated[
        bool, typer.Option(help="Never let patches share an execution (slow).")
    ] = False,
    quick: Annotated[
        bool, typer.Option(help="Only as many mutants as it takes to see every criterion fail.")
    ] = False,
    course: CourseOption = None,
) -> None:
    """Prove graders: references pass, the release earns 0, mutants fail what they name."""
    from yourturn import proof
    from yourturn.gradebook.confinement import course_settings
    from yourturn.notebooks import find_assignments

    folder = find_course(course)
    names = assignments or find_assignments(folder)
    proofs: list[proof.Proof] = []
    context = multiprocessing.get_context("spawn")
    with (
        errors_as_exit_codes(),
        ProcessPoolExecutor(workers, mp_context=context) as executor,
        Progress(console=err, transient=True) as progress,
    ):
        for name in names:
            task = progress.add_task(f"proving {name}", total=None)
            proofs.append(
                proof.prove(
                    folder,
                    name,
                    executor,
                    settings=course_settings(folder),
                    seeds=range(seeds),
                    one_by_one=one_by_one,
                    quick=quick,
                    progress=lambda trial, task=task: progress.advance(task),  # type: ignore[misc]
                )
            )
            progress.remove_task(task)
    if as_json:
        typer.echo(json.dumps([_as_dict(p) for p in proofs], indent=2))
    else:
        _print(proofs)
    if not all(p.proven for p in proofs):
        raise typer.Exit(1)


def _as_dict(proof: "Proof") -> dict[str, Any]:
    return {
        "assignment": proof.assignment,
        "data_source": proof.data_source,
        "proven": proof.proven,
        "references": proof.references,
        "accepted": proof.accepted,
        "mutants": proof.mutants,
        "criteria": proof.criteria,
        "kill_rate": proof.kill_rate,
        "false_rejection_rate": proof.false_rejection_rate,
        "unguarded": list(proof.unguarded),
        "findings": [
            {"kind": f.trial.kind, "name": f.trial.name, "message": f.message}
            for f in proof.findings
        ],
        "duration_s": round(proof.duration_s, 1),
    }


def _print(proofs: "list[Proof]") -> None:
    # Narrow, so that eighty columns hold an assignment's whole name.
    table = Table(title="Proof of the graders", box=SIMPLE_HEAD, padding=0, show_edge=False)
    for heading in ("assignment", "data"):
        table.add_column(heading, no_wrap=True)
    for heading in ("criteria", "seeds", "accepted", "mutants", "kill rate", "false rejections"):
        table.add_column(heading, justify="right")
    for proof in proofs:
        table.add_row(
            proof.assignment,
            proof.data_source,
            *(str(n) for n in (proof.criteria, proof.references, proof.accepted, proof.mutants)),
            f"{proof.kill_rate:.0%}",
            f"{proof.false_rejection_rate:.1%}",
        )
    out.print(table)
    for proof in proofs:
        for finding in proof.findings:
            trial = finding.trial
            out.print(
                f"[red]{proof.assignment}, {trial.kind} {escape(trial.name)}:[/] "
                f"{escape(finding.message)}",
                highlight=False,
            )
        if proof.unguarded:
            out.print(
                f"[red]{proof.assignment}:[/] no mutant fails {', '.join(proof.unguarded)}",
                highlight=False,
            )
