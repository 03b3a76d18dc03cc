"""Draw what networks and GLMs learn from the motor portfolio (04 to 06)."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

_STYLES = ("-", "--", "-.", ":")  # curves must be told apart without colour
_AGE_LABEL = "age of the policyholder [years]"


def weight_paths(
    paths: Mapping[str, Sequence[float]], coefficient: float, standard_error: float
) -> Figure:
    """Draw weights after each epoch, and the band of two standard errors around a GLM's estimate.

    `paths` holds, by name, the weight after epochs 1, 2, ...; all on the scale of `coefficient`.
    """
    figure, panel = plt.subplots(figsize=(5.2, 2.9), layout="constrained")
    low, high = coefficient - 2 * standard_error, coefficient + 2 * standard_error
    panel.axhspan(low, high, color="0.85", label="GLM ± 2 standard errors")
    panel.axhline(coefficient, color="0.5", linewidth=1)
    for k, (name, weights) in enumerate(paths.items()):
        epochs = np.arange(1, len(weights) + 1)
        panel.plot(epochs, weights, _STYLES[k % 4], marker="o", markersize=3, label=name)
    panel.set_xlabel("epoch")
    panel.set_ylabel("weight of the network")
    panel.legend(frameon=False, fontsize=8)
    plt.close(figure)  # shown once, as the cell's value, not a second time by pyplot
    return figure


def frequency_by_age(
    policies: pd.DataFrame, curves: Mapping[str, npt.ArrayLike] | None = None
) -> Figure:
    """Draw claims per year of exposure by age as dots, and fitted frequencies as curves.

    The area of a dot is its exposure in years. `policies` is as of `load_mtpl`; each of `curves`
    holds the frequency a year at every age from 18 to 95, `(78,)`.
    """
    drawn = [
        (name, _ages(name, values), np.ravel(values)) for name, values in (curves or {}).items()
    ]
    totals = policies.groupby("ageph")[["nclaims", "expo"]].sum()
    figure, panel = plt.subplots(figsize=(5.8, 3.2), layout="constrained")
    area = 120 * totals["expo"] / totals["expo"].max()
    frequency = totals["nclaims"] / totals["expo"]
    panel.scatter(totals.index, frequency, s=area, color="0.7", label="observed, area: exposure")
    for k, (name, ages, values) in enumerate(drawn):
        panel.plot(ages, values, _STYLES[k % 4], label=name)
    panel.set_ylim(0, 0.45)  # the few policies above 90 have frequencies of anything
    panel.set_xlabel(_AGE_LABEL)
    panel.set_ylabel("claims per year of exposure")
    panel.legend(frameon=False, fontsize=8)
    plt.close(figure)
    return figure


def severity_by_age(
    claims: pd.DataFrame, curves: "Mapping[str, pd.Series[float]] | None" = None
) -> Figure:
    """Draw the mean claim in euro by age as dots, and fitted mean claims as curves.

    The area of a dot is its number of claims. `claims` holds the policies with claims, as of
    `load_mtpl`; each of `curves` holds euro by age, its index.
    """
    totals = claims.groupby("ageph")[["amount", "nclaims"]].sum()
    figure, panel = plt.subplots(figsize=(5.8, 3.2), layout="constrained")
    area = 120 * totals["nclaims"] / totals["nclaims"].max()
    mean = totals["amount"] / totals["nclaims"]
    panel.scatter(totals.index, mean, s=area, color="0.7", label="observed, area: claims")
    for k, (name, values) in enumerate((curves or {}).items()):
        panel.plot(values.index, values.to_numpy(), _STYLES[k % 4], label=name)
    panel.set_ylim(0, 3 * float(totals["amount"].sum() / totals["nclaims"].sum()))
    panel.set_xlabel(_AGE_LABEL)
    panel.set_ylabel("mean claim [euro]")
    panel.legend(frameon=False, fontsize=8)
    plt.close(figure)
    return figure


def factor_by_age(factors: Mapping[str, npt.ArrayLike]) -> Figure:
    """Draw factors on a frequency at every age from 18 to 95, `(78,)` each, around 1."""
    drawn = [(name, _ages(name, values), np.ravel(values)) for name, values in factors.items()]
    figure, panel = plt.subplots(figsize=(5.4, 2.9), layout="constrained")
    panel.axhline(1, color="0.8", linewidth=1)
    for k, (name, ages, values) in enumerate(drawn):
        panel.plot(ages, values, _STYLES[k % 4], label=name)
    panel.set_xlabel(_AGE_LABEL)
    panel.set_ylabel("factor on the frequency")
    panel.legend(frameon=False, fontsize=8)
    plt.close(figure)
    return figure


def claim_sizes(average: npt.ArrayLike) -> Figure:
    """Draw a histogram of claim sizes in euro on a logarithmic axis, with mean and median."""
    sizes = np.asarray(average, dtype=float)
    bins = np.geomspace(sizes.min(), sizes.max(), 41)
    figure, panel = plt.subplots(figsize=(5.2, 2.7), layout="constrained")
    panel.hist(sizes, bins=bins.tolist(), color="0.7")
    for name, value, style in (
        ("median", float(np.median(sizes)), "--"),
        ("mean", float(sizes.mean()), "-"),
    ):
        panel.axvline(value, color="black", linestyle=style, label=f"{name} {value:,.0f} euro")
    panel.set_xscale("log")
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    panel.set_xlabel("average claim of a policy [euro, logarithmic]")
    panel.set_ylabel("policies")
    panel.legend(frameon=False, fontsize=8)
    plt.close(figure)
    return figure


def _ages(name: str, values: npt.ArrayLike) -> npt.NDArray[np.int64]:
    if np.size(values) != 78:
        raise ValueError(f"{name} holds {np.size(values)} values; one for each age 18 to 95 is 78")
    return np.arange(18, 96)
