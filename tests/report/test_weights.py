"""Networks really trained: copies stand out, what the common seed explains does not."""

from dataclasses import replace

import keras
import numpy as np
import pytest
from keras import layers
from sklearn.datasets import load_digits

from yourturn.answers.encode import encode
from yourturn.answers.fitting import remember_fits
from yourturn.networks import networks_in
from yourturn.report.likeness import Likeness
from yourturn.report.weights import alike_weights

remember_fits()


def _trained(seed, epochs=6, optimizer="adam", start=None):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((64,)),
            layers.Dense(32, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    if start is not None:
        model.set_weights(start.get_weights())
    model.compile(optimizer, "sparse_categorical_crossentropy")
    images, labels = load_digits(return_X_y=True)
    model.fit(images.astype("float32") / 16, labels, epochs=epochs, verbose=0)
    return model


@pytest.fixture(scope="module")
def networks():
    """The reference, itself again, a copy trained on, the same start, and other starts."""
    reference = _trained(0)
    models = {
        "reference": reference,
        "again": _trained(0),
        "trained on": _trained(7, epochs=1, optimizer="rmsprop", start=reference),
        "same start": _trained(0, epochs=3, optimizer="rmsprop"),
        **{f"seed {seed}": _trained(seed) for seed in range(1, 5)},
    }
    described = {}
    for name, model in models.items():
        files = {f"model/{file}": data for file, data in encode("model", model).items()}
        (described[name],) = networks_in(files)
    return described


@pytest.fixture
def compare(work, results, networks):
    """Compare what students handed in: `compare(ada=("reference", {...}), ...)`."""

    def run(**students):
        works = []
        for student, (name, changes) in students.items():
            loads = changes.get("loads", ())
            own = {key: value for key, value in changes.items() if key != "loads"}
            network = replace(networks[name], **own)
            works.append(work(student, networks=(network,), loads=loads, code=f"x = {student!r}"))
        class_ = results(*works)
        return alike_weights(class_, Likeness(class_))

    return run


def test_independent_starts_are_not_alike(compare):
    found = compare(**{f"s{n}": (f"seed {n}", {"trained": "by the student"}) for n in range(1, 5)})
    assert (found.matches, found.groups) == ((), ())
    assert found.unlike < 0.25
    assert found.n_networks == 4


def test_the_same_training_from_the_same_seed_accuses_nobody(compare):
    found = compare(ada=("reference", {}), bob=("again", {}), cleo=("same start", {}))
    assert found.matches == ()
    identical, start = found.groups
    assert (identical.students, identical.identical) == (("ada", "bob"), True)
    assert (start.students, start.identical) == (("ada", "bob", "cleo"), False)


def test_a_copy_that_was_trained_on_stands_out_with_its_evidence(compare):
    found = compare(
        ada=("reference", {}),
        bob=("trained on", {"loads": ("load_weights",)}),
        cleo=("seed 1", {}),
    )
    (match,) = found.matches
    assert (match.one, match.other, match.identical) == ("ada", "bob", False)
    assert match.correlation > 0.9
    assert match.kernels == 2
    assert match.evidence == ("bob's code calls load_weights.",)
    assert found.groups == ()


@pytest.mark.parametrize(
    ("changes", "evidence"),
    [
        ({"trained": "elsewhere"}, "No fit explains the weights of bob"),
        ({"trained": "by the student"}, "bob trained on a machine of their own"),
        ({"epochs": 9, "optimizer": "sgd"}, "optimizer adam and sgd, epochs 6 and 9"),
    ],
)
def test_identical_weights_stand_out_where_the_seed_does_not_explain_them(
    compare, changes, evidence
):
    (match,) = compare(ada=("reference", {}), bob=("again", changes)).matches
    assert (match.identical, match.correlation) == (True, 1)
    assert evidence in " ".join(match.evidence)


def test_networks_that_were_never_trained_are_explained(compare):
    never = {"trained": "not at all", "epochs": None}
    found = compare(ada=("reference", never), bob=("again", never))
    assert found.matches == ()
    assert found.groups[0].identical


def test_networks_of_other_shapes_are_not_compared(compare, networks):
    smaller = tuple(replace(k, shape=(1, *k.shape)) for k in networks["reference"].kernels)
    changes = {"kernels": smaller, "weights": "another", "trained": "elsewhere"}
    found = compare(ada=("reference", {}), bob=("again", changes))
    assert (found.matches, found.groups) == ((), ())


def test_a_class_without_networks_has_nothing_to_compare(work, results):
    class_ = results(work("ada"))
    found = alike_weights(class_, Likeness(class_))
    assert (found.matches, found.groups, found.n_networks) == ((), (), 0)
    assert np.isfinite(found.unlike)
