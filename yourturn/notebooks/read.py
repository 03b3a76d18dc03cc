"""Read a notebook that nobody vouches for, within bounds."""

import json
import re
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import upgrade

from yourturn.errors import StudentError

MAX_BYTES = 20_000_000  # a course notebook with figures is well below 1 MB
MAX_CELLS = 2_000
MAX_DEPTH = 64  # the format itself nests about ten levels deep

_CELL_TYPES = ("code", "markdown", "raw")
_REQUIRED = {"kernelspec": ("name", "display_name"), "language_info": ("name",)}
"""What nbformat's schema asks of the metadata that are kept."""
_CELL_ID = re.compile(r"^[a-zA-Z0-9-_]{1,64}$")


def read_notebook(data: bytes) -> NotebookNode:
    """Read the bytes of an `.ipynb` file into a valid notebook of format 4.5.

    Every cell comes back with the fields its type needs and an id; anything that is no cell
    is dropped. Raises `StudentError` with the reason when the bytes are no such notebook.
    """
    if len(data) > MAX_BYTES:
        raise StudentError(
            f"The file is {len(data) / 1e6:.0f} MB large; a notebook may have at most "
            f"{MAX_BYTES / 1e6:.0f} MB. Clear its outputs and hand it in again."
        )
    content = _parse(data)
    cells = content.get("cells")
    if not isinstance(cells, list) or content.get("nbformat") != 4:
        raise StudentError(
            "The file is not a Jupyter notebook of format 4. "
            "Open it in JupyterLab, save it and hand it in again."
        )
    if len(cells) > MAX_CELLS:
        raise StudentError(
            f"The notebook has {len(cells)} cells; at most {MAX_CELLS} are read. "
            "Delete the superfluous ones and hand it in again."
        )
    minor = content.get("nbformat_minor")
    notebook: NotebookNode = nbformat.v4.new_notebook(metadata=_metadata(content))
    notebook.nbformat_minor = minor if isinstance(minor, int) and 0 <= minor <= 5 else 5
    notebook.cells = [_cell(cell) for cell in cells if isinstance(cell, dict)]
    if notebook.nbformat_minor < 5:
        notebook = upgrade(notebook, from_minor=notebook.nbformat_minor)
        for cell in notebook.cells:
            del cell["id"]  # drawn at random; the same file must read the same every time
    _repair_ids(notebook)
    return notebook


def write_notebook(notebook: NotebookNode) -> bytes:
    """Write a notebook as the bytes of an `.ipynb` file, in nbformat's own layout."""
    text: str = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    return text.encode("utf-8") + b"\n"


def pack_notebook(notebook: NotebookNode) -> bytes:
    """Write a notebook for programs: as `read_notebook` reads it, without layout."""
    return json.dumps(notebook, sort_keys=True).encode("ascii")


def _parse(data: bytes) -> dict[str, Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudentError(
            f"The file is not a notebook: it is not UTF-8 text (byte {error.start})."
        ) from None
    try:
        content = json.loads(text)
        if _is_deeper(content, MAX_DEPTH):
            raise RecursionError
    except RecursionError:
        raise StudentError("The file is not a notebook: its JSON is nested too deeply.") from None
    except ValueError as error:
        raise StudentError(
            f"The file is not a notebook: it is not valid JSON ({_where(error)})."
        ) from None
    if not isinstance(content, dict):
        raise StudentError("The file is not a notebook: it holds JSON, but not a notebook's.")
    return content


def _is_deeper(content: Any, limit: int) -> bool:
    """Whether lists and dicts nest more than `limit` levels deep."""
    level = [content]
    for _ in range(limit):
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return False
    return any(isinstance(node, dict | list) for node in level)


def _where(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, line {error.lineno} column {error.colno}"
    return type(error).__name__


def _metadata(content: dict[str, Any]) -> NotebookNode:
    metadata = content.get("metadata")
    plain = metadata if isinstance(metadata, dict) else {}
    kept: NotebookNode = nbformat.from_dict(
        {key: plain[key] for key in _REQUIRED if _has_texts(plain.get(key), _REQUIRED[key])}
    )
    return kept


def _has_texts(value: Any, names: tuple[str, ...]) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(name), str) for name in names)


def _cell(cell: dict[str, Any]) -> NotebookNode:
    """One cell with exactly the fields of its type; wrong types are replaced by empty ones."""
    kind = cell.get("cell_type")
    kind = kind if kind in _CELL_TYPES else "raw"
    metadata = cell.get("metadata")
    clean: dict[str, Any] = {
        "cell_type": kind,
        "id": cell.get("id"),
        "metadata": metadata if isinstance(metadata, dict) else {},
        "source": _text(cell.get("source")),
    }
    if kind == "code":
        count = cell.get("execution_count")
        clean["execution_count"] = count if isinstance(count, int) else None
        outputs = cell.get("outputs")
        clean["outputs"] = [
            o for o in (outputs if isinstance(outputs, list) else []) if _is_output(o)
        ]
        for output in clean["outputs"]:
            _join(output)
    elif kind == "markdown" and _are_attachments(cell.get("attachments")):
        clean["attachments"] = cell["attachments"]
    node: NotebookNode = nbformat.from_dict(clean)
    if not isinstance(clean["id"], str):
        del node["id"]
    return node


def _text(source: Any) -> str:
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return ""
    # Lone surrogates are legal in JSON and in no UTF-8 file; NUL ends strings in C.
    return (
        source.encode("utf-8", "replace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")
    )


def _are_attachments(value: Any) -> bool:
    """Whether pictures pasted into a text have the form `{name: {mime: base64}}`."""
    return isinstance(value, dict) and all(
        isinstance(bundle, dict) and all(_is_text(data) for data in bundle.values())
        for bundle in value.values()
    )


def _is_output(output: Any) -> bool:
    """Whether an output has the fields that nbformat's schema asks of its type."""
    if not isinstance(output, dict):
        return False
    match output.get("output_type"):
        case "stream":
            return output.get("name") in ("stdout", "stderr") and _is_text(output.get("text"))
        case "display_data" | "execute_result":
            return isinstance(output.get("data"), dict)
        case "error":
            lines = output.get("traceback")
            return (
                isinstance(output.get("ename"), str)
                and isinstance(output.get("evalue"), str)
                and isinstance(lines, list)
                and all(isinstance(line, str) for line in lines)
            )
    return False


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(part, str) for part in value)
    )


def _join(output: dict[str, Any]) -> None:
    """Bring multi-line strings to one string, as nbformat's own reader does; add what it needs."""
    if output["output_type"] == "stream":
        output["text"] = _text(output["text"])
    elif output["output_type"] == "error":
        output["traceback"] = [_text(line) for line in output["traceback"]]
    else:
        data = {k: v for k, v in output["data"].items() if _is_text(v) or k.endswith("json")}
        output["data"] = {k: _text(v) if not k.endswith("json") else v for k, v in data.items()}
        output["metadata"] = {}
        if output["output_type"] == "execute_result":
            count = output.get("execution_count")
            output["execution_count"] = count if isinstance(count, int) else None
    allowed = {
        "stream": {"output_type", "name", "text"},
        "error": {"output_type", "ename", "evalue", "traceback"},
        "display_data": {"output_type", "data", "metadata"},
        "execute_result": {"output_type", "data", "metadata", "execution_count"},
    }[output["output_type"]]
    for key in set(output) - allowed:
        del output[key]


def _repair_ids(notebook: NotebookNode) -> None:
    """Give every cell a valid id of its own; the first of two equal ones keeps it."""
    seen: set[str] = set()
    for number, cell in enumerate(notebook.cells):
        if not _CELL_ID.match(cell.get("id", "")) or cell.id in seen:
            cell.id = f"cell-{number}"
            while cell.id in seen:
                cell.id += "-"
        seen.add(cell.id)
