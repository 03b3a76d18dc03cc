"""The motor portfolio as one DataFrame, whichever of its published forms it comes in.

Two forms are known: `mtpl.csv.gz`, comma separated with the column names used here, and the
course's own `PC_data.txt`, separated by white space, with names in capitals, `EXP` for `expo`,
`AVG` for `average`, coverage levels TPL, PO (partial omnium), FO (full omnium) and fleet N or Y.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["COLUMNS", "LEVELS", "check", "from_records", "read", "to_records"]

COLUMNS: dict[str, str] = {
    "id": "int64",
    "expo": "float64",
    "claim": "int64",
    "nclaims": "int64",
    "amount": "float64",
    "average": "float64",
    "coverage": "U5",
    "ageph": "int64",
    "sex": "U6",
    "bm": "int64",
    "power": "int64",
    "agec": "int64",
    "fuel": "U8",
    "use": "U7",
    "fleet": "int64",
}
"""Each column in order, with its numpy type (`U5`: text of at most five characters)."""

LEVELS: dict[str, tuple[str, ...]] = {
    "coverage": ("TPL", "TPL+", "TPL++"),
    "sex": ("female", "male"),
    "fuel": ("diesel", "gasoline"),
    "use": ("private", "work"),
}

_RENAMED = {"exp": "expo", "avg": "average"}
_COVERAGE = {"TPL": "TPL", "PO": "TPL+", "FO": "TPL++"}
_FLEET = {"N": 0, "Y": 1}


def read(path: Path) -> pd.DataFrame:
    """Read the portfolio from either published form; the file's name tells which it is.

    Raises ValueError, with a sentence that names the file, when it is neither.
    """
    try:
        frame = _read_course_file(path) if path.suffix == ".txt" else pd.read_csv(path)
        check(frame)
    except (EOFError, KeyError, OSError, UnicodeDecodeError, ValueError) as error:
        raise ValueError(f"{path} is not the motor portfolio: {error}") from error
    return frame


def check(frame: pd.DataFrame) -> None:
    """Raise ValueError unless `frame` has the portfolio's columns, types and ranges."""
    if list(frame.columns) != list(COLUMNS):
        raise ValueError(f"its columns are {list(frame.columns)}, not {list(COLUMNS)}")
    for name, kind in COLUMNS.items():
        if name in LEVELS:
            strange = sorted(set(map(str, frame[name].unique())) - set(LEVELS[name]))
            if strange:
                raise ValueError(f"column {name} holds {strange[0]!r}, not in {LEVELS[name]}")
        elif frame[name].dtype != kind:
            raise ValueError(f"column {name} is {frame[name].dtype}, not {kind}")
    for wrong, sentence in (
        (~frame.expo.between(0, 1, inclusive="right"), "expo is outside (0, 1] years"),
        (frame.nclaims < 0, "nclaims is negative"),
        (frame.claim != (frame.nclaims > 0), "claim is not 1 exactly where nclaims > 0"),
        (frame.average.isna() != (frame.nclaims == 0), "average is given without a claim"),
    ):
        if wrong.any():
            raise ValueError(f"{sentence} in {int(wrong.sum())} of {len(frame)} policies")


def to_records(frame: pd.DataFrame) -> NDArray[np.void]:
    """Give the portfolio as one structured array, which `numpy.save` writes without pickle."""
    records = np.empty(len(frame), dtype=_record_type())
    for name in COLUMNS:
        records[name] = frame[name].to_numpy()
    return records


def from_records(records: NDArray[Any]) -> pd.DataFrame:
    """Give the DataFrame that `to_records` was given; raises ValueError for any other array."""
    if records.dtype != _record_type() or records.ndim != 1:
        raise ValueError(f"an array of type {records.dtype} does not hold the portfolio")
    columns = {
        # pandas takes its own text type from an array of objects, whichever version it is
        name: records[name].astype(object) if name in LEVELS else records[name].copy()
        for name in COLUMNS
    }
    return pd.DataFrame(columns)


def _record_type() -> np.dtype[np.void]:
    return np.dtype(list(COLUMNS.items()))


def _read_course_file(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, sep=r"\s+", quotechar='"')
    table = table.rename(columns=str.lower).rename(columns=_RENAMED)
    table["coverage"] = table["coverage"].map(_COVERAGE)
    table["fleet"] = table["fleet"].map(_FLEET)
    table["claim"] = (table["nclaims"] > 0).astype("int64")
    # without a claim the average is undefined, however the file writes it
    table["average"] = table["average"].where(table["nclaims"] > 0)
    for name in ("amount", "average", "expo"):
        table[name] = table[name].astype("float64")
    return table[list(COLUMNS)].reset_index(drop=True)
