"""The command line's entry: one module a command, imported when it is called."""

import typer

from yourturn.commands.grade import grade
from yourturn.commands.prove import prove

app = typer.Typer(
    name="yourturn",
    help="Grade, prove and report what nbgrader leaves open.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(grade)
app.command()(prove)
