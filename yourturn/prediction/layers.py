"""Which Keras layers a handed-in model may be made of, and how large it may be.

The check reads the config alone, without Keras, so that both sides share it: `hand_in` tells the
student at once, zone 2 refuses what came another way. Only built-in classes are named here, none
of which carries code (`Lambda`, `TorchModuleWrapper`, `TFSMLayer` do) or reads files.
"""

import math
from collections.abc import Mapping
from typing import Any

from yourturn.errors import StudentError

__all__ = ["MAX_PARAMETERS", "check_config"]

MAX_PARAMETERS = 20_000_000  # 80 MB of float32; the course's largest model has 0.4 million
_MAX_SIZE = 1_000_000  # units, filters, axes, ...: any whole number but a seed
_MAX_INPUT = 10_000_000  # values of one observation
_MAX_NESTING = 40
_MAX_VALUES = 200_000


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ACTIVATIONS = _names(
    "celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish "
    "hard_tanh leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid "
    "silu soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid sparsemax "
    "squareplus swish tanh tanh_shrink threshold"
)
_ACTIVATION_LAYERS = _names("Activation ELU LeakyReLU PReLU ReLU Softmax")
_LAYERS = _ACTIVATION_LAYERS | _names(
    "ActivityRegularization Add AdditiveAttention AlphaDropout Attention Average "
    "AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Bidirectional "
    "CategoryEncoding CenterCrop Concatenate Conv1D Conv1DTranspose Conv2D "
    "Conv2DTranspose Conv3D Conv3DTranspose Cropping1D Cropping2D Cropping3D Dense "
    "DepthwiseConv1D DepthwiseConv2D Discretization Dot Dropout EinsumDense Embedding "
    "Flatten GRU GRUCell GaussianDropout GaussianNoise GlobalAveragePooling1D "
    "GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D "
    "GlobalMaxPooling3D GroupNormalization GroupQueryAttention Identity InputLayer LSTM "
    "LSTMCell LayerNormalization Masking MaxPooling1D MaxPooling2D MaxPooling3D Maximum "
    "Minimum MultiHeadAttention Multiply Normalization Permute RMSNormalization RNN "
    "RandomBrightness RandomContrast RandomCrop RandomErasing RandomFlip RandomRotation "
    "RandomTranslation RandomZoom RepeatVector Rescaling Reshape Resizing SeparableConv1D "
    "SeparableConv2D SimpleRNN SimpleRNNCell SpatialDropout1D SpatialDropout2D "
    "SpatialDropout3D SpectralNormalization StackedRNNCells Subtract TimeDistributed "
    "UnitNormalization UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D "
    "ZeroPadding3D"
)
_PARTS = {
    "keras": frozenset({"DTypePolicy", "Sequential", "Functional"}),
    "keras.src.models.functional": frozenset({"Functional"}),
    "keras.layers": _LAYERS,
    "keras.initializers": _names(
        "Constant GlorotNormal GlorotUniform HeNormal HeUniform Identity LecunNormal "
        "LecunUniform Ones Orthogonal RandomNormal RandomUniform TruncatedNormal "
        "VarianceScaling Zeros"
    ),
    "keras.regularizers": frozenset({"L1", "L1L2", "L2", "OrthogonalRegularizer"}),
    "keras.constraints": frozenset({"MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"}),
    # Operations on Keras tensors, as `a + b` or `keras.ops.exp(a)` leave them in a config; those
    # that repeat or create values (Tile, Pad, Arange, ...) are left out.
    "keras.src.ops.numpy": _names(
        "Abs Absolute Add Amax Amin Average Clip Concatenate Cos Divide Dot Exp Expm1 "
        "ExpandDims Flip GetItem Log Log10 Log1p Log2 Logaddexp Matmul Max Maximum Mean Min "
        "Minimum Moveaxis Multiply Negative Power Prod Ravel Reciprocal Reshape Sign Sin Sqrt "
        "Square Squeeze Stack Std Subtract Sum Swapaxes Tanh Transpose TrueDivide Var Where"
    ),
    "keras.src.ops.nn": _names(
        "Celu Elu Gelu HardSigmoid HardSilu HardTanh LeakyRelu LogSigmoid LogSoftmax "
        "Normalize Relu Relu6 Selu Sigmoid Silu SoftShrink Softmax Softplus Softsign "
        "TanhShrink"
    ),
    "keras.src.ops.core": frozenset({"Cast"}),
    "keras.src.ops.math": frozenset({"Erf", "Logsumexp", "Rsqrt"}),
    "keras.src.activations.activations": frozenset({"ReLU"}),
}
_DTYPES = _names(
    "bool float16 float32 float64 bfloat16 int8 int16 int32 int64 uint8 uint16 uint32 "
    "uint64 mixed_float16 mixed_bfloat16"
)
# Values that stand in the arguments of an operation.
_VALUES = frozenset({"__keras_tensor__", "__slice__", "__ellipsis__", "__tensor__", "__numpy__"})
_PART_KEYS = frozenset(
    {"module", "class_name", "config", "registered_name", "build_config", "name", "inbound_nodes"}
)
_CURES = {
    "Lambda": "a Lambda layer carries code; use a built-in layer (Rescaling, Activation, Reshape) "
    "or keras.ops",
    "TFOpLambda": "use keras.ops or a built-in layer (Add, Rescaling, Activation)",
    "TextVectorization": "turn texts into numbers before the model",
    "StringLookup": "turn texts into numbers before the model",
}


def check_config(config: Mapping[str, Any]) -> None:
    """Check a model's config (`get_config()` as JSON) against the list of allowed parts.

    Raises `StudentError` that names the layer and the cure: parts that are not built in, numbers
    that are too large or not finite, nesting. Called by `hand_in` and before anything is built.
    """
    _Check().value(config, "config", 0)


class _Check:
    """One walk over a config; keeps the name of the layer it is in for the messages."""

    def __init__(self) -> None:
        self.layer = "the model"
        self.count = 0

    def value(self, value: Any, key: str, depth: int) -> None:
        self.count += 1
        if depth > _MAX_NESTING or self.count > _MAX_VALUES:
            raise StudentError(f"the config of {self.layer} is too large or too deeply nested")
        if isinstance(value, dict):
            self._dict(value, key, depth)
        elif isinstance(value, list):
            if key == "batch_shape":
                self._batch_shape(value)
            for inner in value:
                self.value(inner, key, depth + 1)
        elif isinstance(value, str):
            self._text(value, key)
        elif isinstance(value, bool) or value is None:
            return
        elif isinstance(value, int):
            limit = 2**64 if "seed" in key else _MAX_SIZE
            if abs(value) > limit:
                raise StudentError(
                    f"{self.layer} has {key} = {str(value)[:30]}; at most {limit:,} can be built"
                )
        elif not (isinstance(value, float) and math.isfinite(value)):
            raise StudentError(f"{self.layer} has {key} = {value!r:.40}, which no layer can have")

    def _dict(self, value: dict[str, Any], key: str, depth: int) -> None:
        if not all(isinstance(name, str) and len(name) <= 200 for name in value):
            raise StudentError(f"the config of {self.layer} is damaged")
        if not {"class_name", "module", "registered_name"} & value.keys():
            for name, inner in value.items():
                self.value(inner, name, depth + 1)
            return
        class_name = value.get("class_name")
        if isinstance(class_name, str) and class_name in _VALUES:
            self._operand(value, depth)
            return
        outside, config = self.layer, value.get("config")
        if isinstance(config, dict) and "name" in config and class_name != "DTypePolicy":
            self.layer = f"layer {str(config['name'])[:80]!r}"
        self._part(value, key)
        for name in ("name", "config", "build_config", "inbound_nodes"):
            self.value(value.get(name), name, depth + 1)
        self.layer = outside

    def _part(self, value: dict[str, Any], key: str) -> None:
        class_name, module = value.get("class_name"), value.get("module")
        if not isinstance(class_name, str) or not isinstance(module, str | None):
            raise StudentError(f"the config of {self.layer} is damaged")
        if class_name in _CURES:
            raise StudentError(f"{self.layer} cannot be handed in: {_CURES[class_name]}")
        if "activation" in key and class_name not in _ACTIVATION_LAYERS:
            raise StudentError(
                f"{self.layer} has an activation that is not built in; "
                "use the name of a built-in one, such as activation='exponential'"
            )
        if class_name not in _PARTS.get(module or "", ()):
            raise StudentError(
                f"{self.layer} uses {class_name[:80]}, which is not among the built-in parts of "
                "Keras that can be handed in; build the model of built-in layers"
            )
        plain = isinstance(value.get("config"), dict) and isinstance(value.get("name"), str | None)
        if not (plain and value.keys() <= _PART_KEYS):
            raise StudentError(f"the config of {self.layer} is damaged")
        if value.get("registered_name") not in (None, class_name):
            raise StudentError(f"{self.layer} refers to a custom object; use a built-in one")

    def _operand(self, value: dict[str, Any], depth: int) -> None:
        config = value.get("config", {})
        if value.keys() - {"class_name", "config"} or not isinstance(config, dict):
            raise StudentError(f"the config of {self.layer} is damaged")
        if config.keys() & {"class_name", "module", "registered_name"}:
            raise StudentError(f"the config of {self.layer} is damaged")
        if value["class_name"] in ("__tensor__", "__numpy__") and "dtype" not in config:
            raise StudentError(f"the config of {self.layer} is damaged")
        for name, inner in config.items():
            self.value(inner, name, depth + 1)

    def _text(self, text: str, key: str) -> None:
        if len(text) > 200:
            raise StudentError(f"the config of {self.layer} holds a text of {len(text):,} letters")
        if "activation" in key and text not in _ACTIVATIONS:
            raise StudentError(
                f"{self.layer} has the activation {text[:80]!r}, which Keras does not know; "
                "use the name of a built-in one, such as 'relu'"
            )
        if key == "dtype" and text not in _DTYPES:
            raise StudentError(f"{self.layer} has the dtype {text[:80]!r}; use 'float32'")

    def _batch_shape(self, shape: list[Any]) -> None:
        known = [n for n in shape if n is not None]
        if all(type(n) is int and n >= 0 for n in known) and math.prod(known) <= _MAX_INPUT:
            return
        raise StudentError(
            f"{self.layer} has the shape {str(shape)[:80]}; at most {_MAX_INPUT:,} values fit"
        )
