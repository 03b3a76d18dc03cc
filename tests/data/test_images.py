import hashlib

import numpy as np
import pytest

from yourturn.data.images import check_labelled, read_npz

IMAGES = np.zeros((5, 28, 28), dtype=np.uint8)
LABELS = np.arange(5, dtype=np.uint8)


def test_keras_layout_is_read(small_mnist):
    (x_train, y_train), (x_test, y_test) = read_npz(small_mnist)

    assert (x_train.shape, x_test.shape) == ((60_000, 28, 28), (10_000, 28, 28))
    assert (y_train[:11].tolist(), y_test[-1]) == ([*range(10), 0], 9)


@pytest.mark.parametrize(
    ("images", "labels", "sentence"),
    [
        (IMAGES / 255, LABELS, "five are float64"),
        (IMAGES.reshape(5, 784), LABELS, r"five are uint8 of shape \(5, 784\)"),
        (IMAGES, LABELS[:4], r"labels of five are uint8 of shape \(4,\)"),
        (IMAGES, LABELS.astype(int), "labels of five are int64"),
        (IMAGES, LABELS + np.uint8(6), "a label of five is 10; 0 to 9"),
    ],
)
def test_what_is_wrong_with_images_is_said(images, labels, sentence):
    with pytest.raises(ValueError, match=sentence):
        check_labelled((images, labels), "five")


def _too_few(path):
    np.savez_compressed(path, x_train=IMAGES, y_train=LABELS, x_test=IMAGES, y_test=LABELS)


def _without_test(path):
    np.savez_compressed(path, x_train=IMAGES, y_train=LABELS)


def _pickled(path):
    objects = np.array([{}], dtype=object)
    np.savez_compressed(path, x_train=objects, y_train=LABELS, x_test=IMAGES, y_test=LABELS)


@pytest.mark.parametrize(
    "write", [_too_few, _without_test, _pickled, lambda path: path.write_bytes(b"PK\3\4half")]
)
def test_a_file_in_another_layout_is_named(tmp_path, write):
    path = tmp_path / "mnist.npz"
    write(path)

    with pytest.raises(ValueError, match=r"mnist\.npz"):
        read_npz(path)


def test_the_real_digits_are_the_published_ones(published_data):
    (x_train, y_train), (x_test, y_test) = read_npz(published_data / "mnist.npz")

    digests = [
        hashlib.sha256(part.tobytes()).hexdigest()[:16]
        for part in (x_train, y_train, x_test, y_test)
    ]
    assert digests == [
        "741c988805d008ac",
        "1feba77c54802fa5",
        "6d87418db22cc802",
        "ddeff807876a9661",
    ]
