"""What every command shares: the course folder, the console, errors as exit codes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from yourturn.errors import AuthorError, MachineError, PlatformError, StudentError

out = Console()
err = Console(stderr=True)

CourseOption = Annotated[
    Path | None,
    typer.Option("--course", help="The course folder; by default the one this folder is in."),
]


@contextmanager
def errors_as_exit_codes() -> Iterator[None]:
    """Show an expected error as a sentence: 2 for wrong usage, 1 for what could not be graded."""
    try:
        yield
    except AuthorError as error:
        err.print(f"[bold red]Mistake in the course:[/] {escape(str(error))}", highlight=False)
        raise typer.Exit(2) from None
    except StudentError as error:
        err.print(f"[bold red]Cannot be graded:[/] {escape(str(error))}", highlight=False)
        raise typer.Exit(1) from None
    except MachineError as error:
        err.print(f"[bold red]This machine cannot grade:[/] {escape(str(error))}", highlight=False)
        raise typer.Exit(1) from None
    except PlatformError as error:
        err.print(f"[bold red]Learning platform:[/] {escape(str(error))}", highlight=False)
        raise typer.Exit(1) from None


def find_course(given: Path | None) -> Path:
    """Find the course folder: the given one, or the nearest above with source/ and graders/."""
    for folder in [given] if given else [Path.cwd(), *Path.cwd().parents]:
        if (folder / "source").is_dir() and (folder / "graders").is_dir():
            return folder.resolve()
    where = given or Path.cwd()
    err.print(
        f"{where} is no course folder: it has no source/ and graders/. "
        "Change into the course folder or name it with --course."
    )
    raise typer.Exit(2)
