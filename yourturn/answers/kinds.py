"""The form of a hand-in: one `answer.json` per answer, validated when it is read.

An answer is a tree. Booleans, whole and finite numbers, text, `null` and lists stand for
themselves; everything else is an object with a `kind`. Arrays and pictures are files beside it.

    <hand-in folder>/<name>/answer.json     {"format": 1, "name": "x", "value": ...}
    <hand-in folder>/<name>/0.npy, 1.npy    arrays, no pickle
    <hand-in folder>/<name>/0.png           pictures

Both sides use these classes: `encode` to write, `read` to check what came back.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt
from typing_extensions import TypeAliasType

__all__ = [
    "NAME",
    "ArrayNode",
    "CategoricalNode",
    "Column",
    "DatesNode",
    "DictNode",
    "FigureNode",
    "FloatNode",
    "FrameNode",
    "FunctionNode",
    "HistoryNode",
    "LossRecord",
    "Manifest",
    "ModelNode",
    "Node",
    "OptimizerRecord",
    "SeriesNode",
    "TextNode",
    "TupleNode",
]

NAME = r"^[A-Za-z_][A-Za-z0-9_]{0,63}$"

_Text = Annotated[str, Field(strict=True, max_length=1_000_000)]
_Label = Annotated[str, Field(strict=True, max_length=200)]
_File = Annotated[str, Field(strict=True, pattern=r"^[0-9]{1,5}\.(npy|png)$")]
_Name = Annotated[str, Field(strict=True, pattern=NAME)]
_Scalar = StrictBool | StrictInt | StrictFloat | _Label


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class FloatNode(_Form):
    """A float that JSON cannot write."""

    kind: Literal["float"] = "float"
    value: Literal["nan", "inf", "-inf"]


class TupleNode(_Form):
    """A tuple; lists stand for themselves."""

    kind: Literal["tuple"] = "tuple"
    items: list[Node]


class DictNode(_Form):
    """A dict, keys and values side by side, so that keys need not be text."""

    kind: Literal["dict"] = "dict"
    keys: list[_Scalar]
    values: list[Node]


class ArrayNode(_Form):
    """A numeric array; `origin` says what the student held."""

    kind: Literal["array"] = "array"
    file: _File
    origin: Literal["array", "tensor", "variable"] = "array"


class TextNode(_Form):
    """An array (or a table's column) of text; `null` is a missing value of a column."""

    kind: Literal["text"] = "text"
    shape: list[Annotated[int, Field(strict=True, ge=0)]]
    values: list[_Text | None]


class CategoricalNode(_Form):
    """A pandas categorical: codes (-1 is missing) into `categories`."""

    kind: Literal["categorical"] = "categorical"
    codes: _File
    categories: list[_Scalar]
    ordered: StrictBool


class DatesNode(_Form):
    """Dates without a time zone, as nanoseconds since 1970 (int64, the least one is missing)."""

    kind: Literal["dates"] = "dates"
    file: _File


Column = Annotated[ArrayNode | TextNode | CategoricalNode | DatesNode, Field(discriminator="kind")]


class SeriesNode(_Form):
    """A pandas Series; `index` has a column a level and is empty for 0, 1, ..., n-1."""

    kind: Literal["series"] = "series"
    name: _Scalar | None
    column: Column
    index: list[Column]
    index_names: list[_Scalar | None]


class FrameNode(_Form):
    """A pandas DataFrame, column by column."""

    kind: Literal["frame"] = "frame"
    n_rows: Annotated[int, Field(strict=True, ge=0)]
    names: list[_Scalar]
    columns: list[Column]
    index: list[Column]
    index_names: list[_Scalar | None]


class HistoryNode(_Form):
    """A Keras `History`: metrics by epoch and how `fit` was called."""

    kind: Literal["history"] = "history"
    metrics: dict[_Label, list[Node]]
    fit_settings: dict[_Label, StrictInt | StrictFloat | None]


class LossRecord(_Form):
    """A loss by its canonical name."""

    name: _Label
    from_logits: StrictBool = False


class OptimizerRecord(_Form):
    """An optimiser by its canonical name, with Keras's config of it."""

    name: _Label
    config: dict[str, Any]


class ModelNode(_Form):
    """A Keras model: config, weights by the layer's path (`encoder/dense_1`), how it was fitted."""

    kind: Literal["model"] = "model"
    class_name: Literal["Sequential", "Functional"]
    config: dict[str, Any]
    weights: dict[_Label, list[_File]]
    input_names: list[_Label]
    loss: LossRecord | None = None
    metrics: list[_Label] = []
    optimizer: OptimizerRecord | None = None
    history: HistoryNode | None = None


class FigureNode(_Form):
    """A picture, as PNG."""

    kind: Literal["figure"] = "figure"
    file: _File


class FunctionNode(_Form):
    """A function: it stays in the student's kernel and is called there."""

    kind: Literal["function"] = "function"
    name: _Label
    parameters: list[_Label]


_Objects = Annotated[
    FloatNode
    | TupleNode
    | DictNode
    | ArrayNode
    | TextNode
    | SeriesNode
    | FrameNode
    | HistoryNode
    | ModelNode
    | FigureNode
    | FunctionNode,
    Field(discriminator="kind"),
]
Node = TypeAliasType(
    "Node",
    "StrictBool | StrictInt | StrictFloat | _Text | list[Node] | _Objects | None",
)


class Manifest(_Form):
    """One answer, as `answer.json` holds it."""

    format: Literal[1] = 1
    name: _Name
    value: Node


for _form in (TupleNode, DictNode, HistoryNode, ModelNode, Manifest):
    _form.model_rebuild()
