"""`hand_in`: what a student calls in each question's check cell.

It shows a receipt, which is complete when the cell has run (`yourturn.answers.check_cell`). When
the notebook is graded, the environment variable `YOURTURN_HAND_IN` names the folder into which
each answer is written besides. A function is kept here by its name, so that it can be called with
inputs that the student never saw (`yourturn.answers.calls`).
"""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yourturn.answers.check_cell import follow_cells, show
from yourturn.answers.encode import encode
from yourturn.answers.fitting import remember_fits
from yourturn.answers.kinds import NAME
from yourturn.answers.receipt import Line, Missing, Receipt, line_of, unwritten
from yourturn.errors import StudentError

__all__ = ["hand_in", "handed"]

handed: dict[str, Any] = {}
"""The objects handed in last, by name; probes call the functions among them."""

remember_fits()
follow_cells()


def hand_in(**answers: Any) -> None:
    """Hand in answers by name: `hand_in(x=x, model=model)`.

    Shows a receipt with name, type, shape and a short form of each value. Numbers, texts, lists,
    tuples, dicts, NumPy arrays, tensors, pandas tables, Keras models and histories, pictures and
    functions can be handed in; the last hand-in of a name counts. If an answer cannot be handed
    in, the others are, and a `StudentError` says why it cannot.
    """
    if not answers:
        raise StudentError("hand_in was called without answers; write hand_in(x=x) to hand in x")
    lines: list[Line] = []
    missing: list[Missing] = []
    refusals: list[str] = []
    for name, value in answers.items():
        try:
            line, why = _hand_in(name, value), _UNWRITTEN if unwritten(value) else ""
        except StudentError as error:
            refusals.append(why := str(error))
        except Exception as error:  # the student's object misbehaved: say so, keep the others
            why = f"{name} could not be handed in: {type(error).__name__}: {error}"[:500]
            refusals.append(why)
        if why:
            missing.append(Missing(name[:80], why))
        else:
            lines.append(line)
    show(Receipt(tuple(lines), tuple(missing)))
    if refusals:
        raise StudentError("; ".join(refusals))


_UNWRITTEN = "it is still to be written; it only raises NotImplementedError"


def _hand_in(name: str, value: Any) -> Line:
    if not re.fullmatch(NAME, name):
        raise StudentError(f"{name[:80]!r} cannot be an answer's name; use letters, digits and _")
    files = encode(name, value)
    folder = os.environ.get("YOURTURN_HAND_IN")
    if folder:
        write_answer(Path(folder), name, files)
    handed[name] = value
    return line_of(name, value)


def write_answer(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Write an answer's files to `folder/name`, whole or not at all, in place of an earlier one."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        for file, data in files.items():
            (fresh / file).write_bytes(data)
        if (folder / name).exists():
            old = Path(tempfile.mkdtemp(prefix=".old-", dir=folder))
            (folder / name).rename(old / name)
            fresh.rename(folder / name)
            shutil.rmtree(old, ignore_errors=True)
        else:
            fresh.rename(folder / name)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
