"""Tensors and variables as arrays, their shapes as tuples, on the student's side."""

import sys
from typing import Any

import numpy as np

from yourturn.answers.encode import article
from yourturn.answers.files import Files, put_array
from yourturn.answers.kinds import ArrayNode, Node, TupleNode
from yourturn.errors import StudentError

__all__ = ["encode_tensor"]


def encode_tensor(files: Files, value: Any, where: str) -> Node:
    """Encode what TensorFlow or Keras holds numbers in; None for anything else."""
    tensorflow, keras = sys.modules.get("tensorflow"), sys.modules.get("keras")
    if tensorflow is not None:
        if isinstance(value, tensorflow.TensorShape):
            return TupleNode(items=list(value.as_list()))
        if isinstance(value, tensorflow.Variable):
            return _from_tensor(files, value, where, "variable")
        if isinstance(value, tensorflow.Tensor):
            return _from_tensor(files, value, where, "tensor")
        if isinstance(value, tensorflow.RaggedTensor | tensorflow.SparseTensor):
            raise StudentError(
                f"{where} is {article(value)}; "
                "make it dense with .to_tensor() or tf.sparse.to_dense"
            )
        if isinstance(value, tensorflow.DType):
            return str(value.name)
    if keras is not None:
        if isinstance(value, keras.Variable):
            return _from_tensor(files, value, where, "variable")
        if isinstance(value, keras.KerasTensor):
            raise StudentError(
                f"{where} is a symbolic Keras tensor: it stands for values that a model will get; "
                "hand in the model, or the array that model.predict returns"
            )
    return None


def _from_tensor(files: Files, value: Any, where: str, origin: Any) -> Node:
    if not hasattr(value, "numpy"):
        raise StudentError(
            f"{where} is a symbolic tensor made inside a tf.function; hand in what the function "
            "returns"
        )
    dtype = str(getattr(value.dtype, "name", value.dtype))
    if "bfloat16" in dtype or "float8" in dtype:
        raise StudentError(
            f"{where} has type {dtype}; convert it with tf.cast({where}, tf.float32)"
        )
    array = value.numpy()
    if dtype == "string":
        raise StudentError(f"{where} is a tensor of texts; hand it in as a list of texts")
    return ArrayNode(file=put_array(files, np.asarray(array), where), origin=origin)
