"""`yourturn report`: what a class did, as HTML pages and as CSV."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from yourturn.commands.console import CourseOption, errors_as_exit_codes, find_course, out


def report(
    to: Annotated[Path, typer.Option(help="The HTML file to write.")] = Path("report.html"),
    csv: Annotated[
        Path | None, typer.Option(help="Write every verdict to this CSV file as well.")
    ] = None,
    leaderboard: Annotated[
        Path | None,
        typer.Option(
            help="Write the leaderboards for students, under pseudonyms, to this HTML or CSV file."
        ),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Report scores, criteria, messages and what stands out; for instructors, as it names students.

    The page of --leaderboard names nobody: that one is for students.
    """
    from yourturn.lms.course import course_directory, load_config, open_gradebook
    from yourturn.report.leaderboard import standings
    from yourturn.report.page import render, render_leaderboard
    from yourturn.report.pseudonyms import pseudonyms
    from yourturn.report.results import read_results
    from yourturn.report.tables import as_csv, leaderboard_csv

    folder = find_course(course)
    with errors_as_exit_codes():
        places = course_directory(folder, load_config(folder))
        with open_gradebook(places) as gradebook:
            results = read_results(folder, places, gradebook)
        ranked = [place.student for one in results for place in standings(one)]
        names = pseudonyms(folder, ranked)
    title, now = places.course_id or folder.name, datetime.now()
    to.write_text(render(results, title, now, names), encoding="utf-8")
    written = [to]
    if csv is not None:
        csv.write_bytes(as_csv(results).encode("utf-8-sig"))
        written.append(csv)
    if leaderboard is not None:
        if leaderboard.suffix == ".csv":
            leaderboard.write_bytes(leaderboard_csv(results, names).encode("utf-8-sig"))
        else:
            page = render_leaderboard(results, title, now, names)
            leaderboard.write_text(page, encoding="utf-8")
        written.append(leaderboard)
    submissions = sum(len(one.works) for one in results)
    out.print(f"{submissions} submissions: {', '.join(map(str, written))}", highlight=False)
