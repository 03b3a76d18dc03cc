"""Pictures for the notebooks: each function draws one thing and returns what a cell shows.

A notebook says `from yourturn import draw` and ends a cell with `draw.tensor(x)`. The functions
are imported on first use, because importing matplotlib takes longer than most exercises. No
function may have the name of a module of this package: once imported, the module would hide it.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "claim_sizes": "yourturn.draw.portfolio",
    "columns": "yourturn.draw.tables",
    "combined_network": "yourturn.draw.combined",
    "convolution": "yourturn.draw.images",
    "curves": "yourturn.draw.networks",
    "digits": "yourturn.draw.images",
    "factor_by_age": "yourturn.draw.portfolio",
    "feature_maps": "yourturn.draw.images",
    "frequency_by_age": "yourturn.draw.portfolio",
    "kernels": "yourturn.draw.images",
    "network": "yourturn.draw.networks",
    "prediction": "yourturn.draw.images",
    "reconstructions": "yourturn.draw.images",
    "severity_by_age": "yourturn.draw.portfolio",
    "tensor": "yourturn.draw.tensors",
    "weight_paths": "yourturn.draw.portfolio",
    "weights": "yourturn.draw.images",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'yourturn.draw' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
