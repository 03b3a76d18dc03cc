# A package is installed while grading.
# %% q1
import subprocess
import sys

done = subprocess.run(
    [sys.executable, "-m", "pip", "install", "--retries", "0", "--timeout", "1", "six"],
    capture_output=True,
    check=False,
)
x = 4 if done.returncode else 3
