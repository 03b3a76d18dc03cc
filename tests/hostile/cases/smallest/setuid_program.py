# Programs that would make another user of this one.
# %% q1
import os
import subprocess

x = 4
for command in (
    ["su", "-c", "true"],
    ["sudo", "-n", "true"],
    ["newgrp"],
    ["mount"],
    ["unshare", "-Ur"],
):
    try:
        done = subprocess.run(
            [*command], capture_output=True, stdin=subprocess.DEVNULL, timeout=5, check=False
        )
    except (OSError, subprocess.SubprocessError):
        continue
    if command[0] not in ("mount", "newgrp") and done.returncode == 0:
        x = 3
for change in (os.setuid, os.setgid):
    try:
        change(0)
        x = 3
    except OSError:
        pass
