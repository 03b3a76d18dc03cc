"""Read a hand-in folder as it came back from the zone: nothing in it is believed.

Pure: bytes in, plain values out. Nothing is executed, unpickled or imported; what does not have
exactly the form of `kinds` is refused with a sentence, answer by answer.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from yourturn.answers.decode import decode
from yourturn.answers.kinds import NAME, Manifest, ModelNode
from yourturn.answers.model import HandedModel
from yourturn.answers.npy import write_npy
from yourturn.errors import StudentError

__all__ = ["Answers", "ReadLimits", "model_files", "read_answer", "read_answers"]


@dataclass(frozen=True)
class ReadLimits:
    """How much of a hand-in is read; the zone's own limits are no looser."""

    total_mib: int = 256
    files: int = 2_000
    answers: int = 200
    manifest_mib: int = 16
    containers: int = 500_000  # lists and objects of all manifests; each takes up to a kilobyte


class Answers(Mapping[str, Any]):
    """The answers by name; `refused` says of the others why they could not be read.

    Values are plain Python values, NumPy arrays, pandas objects, `HandedModel`, `HandedFunction`
    and `HandedFigure`.
    """

    def __init__(self, values: Mapping[str, Any], refused: Mapping[str, str]) -> None:
        self._values = dict(values)
        self.refused = dict(refused)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Answers({list(self._values)}, refused={list(self.refused)})"


def read_answers(files: Mapping[str, bytes], limits: ReadLimits | None = None) -> Answers:
    """Read what a zone returned: relative path -> bytes, `<name>/answer.json` and its arrays.

    Never raises for what a student wrote. Files outside an answer's folder and folders whose name
    no answer can have are left out. Called by the judge for a submission, and for each call's
    result (which is an answer named `result`).
    """
    limits = limits or ReadLimits()
    folders: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        name, slash, file = path.partition("/")
        if slash and re.fullmatch(NAME, name):
            folders.setdefault(name, {})[file] = data
    total = sum(len(data) for folder in folders.values() for data in folder.values())
    containers = sum(_containers(folder.get("answer.json", b"")) for folder in folders.values())
    if (
        total > limits.total_mib * 2**20
        or sum(map(len, folders.values())) > limits.files
        or containers > limits.containers
    ):
        reason = (
            f"the answers together are larger than {limits.total_mib} MiB, {limits.files:,} files "
            f"or {limits.containers:,} lists; hand in only what the questions ask for"
        )
        return Answers({}, dict.fromkeys(list(folders)[: limits.answers], reason))
    values: dict[str, Any] = {}
    refused: dict[str, str] = {}
    for name, folder in list(folders.items())[: limits.answers]:
        try:
            values[name] = read_answer(name, folder, limits)
        except StudentError as error:
            refused[name] = f"{name} could not be read: {error}"
    return Answers(values, refused)


def read_answer(name: str, folder: Mapping[str, bytes], limits: ReadLimits | None = None) -> Any:
    """Read one answer from its own files; `StudentError` where they do not have the form."""
    limits = limits or ReadLimits()
    manifest = _manifest(folder.get("answer.json"), limits)
    if manifest.name != name:
        raise StudentError(f"its folder holds an answer named {manifest.name!r}")
    return decode(manifest.value, _opener(folder))


def model_files(model: HandedModel) -> dict[str, bytes]:
    """Write a model back as the files of an answer named `model`, as zone 2 takes it."""
    weights: dict[str, list[str]] = {}
    for path, number in model.weight_paths:
        weights.setdefault(path, []).append(f"{number}.npy")
    node = ModelNode(
        class_name="Sequential" if model.class_name == "Sequential" else "Functional",
        config=dict(model.config),
        weights=weights,
        input_names=list(model.input_names),
    )
    text = Manifest(name="model", value=node).model_dump_json()
    files = {f"{number}.npy": write_npy(array) for number, array in enumerate(model.weights)}
    return {"answer.json": text.encode("utf-8"), **files}


def _containers(manifest: bytes) -> int:
    """Count lists and objects without parsing; brackets inside of texts count too."""
    return manifest.count(b"[") + manifest.count(b"{")


def _manifest(data: bytes | None, limits: ReadLimits) -> Manifest:
    if data is None:
        raise StudentError("its folder has no answer.json")
    if len(data) > limits.manifest_mib * 2**20:
        raise StudentError(f"its answer.json is larger than {limits.manifest_mib} MiB")
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        first = max(errors, key=lambda one: len(one["loc"]))  # the others guess at other types
        where = ".".join(str(part) for part in first["loc"][:6])
        raise StudentError(
            f"its answer.json does not have the form of a hand-in ({where}: {first['msg']})"[:300]
        ) from None
    except RecursionError:
        raise StudentError("its answer.json is nested too deeply") from None


def _opener(folder: Mapping[str, bytes]) -> Callable[[str], bytes]:
    def opened(file: str) -> bytes:
        if file not in folder:
            raise StudentError(f"its file {file} is missing")
        return folder[file]

    return opened
