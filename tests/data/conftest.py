import gzip
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from yourturn.data import load, policies, published, sources, unseen


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    """Give each test an empty cache of its own, and no memory of where data came from."""
    home = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    for name in ("YOURTURN_DATA", "YOURTURN_COURSE_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(load, "_used", {})
    _forget()
    yield home / "yourturn"
    _forget()


def _forget():
    sources.forget()
    unseen.mnist.cache_clear()
    unseen.mtpl.cache_clear()


@pytest.fixture
def small_mtpl():
    """Forty policies of every kind, a few with claims."""
    n = 40
    claims = np.arange(n) % 10 == 0
    count = claims * (1 + np.arange(n) % 20 // 10)
    amount = claims * 150.25
    return pd.DataFrame(
        {
            "id": np.arange(1, n + 1),
            "expo": np.where(np.arange(n) % 4 == 0, 0.25, 1.0),
            "claim": claims.astype("int64"),
            "nclaims": count,
            "amount": amount,
            "average": np.where(claims, amount / np.maximum(count, 1), np.nan),
            "coverage": np.array(policies.LEVELS["coverage"])[np.arange(n) % 3],
            "ageph": 18 + np.arange(n),
            "sex": np.where(np.arange(n) % 3 == 0, "female", "male"),
            "bm": np.arange(n) % 23,
            "power": 40 + np.arange(n),
            "agec": np.arange(n) % 12,
            "fuel": np.where(np.arange(n) % 3 == 0, "diesel", "gasoline"),
            "use": np.where(np.arange(n) % 9 == 0, "work", "private"),
            "fleet": (np.arange(n) % 13 == 0).astype("int64"),
        }
    )


@pytest.fixture
def as_course_file(small_mtpl):
    """The same policies as the bytes of the course's own PC_data.txt, quotes, town and all."""
    table = small_mtpl.drop(columns="claim").rename(columns={"expo": "exp", "average": "avg"})
    table["coverage"] = table["coverage"].map({"TPL": "TPL", "TPL+": "PO", "TPL++": "FO"})
    table["fleet"] = table["fleet"].map({0: "N", 1: "Y"})
    table["town"] = "SINT GILLIS"
    table.columns = table.columns.str.upper()
    return table.to_csv(sep=" ", index=False, quoting=2, na_rep="NA").encode()


@pytest.fixture(scope="session")
def _blank_mnist(tmp_path_factory):
    arrays = {}
    for part, n in (("train", 60_000), ("test", 10_000)):
        images = np.zeros((n, 28, 28), dtype=np.uint8)
        images[:, 0, 0] = np.arange(n) % 251
        arrays[f"x_{part}"] = images
        arrays[f"y_{part}"] = (np.arange(n) % 10).astype(np.uint8)
    path = tmp_path_factory.mktemp("mnist") / "mnist.npz"
    np.savez_compressed(path, **arrays)
    return path


@pytest.fixture
def small_mnist(tmp_path, _blank_mnist):
    """A file in the layout of Keras's mnist.npz that is small because it is nearly blank."""
    folder = tmp_path / "named"
    folder.mkdir()
    return Path(shutil.copy(_blank_mnist, folder))


@pytest.fixture
def data_folder(small_mtpl, small_mnist):
    """A folder that YOURTURN_DATA may name."""
    named = small_mnist.parent
    with gzip.open(named / "mtpl.csv.gz", "wt") as file:
        small_mtpl.to_csv(file, index=False)
    return named


@pytest.fixture
def offline(monkeypatch):
    """Point both publishers at a port of this machine where nobody listens."""
    nobody = "http://127.0.0.1:9/{}"
    for name in ("MNIST", "MTPL"):
        known = getattr(published, name)
        changed = published.Published(
            nobody.format(known.filename), known.filename, known.algorithm, known.digest
        )
        monkeypatch.setitem(sources.PUBLISHED, name.lower(), changed)
