"""The `yourturn` command. Exit codes: 0 done, 1 something could not be graded, 2 wrong usage."""

from yourturn.commands.app import app

__all__ = ["app"]
