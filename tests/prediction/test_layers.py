import copy
from importlib import import_module
from typing import Any

import keras
import pytest

from yourturn.errors import StudentError
from yourturn.prediction import layers as allowed
from yourturn.prediction.layers import check_config

INITIALIZER = {
    "module": "keras.initializers",
    "class_name": "Zeros",
    "config": {},
    "registered_name": None,
}
CONFIG: dict[str, Any] = {
    "name": "m",
    "layers": [
        {
            "module": "keras.layers",
            "class_name": "Dense",
            "config": {
                "name": "dense",
                "units": 3,
                "activation": "relu",
                "bias_initializer": INITIALIZER,
                "dtype": {
                    "module": "keras",
                    "class_name": "DTypePolicy",
                    "config": {"name": "float32"},
                    "registered_name": None,
                },
            },
            "registered_name": None,
        }
    ],
}
OWN_FUNCTION = {
    "module": "builtins",
    "class_name": "function",
    "config": "system",
    "registered_name": "function",
}


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


# Where in the layer, what is put there, what the student reads.
HOSTILE: dict[str, tuple[tuple[str, ...], Any, str]] = {
    "Lambda": (("class_name",), "Lambda", "layer 'dense' cannot be handed in: a Lambda layer"),
    "TF operation": (("class_name",), "TFOpLambda", "use keras.ops or a built-in layer"),
    "text layer": (("class_name",), "StringLookup", "turn texts into numbers before the model"),
    "file layer": (("class_name",), "TFSMLayer", "layer 'dense' uses TFSMLayer, which is not"),
    "torch": (("class_name",), "TorchModuleWrapper", "uses TorchModuleWrapper, which is not"),
    "class of another module": (("module",), "os", "layer 'dense' uses Dense, which is not"),
    "class of no module": (("module",), None, "layer 'dense' uses Dense, which is not"),
    "class that is no text": (("class_name",), 3, "config of layer 'dense' is damaged"),
    "class that cannot be looked up": (("class_name",), ["Dense"], "of layer 'dense' is damaged"),
    "name that is a layer": (("name",), {"class_name": "Lambda"}, "of layer 'dense' is damaged"),
    "layer inside an array": (
        ("config", "value"),
        {"class_name": "__keras_tensor__", "config": {"class_name": "Lambda"}},
        "config of layer 'dense' is damaged",
    ),
    "module that is no text": (("module",), ["keras.layers"], "config of layer 'dense' is damaged"),
    "custom object": (("registered_name",), "Evil>Dense", "refers to a custom object"),
    "unknown field": (("fn",), "x", "config of layer 'dense' is damaged"),
    "config that is code": (("config",), "4wEAAAA", "is damaged"),
    "own activation": (("config", "activation"), OWN_FUNCTION, "activation that is not built in"),
    "lambda": (("config", "activation"), {"class_name": "__lambda__"}, "activation that is not"),
    "activation by path": (("config", "activation"), "os.system", "'os.system', which Keras does"),
    "own initialiser": (("config", "kernel_initializer"), OWN_FUNCTION, "uses function, which is"),
    "typespec": (("config", "spec"), {"class_name": "__typespec__"}, "uses __typespec__, which"),
    "bytes": (("config", "b"), {"class_name": "__bytes__", "config": {}}, "uses __bytes__, which"),
    "array of objects": (
        ("config", "value"),
        {"class_name": "__numpy__", "config": {"value": [1], "dtype": "object"}},
        "has the dtype 'object'; use 'float32'",
    ),
    "array without type": (
        ("config", "value"),
        {"class_name": "__tensor__", "config": {"value": [1]}},
        "config of layer 'dense' is damaged",
    ),
    "code beside an array": (
        ("config", "value"),
        {"class_name": "__tensor__", "config": {"dtype": "int32"}, "module": "os"},
        "config of layer 'dense' is damaged",
    ),
    "two billion units": (("config", "units"), 2_000_000_000, "has units = 2000000000; at most"),
    "many units less than none": (("config", "units"), -(10**9), "has units = -1000000000"),
    "not finite": (("config", "units"), float("inf"), "has units = inf, which no layer can have"),
    "object": (("config", "units"), object(), "which no layer can have"),
    "huge input": (("config", "batch_shape"), [None, 10**4, 10**4], "at most 10,000,000 values"),
    "negative input": (("config", "batch_shape"), [None, -1], "has the shape [None, -1]"),
    "long text": (("config", "name"), "a" * 201, "holds a text of 201 letters"),
    "long key": (("config", "a" * 201), 1, "is damaged"),
    "deep": (("config", "axis"), deep(60), "too large or too deeply nested"),
    "wide": (("config", "axis"), [0] * 300_000, "too large or too deeply nested"),
}


def test_a_plain_config_is_allowed() -> None:
    check_config(CONFIG)


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_config_is_refused_with_a_sentence(case: str) -> None:
    path, value, sentence = HOSTILE[case]
    config = copy.deepcopy(CONFIG)
    place = config["layers"][0]
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(StudentError) as refusal:
        check_config(config)
    assert sentence in str(refusal.value)
    assert len(str(refusal.value)) < 300


def test_a_seed_may_be_any_number() -> None:
    config = copy.deepcopy(CONFIG)
    config["layers"][0]["config"]["bias_initializer"]["config"]["seed"] = 2**40
    check_config(config)


def test_every_allowed_part_is_one_that_keras_has() -> None:
    for module, names in allowed._PARTS.items():
        for name in names - {"Functional"}:
            assert isinstance(getattr(import_module(module), name), type), f"{module}.{name}"


def test_every_allowed_activation_is_one_that_keras_has() -> None:
    for name in allowed._ACTIVATIONS:
        assert callable(keras.activations.get(name))


def test_nothing_that_carries_code_is_allowed() -> None:
    carriers = {"Lambda", "TFSMLayer", "TorchModuleWrapper", "FlaxLayer", "JaxLayer", "Pipeline"}
    for names in allowed._PARTS.values():
        assert not carriers & names
