"""One picture of a run: submissions a minute by side, and memory while a class is graded."""

from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("agg")
from matplotlib import pyplot as plt


def plot(result: dict[str, Any], path: Path) -> None:
    """Draw what of the parts is there; nothing when none of them is."""
    compared = [name for name in ("tensors", "cnn") if name in result]
    curves = result.get("sizes", {}).get("memory_mib", {})
    panels = len(compared) + bool(curves)
    if not panels:
        return
    figure, axes = plt.subplots(1, panels, figsize=(6 * panels, 3.6), squeeze=False)
    for axis, name in zip(axes[0], compared, strict=False):
        rows = result[name]["rows"]
        axis.barh(list(rows), [row["per_minute"] for row in rows.values()], color="0.4")
        axis.invert_yaxis()
        axis.set_xscale("log")
        axis.set_xlabel(f"submissions of {result[name]['assignment']} a minute")
    if curves:
        for size, samples in curves.items():
            axes[0][-1].plot(*zip(*samples, strict=True), label=f"{size} submissions")
        axes[0][-1].set_xlabel("seconds")
        axes[0][-1].set_ylabel("memory in MiB")
        axes[0][-1].set_ylim(bottom=0)
        axes[0][-1].legend()
    for axis in axes[0]:
        axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)
