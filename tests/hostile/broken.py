"""Submissions that no patch can say: edited flags, broken files, folders that are none.

Each function takes the solved notebook and the empty folder of the submission, and leaves there
what the student of its name hands in.
"""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

Make = Callable[[bytes, Path], None]
Cells = dict[str, dict[str, Any]]

NOTEBOOK = "smallest.ipynb"


def written(change: Callable[[bytes], bytes]) -> Make:
    """A notebook file with other bytes."""
    return lambda solved, folder: bytes_to(folder / NOTEBOOK, change(solved))


def edited(edit: Callable[[Cells, list[dict[str, Any]]], None]) -> Make:
    """A notebook whose cells, by grade_id and in a list, are edited; its `x` is 4."""

    def change(solved: bytes) -> bytes:
        content = json.loads(solved)
        marks = [(cell["metadata"].get("nbgrader", {}), cell) for cell in content["cells"]]
        cells = {mark.get("grade_id"): cell for mark, cell in marks}
        cells["q1"]["source"] = "x = 4"
        edit(cells, content["cells"])
        return json.dumps(content).encode()

    return written(change)


def beside(**files: bytes) -> Make:
    """A notebook whose `x` is 4, and files beside it; `__` in a name is a dot."""

    def make(solved: bytes, folder: Path) -> None:
        edited(lambda cells, listed: None)(solved, folder)
        for name, content in files.items():
            bytes_to(folder / name.replace("__", "."), content)

    return make


def bytes_to(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def flags(**changed: Any) -> Make:
    """Every cell's nbgrader metadata changed."""

    def edit(cells: Cells, _: list[dict[str, Any]]) -> None:
        for cell in cells.values():
            if "nbgrader" in cell["metadata"]:
                cell["metadata"]["nbgrader"].update(changed)

    return edited(edit)


def extra_grade_cell(cells: Cells, listed: list[dict[str, Any]]) -> None:
    bonus = json.loads(json.dumps(cells["q1-check"]))
    bonus["metadata"]["nbgrader"].update(grade_id="bonus", points=100)
    listed.append({**bonus, "id": "bonus", "source": "100"})


def check_deleted(cells: Cells, listed: list[dict[str, Any]]) -> None:
    listed.remove(cells["q1-check"])


def check_emptied(cells: Cells, _: list[dict[str, Any]]) -> None:
    cells["q1-check"]["source"] = "4.0"


def check_becomes_text(cells: Cells, _: list[dict[str, Any]]) -> None:
    cells["q1-check"].update(cell_type="markdown", source="full marks")
    cells["q1-check"].pop("outputs")
    cells["q1-check"].pop("execution_count")


def check_twice(cells: Cells, listed: list[dict[str, Any]]) -> None:
    second = json.loads(json.dumps(cells["q1-check"]))
    listed.append({**second, "id": "second", "source": "x = 3; hand_in(x=x)"})


def check_moved(cells: Cells, listed: list[dict[str, Any]]) -> None:
    listed.remove(cells["q1-check"])
    listed.append(cells["q1-check"])


def renamed_cells(cells: Cells, _: list[dict[str, Any]]) -> None:
    cells["q1-check"]["metadata"]["nbgrader"]["grade_id"] = "q2-check"
    cells["q2-check"]["metadata"]["nbgrader"]["grade_id"] = "q1-check"


def tagged(cells: Cells, _: list[dict[str, Any]]) -> None:
    for cell in cells.values():
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell"]


def same_ids(cells: Cells, _: list[dict[str, Any]]) -> None:
    for cell in cells.values():
        cell["id"] = "same"


def forged_outputs(cells: Cells, _: list[dict[str, Any]]) -> None:
    shown = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
    cells["q1-check"]["outputs"] = [{**shown, "data": {"text/plain": "4.0"}}]


def other_kernel(solved: bytes) -> bytes:
    content = json.loads(solved)
    content["metadata"]["kernelspec"] = {"name": "bash", "display_name": "x", "language": "bash"}
    return json.dumps(content).encode()


def many_cells(solved: bytes) -> bytes:
    content = json.loads(solved)
    cell = {"cell_type": "markdown", "metadata": {}, "source": ""}
    content["cells"] += [{**cell, "id": f"c{number}"} for number in range(50_000)]
    return json.dumps(content).encode()


def of_the_wrong_types(solved: bytes) -> bytes:
    content = json.loads(solved)
    content["cells"] = [5, None, "cell", [], {}, {"cell_type": 5}, {"source": {"a": 1}}]
    return json.dumps(content).encode()


def nul_and_surrogates(solved: bytes) -> bytes:
    return solved.replace(b"x = 1 + 2", b"x = 1 + 2  # \\u0000 \\ud800 \\udfff")


def huge(solved: bytes, folder: Path) -> None:
    bytes_to(folder / NOTEBOOK, solved)
    os.truncate(folder / NOTEBOOK, 300_000_000)


def old_format(solved: bytes) -> bytes:
    return b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": []}]}'


def renamed(solved: bytes, folder: Path) -> None:
    bytes_to(folder / "smallest (1).ipynb", solved)


def folder_instead(solved: bytes, folder: Path) -> None:
    bytes_to(folder / NOTEBOOK / "inside.ipynb", solved)


def linked(target: str) -> Make:
    """A notebook that is a link to something of the course."""

    def make(_: bytes, folder: Path) -> None:
        (folder / NOTEBOOK).symlink_to(folder.parents[2] / target)

    return make


def linked_file(solved: bytes, folder: Path) -> None:
    bytes_to(folder / NOTEBOOK, solved)
    (folder / "notes.txt").symlink_to(
        folder.parents[2] / "graders" / "smallest" / "test_smallest.py"
    )
    (folder / "course").symlink_to(folder.parents[2])


def linked_deep(solved: bytes, folder: Path) -> None:
    bytes_to(folder / NOTEBOOK, solved)
    place = folder.joinpath(*["d"] * 30)
    place.mkdir(parents=True)
    (place / "notes.txt").symlink_to(folder.parents[2] / "graders/smallest/test_smallest.py")


def hard_link(solved: bytes, folder: Path) -> None:
    bytes_to(folder / NOTEBOOK, solved)
    grader = folder.parents[2] / "graders" / "smallest" / "test_smallest.py"
    (folder / "notes.txt").hardlink_to(grader)


def pipe(solved: bytes, folder: Path) -> None:
    os.mkfifo(folder / NOTEBOOK)


def pipe_and_socket(solved: bytes, folder: Path) -> None:
    bytes_to(folder / NOTEBOOK, solved)
    os.mkfifo(folder / "data.csv")
    here = os.open(folder, os.O_PATH)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"/proc/self/fd/{here}/socket")
    os.close(here)


def odd_names(solved: bytes, folder: Path) -> None:
    bytes_to(folder / NOTEBOOK, solved)
    names = ("übung 1.csv", "😀.txt", "-rf", "a" * 255, "SMALLEST.IPYNB", "$(touch left)", "a\nb")
    for name in names:
        bytes_to(folder / name, b"1")
    bytes_to(Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")), b"1")


def deep_folders(solved: bytes, folder: Path) -> None:
    bytes_to(folder / NOTEBOOK, solved)
    bytes_to(folder.joinpath(*["d"] * 300, "deep.txt"), b"1")


def many_files(solved: bytes, folder: Path) -> None:
    bytes_to(folder / NOTEBOOK, solved)
    for number in range(1500):
        bytes_to(folder / "many" / f"{number}.txt", b"1")


LIAR = b"def allclose(*a, **k): return True\ndef array(*a, **k): return 3\n"

BROKEN: dict[str, Make] = {
    "AA-honest": edited(lambda cells, listed: None),  # another student, but for capitals, than one
    "flags_points": flags(points=100, grade=True),
    "flags_unlocked": flags(locked=False, solution=True, grade=False),
    "flags_schema_0": flags(schema_version=0),
    "flags_schema_99": flags(schema_version=99),
    "flags_of_wrong_types": flags(points="many", grade=[], grade_id={"a": 1}),
    "extra_grade_cell": edited(extra_grade_cell),
    "check_deleted": edited(check_deleted),
    "check_emptied": edited(check_emptied),
    "check_becomes_text": edited(check_becomes_text),
    "check_twice": edited(check_twice),
    "check_moved": edited(check_moved),
    "renamed_cells": edited(renamed_cells),
    "tagged": edited(tagged),
    "same_ids": edited(same_ids),
    "forged_outputs": edited(forged_outputs),
    "other_kernel": written(other_kernel),
    "shipped_numpy": beside(numpy__py=LIAR, json__py=LIAR, random__py=LIAR),
    "shipped_yourturn": beside(yourturn__py=b"def hand_in(**k): pass\n", pytest__py=LIAR),
    "shipped_sitecustomize": beside(sitecustomize__py=b"1/0", usercustomize__py=b"1/0"),
    "shipped_conftest": beside(
        conftest__py=LIAR, pytest__ini=b"[pytest]\naddopts = --collect-only"
    ),
    "shipped_ipython_profile": beside(ipython_config__py=b"1/0", nbgrader_config__py=b"1/0"),
    "bad_date": beside(timestamp__txt=b"yesterday"),
    "endless_date": beside(timestamp__txt=b"2" * 1_000_000),
    "far_date": beside(timestamp__txt=b"9999-99-99 99:99:99 UTC"),
    "no_json": written(lambda solved: b"# my homework"),
    "truncated": written(lambda solved: solved[: len(solved) // 2]),
    "empty": written(lambda solved: b""),
    "list": written(lambda solved: b"[]"),
    "nothing": written(lambda solved: b"{}"),
    "deep_json": written(lambda solved: b'{"cells": ' + b"[" * 100_000),
    "old_format": written(old_format),
    "wrong_types": written(of_the_wrong_types),
    "no_cells": written(lambda solved: b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}'),
    "byte_order_mark": written(lambda solved: b"\xef\xbb\xbf" + solved),
    "utf_16": written(lambda solved: solved.decode().encode("utf-16")),
    "latin_1": written(lambda solved: solved.replace(b"Because", b"Weil \xe4")),
    "nul_and_surrogates": written(nul_and_surrogates),
    "random_bytes": written(lambda solved: bytes(range(256)) * 100),
    "not_a_number": written(lambda solved: solved.replace(b'"points": 4', b'"points": NaN')),
    "many_cells": written(many_cells),
    "huge": huge,
    "renamed": renamed,
    "folder_instead": folder_instead,
    "linked_solution": linked("source/smallest/smallest.ipynb"),
    "linked_gradebook": linked("gradebook.db"),
    "linked_file": linked_file,
    "linked_deep": linked_deep,
    "hard_link": hard_link,
    "pipe": pipe,
    "pipe_and_socket": pipe_and_socket,
    "odd_names": odd_names,
    "deep_folders": deep_folders,
    "many_files": many_files,
}
