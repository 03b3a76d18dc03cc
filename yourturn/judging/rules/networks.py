"""Judge how a network that was handed in is built, compiled and fitted.

Raises `AssertionError` with a message for the student; `network` is the name it was handed in by.
"""

import numpy as np
from numpy.typing import ArrayLike

from yourturn.answers.model import HandedModel, Layer


def one_dense_node(model: HandedModel, network: str) -> Layer:
    """Assert that a network is one Dense layer with one node, and return that layer.

    Layers without weights (an input, an activation) may stand around it.
    """
    if not model.blocks:
        raise AssertionError(f"{network} has no layer with nodes; one Dense layer was expected.")
    classes = [block.layer.class_name for block in model.blocks]
    widths = [block.units for block in model.blocks]
    if classes != ["Dense"]:
        raise AssertionError(
            f"{network} has the layers {', '.join(classes)} with {widths} nodes; one Dense layer"
            " with one node is a GLM, everything else has parameters that a GLM has not."
        )
    if widths != [1]:
        raise AssertionError(
            f"{network} has an output of {widths[0]} nodes; one was expected, the mean."
        )
    layer = model.blocks[0].layer
    extra = model.n_parameters - sum(int(weight.size) for weight in layer.weights)
    if extra:
        raise AssertionError(
            f"{network} has {extra} parameters outside its Dense layer; a GLM has none."
        )
    return layer


def output_is(model: HandedModel, activation: str, why: str, *, network: str) -> None:
    """Assert that the last layer's activation is `activation`, Keras's name; `why` explains it."""
    found = model.blocks[-1].activation if model.blocks else "linear"
    if found != activation:
        raise AssertionError(
            f"The output activation of {network} is {found} instead of {activation}, {why}."
        )


def loss_is(model: HandedModel, loss: str, *, network: str) -> None:
    """Assert that a network was compiled with `loss`, Keras's long name for it."""
    if model.loss is None:
        raise AssertionError(f"{network} was not compiled, so it has no loss.")
    if model.loss != loss:
        raise AssertionError(
            f"{network} was compiled with the loss {model.loss} instead of {loss}."
        )


def fitted_on(model: HandedModel, n_rows: int, *, network: str) -> None:
    """Assert that a network was trained with `fit` on `n_rows` policies, none held out.

    How many rows a `tf.data.Dataset` holds is not known, so it passes.
    """
    epochs = max((len(values) for values in (model.history or {}).values()), default=0)
    if not epochs:
        raise AssertionError(
            f"{network} was not trained: its weights are those it began with, or were set by hand."
            " Call fit before hand_in."
        )
    rows = model.fit_settings.get("rows")
    if rows is not None and rows != n_rows:
        raise AssertionError(
            f"{network} was trained on {rows:,} rows; there are {n_rows:,} policies to train on."
        )
    split = model.fit_settings.get("validation_split") or 0
    if rows is not None and split:
        raise AssertionError(
            f"{network} was trained with validation_split={split:g}, so {100 * split:g} % of the"
            " policies were kept from it; the GLM is fitted to all of them."
        )


def weighted_by(model: HandedModel, weights: ArrayLike, *, network: str, what: str) -> None:
    """Assert that `sample_weight` was `weights` (n_policies,), on any scale; `what` names them.

    Compared by their coefficient of variation, which is what a hand-in tells of them; weights
    inside a `tf.data.Dataset` are not known and pass.
    """
    found = model.fit_settings.get("weight_variation")
    given = np.asarray(weights, float)
    expected = float(given.std() / given.mean())
    # float32 weights have it to six digits; the least that differ by mistake, to one
    if found is None or abs(found - expected) <= 1e-3 * expected:
        return
    if not found:
        raise AssertionError(
            f"{network} was trained with equal weights for all policies; fit takes"
            f" sample_weight, which should be {what}."
        )
    raise AssertionError(
        f"The sample_weight that {network} was trained with has a coefficient of variation of"
        f" {found:.3f}; that of {what} is {expected:.3f}."
    )
