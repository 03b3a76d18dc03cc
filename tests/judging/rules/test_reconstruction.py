"""The yardsticks are what scikit-learn makes of them, and the ladder is fair."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from yourturn.answers import HandedModel
from yourturn.data.digits import stand_in_digits
from yourturn.judging.rules.reconstruction import (
    Yardsticks,
    as_rows,
    errors_of,
    goes_as_far,
    reconstruct,
)

N_DRAWS = 2_000
# 1 % of 2,000 draws is 20; a rate of exactly 1 % gives more than 36 once in a thousand
AT_MOST_ONE_PER_CENT = 36


@pytest.fixture(scope="module")
def rows() -> dict[str, np.ndarray]:
    return {part: as_rows(digits[0]) for part, digits in stand_in_digits().items()}


@pytest.fixture(scope="module")
def yardsticks(rows: dict[str, np.ndarray]) -> Yardsticks:
    return Yardsticks.of(rows["train"], 32)


def network(*sample: int) -> HandedModel:
    """A model that takes samples of this shape; what it computes is up to `predict`."""
    shape = {"name": "input", "batch_shape": [None, *sample]}
    layers = [{"class_name": "InputLayer", "config": shape}]
    return HandedModel("Sequential", {"name": "network", "layers": layers}, (), ())


def falls_short(errors: np.ndarray, mean: np.ndarray, pca: np.ndarray, share: float) -> bool:
    try:
        goes_as_far(errors, mean, pca, share, network="model")
    except AssertionError:
        return True
    return False


def test_the_yardsticks_are_those_of_scikit_learn(
    rows: dict[str, np.ndarray], yardsticks: Yardsticks
) -> None:
    pca = PCA(32, svd_solver="covariance_eigh").fit(rows["train"].astype(float))
    unseen = rows["unseen"]
    of_mean, of_pca = yardsticks.errors(unseen)
    assert np.allclose(of_mean, ((unseen - pca.mean_) ** 2).mean(axis=1), rtol=1e-4)
    unpacked = pca.inverse_transform(pca.transform(unseen))
    assert np.allclose(of_pca, ((unseen - unpacked) ** 2).mean(axis=1), rtol=1e-3)


def test_an_error_is_the_mean_over_the_pixels() -> None:
    images = np.zeros((2, 784), dtype=np.float32)
    reconstructions = images.copy()
    reconstructions[1, :392] = 0.5
    assert errors_of(images, reconstructions).tolist() == [0, 0.125]


@pytest.mark.parametrize("sample", [(784,), (28, 28), (28, 28, 1)])
def test_images_go_in_and_come_out_in_any_shape(sample: tuple[int, ...]) -> None:
    rows = np.random.default_rng(1).random((5, 784), dtype=np.float32)
    seen: list[tuple[int, ...]] = []

    def same(model: HandedModel, inputs: np.ndarray) -> np.ndarray:
        seen.append(inputs.shape)
        return inputs

    assert np.array_equal(reconstruct(network(*sample), same, rows, network="model"), rows)
    assert seen == [(5, *sample)]


def test_outputs_that_are_no_images_are_named() -> None:
    rows = np.zeros((5, 784), dtype=np.float32)
    with pytest.raises(AssertionError, match="its 784 pixels were expected"):
        reconstruct(network(784), lambda m, x: x[:, :32], rows, network="model")
    with pytest.raises(AssertionError, match="no number: it has diverged"):
        reconstruct(network(784), lambda m, x: x * np.nan, rows, network="model")


@pytest.mark.parametrize("share", [0.5, 0.9, 1.0])
def test_who_goes_exactly_as_far_fails_once_in_a_hundred(share: float) -> None:
    rng = np.random.default_rng(7)
    of_mean, of_pca = rng.gamma(9, 0.006, 2_000), rng.gamma(4, 0.001, 2_000)
    bar = of_mean - share * (of_mean - of_pca)
    noise = rng.normal(0, 0.002, (N_DRAWS, 2_000))
    failures = sum(falls_short(bar + one, of_mean, of_pca, share) for one in noise)
    assert failures <= AT_MOST_ONE_PER_CENT
    assert failures > 0


@pytest.mark.parametrize("share", [0.5, 0.9, 1.0])
def test_who_falls_short_by_five_standard_errors_is_caught(share: float) -> None:
    rng = np.random.default_rng(8)
    of_mean, of_pca = rng.gamma(9, 0.006, 2_000), rng.gamma(4, 0.001, 2_000)
    short = of_mean - share * (of_mean - of_pca) + 5 * 0.002 / np.sqrt(2_000)
    noise = rng.normal(0, 0.002, (N_DRAWS, 2_000))
    caught = sum(falls_short(short + one, of_mean, of_pca, share) for one in noise)
    assert caught >= 0.99 * N_DRAWS


def test_who_goes_less_far_is_told_how_far(
    rows: dict[str, np.ndarray], yardsticks: Yardsticks
) -> None:
    of_mean, of_pca = yardsticks.errors(rows["unseen"])
    errors = of_mean - 0.8 * (of_mean - of_pca)
    assert not falls_short(errors, of_mean, of_pca, 0.5)
    with pytest.raises(AssertionError, match=r"goes 80% of this way, 90% were asked for"):
        goes_as_far(errors, of_mean, of_pca, 0.9, network="autoencoder")


def test_fewer_components_do_not_reach_pca(
    rows: dict[str, np.ndarray], yardsticks: Yardsticks
) -> None:
    of_mean, of_pca = yardsticks.errors(rows["unseen"])
    _, of_fewer = Yardsticks.of(rows["train"], 28).errors(rows["unseen"])
    assert falls_short(of_fewer, of_mean, of_pca, 1.0)
    assert not falls_short(of_fewer, of_mean, of_pca, 0.9)
