"""`yourturn store`: what grading has kept, and making room."""

import json
from typing import Annotated

import typer
from rich.table import Table

from yourturn.commands.console import CourseOption, errors_as_exit_codes, find_course, out


def store(
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove what was used least recently.")
    ] = False,
    keep_mib: Annotated[int, typer.Option("--keep", min=0, help="MiB that pruning leaves.")] = 2048,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
    course: CourseOption = None,
) -> None:
    """Show how much stored executions and judgements take; nothing in them is irreplaceable."""
    from yourturn.classroom.store import Store

    with errors_as_exit_codes():
        kept = Store(find_course(course))
        freed = kept.prune(keep_mib << 20) if prune else 0
        sizes = kept.sizes()
    if as_json:
        kinds = {size.kind: {"entries": size.entries, "bytes": size.bytes} for size in sizes}
        typer.echo(json.dumps({"folder": str(kept.folder), "freed_bytes": freed, **kinds}))
        return
    table = Table(title=str(kept.folder))
    table.add_column("kept")
    table.add_column("entries", justify="right")
    table.add_column("MiB", justify="right")
    for size in sizes:
        table.add_row(size.kind, str(size.entries), f"{size.bytes / 2**20:.1f}")
    out.print(table)
    if prune:
        out.print(f"{freed / 2**20:.1f} MiB were removed.")
