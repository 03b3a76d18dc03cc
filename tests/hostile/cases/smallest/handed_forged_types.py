# The manifest of an answer names what it is not.
# %% q2
import os
import pathlib

folder = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "x")
(folder / "answer.json").write_text('{"kind": "__main__.Three", "value": {"$ref": "../../3"}}')


def double(t):
    return 2 * t
