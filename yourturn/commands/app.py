"""The command line's entry; what a command needs is imported when it is called."""

import typer

from yourturn import quick_schema  # noqa: F401  (first)
from yourturn.commands.demo import demo
from yourturn.commands.doctor import doctor
from yourturn.commands.export import export
from yourturn.commands.grade import grade
from yourturn.commands.lab import lab
from yourturn.commands.prove import prove
from yourturn.commands.push import lti_key, push
from yourturn.commands.report import report
from yourturn.commands.roster import roster
from yourturn.commands.store import store

app = typer.Typer(
    name="yourturn",
    help="Grade, prove and report what nbgrader leaves open.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(grade)
app.command()(store)
app.command()(prove)
app.command()(demo)
app.command()(doctor)
app.command()(lab)
app.command()(report)
app.command()(export)
app.add_typer(roster)
app.command()(push)
app.command("lti-key")(lti_key)
