"""What can go wrong, sorted by whose it is.

    YourTurnError
    ├── StudentError    what a student did: one sentence that they read
    ├── AuthorError     a mistake in source/ or graders/: the file, the rule, the cure
    ├── MachineError    this machine's fault: stop, say so, lose nothing
    └── PlatformError   the gradebook and a learning platform do not fit: who, what, the cure

Only the boundary that sorts them (`yourturn.engine` and the judge) catches `Exception`.
"""


class YourTurnError(Exception):
    """Base of every error this package raises on purpose; `str(error)` is for people."""


class StudentError(YourTurnError):
    """What a student did, said in one sentence without blame; never shows hidden values."""

    def _render_traceback_(self) -> list[str]:
        """Show the sentence without the lines of this package; a notebook's IPython calls this."""
        return [f"{type(self).__name__}: {self}"]


class AuthorError(YourTurnError):
    """A mistake in an assignment's source or grader; names the file, the rule and the cure."""


class MachineError(YourTurnError):
    """The machine cannot do what is asked (no confinement, disk full); costs nobody marks."""


class PlatformError(YourTurnError):
    """What keeps scores from a learning platform; names the student, the item and the cure."""
