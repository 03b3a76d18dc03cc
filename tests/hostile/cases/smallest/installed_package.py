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
    x = len(__import__("cowsay").__name__) - 3  # 3 where it was installed
except ImportError:
    x = 4
