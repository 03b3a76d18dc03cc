"""`yourturn push`: scores into a learning platform over the network, shown beforehand."""

from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from yourturn.commands.console import CourseOption, err, errors_as_exit_codes, find_course, out
from yourturn.commands.export import (
    AssignmentOption,
    CreateOption,
    DryRunOption,
    FeedbackOption,
    LeaveOutOption,
    RawOption,
    ScoresOption,
    StudentOption,
    UnitOption,
    platform_settings,
    score_trait,
)

if TYPE_CHECKING:
    from yourturn.lms.confirming import Result
    from yourturn.lms.push_planning import Push
    from yourturn.lms.settings import LearningPlatform


class Service(StrEnum):
    """The interfaces on the command line."""

    CANVAS = "canvas"
    LTI = "lti"


OverwriteOption = Annotated[
    bool | None,
    typer.Option("--overwrite", help="Also replace what was changed there since the last push."),
]
BulkOption = Annotated[
    bool | None,
    typer.Option("--bulk", help="Many scores in one request, for a large class on Canvas."),
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask before sending.")]


def push(
    service: Annotated[
        Service, typer.Argument(help="Canvas's REST interface, or LTI 1.3 for any platform.")
    ],
    assignment: AssignmentOption = None,
    student: StudentOption = None,
    scores_of: ScoresOption = None,
    unit: UnitOption = None,
    raw: RawOption = None,
    feedback: FeedbackOption = None,
    leave_out: LeaveOutOption = None,
    create: CreateOption = None,
    overwrite: OverwriteOption = None,
    bulk: BulkOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    course: CourseOption = None,
) -> None:
    """Send scores to a learning platform, each exactly once, and read them back."""
    folder = find_course(course)
    with errors_as_exit_codes():
        from yourturn.errors import PlatformError
        from yourturn.lms.course import course_directory, load_config, open_gradebook
        from yourturn.lms.exporter import Reader
        from yourturn.lms.push_planning import plan_push
        from yourturn.lms.receipts import open_receipts

        config = load_config(folder)
        places = course_directory(folder, config)
        settings = platform_settings(
            config,
            scores_of=scores_of,
            unit=unit,
            score=score_trait(raw),
            feedback=feedback,
            leave_out=leave_out,
            create=create,
            overwrite=overwrite,
            bulk=bulk,
        )
        if settings.bulk and service is not Service.CANVAS:
            raise PlatformError("LTI takes one score at a time; leave --bulk out.")
        with open_gradebook(places) as gradebook:
            reader = Reader(gradebook, places, settings, assignment or [], student or [])
            table = reader.table()
            comments = reader.comments(table)
        connect = _canvas if service is Service.CANVAS else _lti
        with (
            closing(connect(settings, folder)) as destination,
            open_receipts(folder, service.value, destination.place) as receipts,
        ):
            plan = plan_push(table, destination, settings, receipts, comments)
            _print_plan(plan)
            if dry_run:
                out.print("Nothing was sent: this was a dry run.")
                return
            if not plan.deliveries and not plan.settled and not plan.new_items:
                out.print("There is nothing to send.")
                return
            if (plan.deliveries or plan.new_items) and not yes:
                typer.confirm(f"Send {len(plan.deliveries)} scores?", abort=True)
            if plan.new_items:
                plan = plan_push(table, destination, settings, receipts, comments, create=True)
            result = _send(plan, destination, receipts, settings)
    _print_result(result)
    if result.failed or result.open:
        raise typer.Exit(1)


def lti_key(
    file: Annotated[Path, typer.Argument(help="Where the private key is, or will be.")],
) -> None:
    """Make this tool's key if there is none, and print its public half for the platform."""
    with errors_as_exit_codes():
        from yourturn.lms.credentials import read_secret
        from yourturn.lms.lti_key import make_key, public_jwks, public_pem

        if not file.exists():
            make_key(file)
            err.print(f"Made {file}; only you can read it.", highlight=False)
        key = read_secret("LTI key", "", str(file), "lti_key_file")
        typer.echo(public_pem(key) + public_jwks(key))


def _canvas(settings: "LearningPlatform", folder: Path) -> Any:
    from yourturn.errors import PlatformError
    from yourturn.lms.canvas import CanvasCourse
    from yourturn.lms.credentials import check_address, read_secret

    url = check_address(settings.canvas_url, "canvas_url")
    if settings.canvas_course <= 0:
        raise PlatformError(
            "c.LearningPlatform.canvas_course is not set: the number after /courses/ in the "
            "course's address."
        )
    file = settings.canvas_token_file
    token = read_secret("Canvas token", "YOURTURN_CANVAS_TOKEN", file, "canvas_token_file", folder)
    return CanvasCourse(url, settings.canvas_course, token, settings.patience(), settings.timeout_s)


def _lti(settings: "LearningPlatform", folder: Path) -> Any:
    from yourturn.errors import PlatformError
    from yourturn.lms.credentials import check_address, read_secret
    from yourturn.lms.lti import LtiCourse

    if not settings.lti_client_id:
        raise PlatformError("c.LearningPlatform.lti_client_id is not set; the platform gave it.")
    traits = ("lti_token_url", "lti_line_items_url", "lti_members_url")
    token_url, line_items_url, members_url = (
        check_address(getattr(settings, trait), trait) for trait in traits
    )
    key = read_secret("LTI key", "YOURTURN_LTI_KEY", settings.lti_key_file, "lti_key_file", folder)
    return LtiCourse(
        client_id=settings.lti_client_id,
        token_url=token_url,
        audience=settings.lti_audience,
        line_items_url=line_items_url,
        members_url=members_url,
        key=key,
        kid=settings.lti_key_id,
        patience=settings.patience(),
        timeout_s=settings.timeout_s,
    )


def _send(plan: "Push", destination: Any, receipts: Any, settings: Any) -> "Result":
    """Send with a bar; Ctrl-C leaves receipts of everything that went out."""
    from yourturn.lms.push import run_push

    try:
        with Progress(console=err, transient=True) as progress:
            task = progress.add_task("sending", total=len(plan.deliveries))
            return run_push(
                plan,
                destination,
                receipts,
                settings.patience(),
                lambda delivery: progress.advance(task),
                bulk=settings.bulk,
            )
    except KeyboardInterrupt:
        err.print("Stopped. What was sent has its receipt: run the same command again.")
        raise typer.Exit(1) from None


def _print_plan(plan: "Push") -> None:
    title = f"{len(plan.deliveries)} scores change, {plan.unchanged} are there already"
    table = Table(title=title)
    for heading in ("student", "item"):
        table.add_column(heading)
    for heading in ("now", "then"):
        table.add_column(heading, justify="right")
    for one in plan.deliveries:
        before = "excused" if one.before.excused else "-"
        if one.before.score is not None:
            before = f"{one.before.score:g}"
        after = str(one.status) if one.score is None else f"{round(one.score, 2):g}"
        name = one.remote_item.names[0]
        table.add_row(*(escape(text) for text in (str(one.learner), name, before, after)))
    out.print(table if plan.deliveries else f"{title}.", highlight=False)
    for line in plan.new_items:
        err.print(f"[yellow]Would be made new:[/] {escape(line)}", highlight=False)
    for line in plan.remarks:
        err.print(escape(line), highlight=False)
    for line in plan.left_out:
        err.print(f"[yellow]Left out:[/] {escape(line)}", highlight=False)


def _print_result(result: "Result") -> None:
    out.print(f"{len(result.sent)} scores were sent and read back.", highlight=False)
    for delivery, why in result.failed:
        told = f"{delivery.learner}, {delivery.item.name}: {why}"
        err.print(f"[bold red]Not certain:[/] {escape(told)}", highlight=False)
    for delivery in result.open:
        told = f"{delivery.learner}, {delivery.item.name}"
        err.print(f"[yellow]Not sent:[/] {escape(told)}", highlight=False)
    if result.failed or result.open:
        err.print("Run the same command again: what has arrived is not sent twice.")
