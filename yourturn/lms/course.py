"""A course folder as nbgrader sees it: its configuration, its places, its gradebook."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from yourturn.errors import PlatformError

_SQLITE = "sqlite:///"


def load_config(course: Path) -> Any:
    """Read a course folder's `nbgrader_config.py`; an empty configuration without one."""
    config: Config | Any = Config()
    if (course / "nbgrader_config.py").is_file():
        config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    return config


def course_directory(course: Path, config: Any) -> CourseDirectory:
    """nbgrader's own object for the folder's places, as its commands make it there."""
    places = CourseDirectory(config=config)
    if "root" not in config.CourseDirectory:
        places.root = os.fspath(course)
    return places


@contextmanager
def open_gradebook(places: CourseDirectory, *, new: bool = False) -> Iterator[Gradebook]:
    """Open the course's gradebook, and close it. It is made only if that is asked for."""
    url: str = places.db_url
    if url.startswith(_SQLITE) and not new and not Path(url.removeprefix(_SQLITE)).is_file():
        raise PlatformError(
            f"There is no gradebook yet ({url}). Generate the assignments or import the roster "
            "first: nbgrader generate_assignment, yourturn roster import."
        )
    with Gradebook(url, places.course_id) as gradebook:
        yield gradebook
