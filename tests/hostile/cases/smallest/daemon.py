# A process leaves the session and writes on after the end.
# %% q1
import os
import pathlib
import time

x = 3
folder = pathlib.Path(os.environ["YOURTURN_HAND_IN"])
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            for name in ("x", "late"):
                (folder / name).mkdir(exist_ok=True)
                (folder / name / "late.json").write_text(str(time.time()))
            time.sleep(0.01)
    os._exit(0)
