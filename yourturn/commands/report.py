"""`yourturn report`: what a class did, as one HTML page and as CSV."""

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
    course: CourseOption = None,
) -> None:
    """Report scores, criteria, messages and what stands out, for instructors only."""
    from yourturn.lms.course import course_directory, load_config, open_gradebook
    from yourturn.report.page import render
    from yourturn.report.results import read_results
    from yourturn.report.tables import as_csv

    folder = find_course(course)
    with errors_as_exit_codes():
        places = course_directory(folder, load_config(folder))
        with open_gradebook(places) as gradebook:
            results = read_results(folder, places, gradebook)
    name = places.course_id or folder.name
    to.write_text(render(results, name, datetime.now()), encoding="utf-8")
    shown = [to]
    if csv is not None:
        csv.write_bytes(as_csv(results).encode("utf-8-sig"))
        shown.append(csv)
    submissions = sum(len(one.works) for one in results)
    out.print(f"{submissions} submissions: {', '.join(map(str, shown))}", highlight=False)
