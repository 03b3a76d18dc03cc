"""Judge reconstructions of images by two yardsticks that need no tuning: the mean image and PCA.

The error of a reconstruction is the mean squared difference of its pixels, on the scale from 0 to
1. Images are compared one by one, so that hard ones weigh on both sides alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod, sqrt
from typing import Any

import numpy as np
from scipy.linalg import eigh

from yourturn.answers.model import HandedModel
from yourturn.judging.rules.accuracy import BEYOND_CHANCE
from yourturn.judging.rules.reading import sample_shape

Array = np.ndarray[Any, Any]

_N_PIXELS = 784


def as_rows(images: Array) -> Array:
    """Bring images `(n, 28, 28)` of 0 to 255 to rows `(n, 784)` of float32 from 0 to 1."""
    rows: Array = images.reshape(len(images), _N_PIXELS).astype(np.float32) / np.float32(255)
    return rows


def errors_of(images: Array, reconstructions: Array) -> Array:
    """Return the mean squared difference of each image and its reconstruction, `(n,)`."""
    errors: Array = ((images - reconstructions) ** 2).mean(axis=1, dtype=np.float64)
    return errors


@dataclass(frozen=True, eq=False)
class Yardsticks:
    """The mean image `(784,)` and the leading principal components `(784, k)` of some images."""

    mean: Array
    components: Array

    @classmethod
    def of(cls, images: Array, n_components: int) -> "Yardsticks":
        """Fit both to rows `(n, 784)`: the eigenvectors of the covariance (Pearson, 1901)."""
        mean = images.mean(axis=0, dtype=np.float64).astype(np.float32)
        centred = images - mean
        covariance = (centred.T @ centred).astype(np.float64) / len(images)
        # the eigenvalues come in ascending order
        leading = [_N_PIXELS - n_components, _N_PIXELS - 1]
        _, vectors = eigh(covariance, subset_by_index=leading)
        return cls(mean, vectors.astype(np.float32))

    def errors(self, images: Array) -> tuple[Array, Array]:
        """Return the errors of the mean image and of PCA for rows `(n, 784)`, each `(n,)`."""
        centred = images - self.mean
        unpacked = centred @ self.components @ self.components.T
        return errors_of(centred, np.zeros_like(centred)), errors_of(centred, unpacked)


def reconstruct(
    model: HandedModel,
    predict: Callable[[HandedModel, Array], Array],
    rows: Array,
    *,
    network: str,
) -> Array:
    """Let an autoencoder that was handed in reconstruct rows `(n, 784)`, as rows.

    Raises `AssertionError` with a message for the student where it takes no such images or
    returns something else than 784 finite numbers for each.
    """
    outputs = predict(model, rows.reshape(len(rows), *sample_shape(model, network)))
    if prod(outputs.shape[1:]) != _N_PIXELS:
        raise AssertionError(
            f"{network} returns outputs of shape {outputs.shape[1:]} for one image; its 784 pixels"
            " were expected."
        )
    if not np.isfinite(outputs).all():
        raise AssertionError(f"{network} returns something that is no number: it has diverged.")
    return outputs.reshape(len(rows), _N_PIXELS)


def goes_as_far(
    errors: Array, of_mean: Array, of_pca: Array, share: float, *, network: str
) -> None:
    """Assert that reconstructions go `share` of the way from the mean image to PCA.

    All errors are `(n,)`, of the same unseen images. The bar for an image is
    `of_mean - share * (of_mean - of_pca)`; with d the errors minus their bars, the assertion fails
    when `mean(d) > 2.33 * sd(d) / sqrt(n)`, the one-sided 1 % level of the paired z test, as two
    forecasts are compared (Diebold and Mariano, Journal of Business and Economic Statistics 13,
    1995). The share is the gain over the mean that R squared measures, with PCA's as the unit.
    """
    above = errors - (of_mean - share * (of_mean - of_pca))
    standard_error = float(above.std(ddof=1)) / sqrt(len(above))
    if above.mean() > BEYOND_CHANCE * standard_error:
        gone = (of_mean.mean() - errors.mean()) / (of_mean.mean() - of_pca.mean())
        raise AssertionError(
            f"{network} has a mean squared error of {errors.mean():.4f} on {len(errors):,} unseen"
            f" images; that of the mean image is {of_mean.mean():.4f}, that of PCA"
            f" {of_pca.mean():.4f}. It goes {gone:.0%} of this way, {share:.0%} were asked for."
        )
