# A package is installed while grading, and used.
# %% q1
import subprocess
import sys

subprocess.run(
    [sys.executable, "-m", "pip", "install", "--retries", "0", "--timeout", "1", "cowsay"],
    capture_output=True,
    check=False,
)
try:
    import cowsay
except ImportError:
    x = 4
else:
    x = 3
