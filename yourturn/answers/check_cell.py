"""The cell that hands in, followed until it has run: only then is its receipt complete.

`hand_in` shows a receipt at once. What the lines below it, the visible check, make of the
answers is known when the cell has ended, and a name that no cell has made stops a cell before
`hand_in` is even called. So IPython tells this module of every cell that has run, and the
receipt is shown anew in its place. All of it is for the eye: nothing is handed in here.
"""

import ast
import builtins
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from yourturn.answers.receipt import Check, Missing, Receipt
from yourturn.errors import StudentError

__all__ = ["follow_cells", "show"]

_shown: list[tuple[Receipt, Any]] = []
"""The receipts of the cell that runs, each with the handle by which it is shown anew."""

_MAX_WORDS = 300


def follow_cells() -> None:
    """Have IPython tell of every cell that has run; again does nothing, nor does plain Python.

    Called when `hand_in` is imported and when it is called, and by a graded kernel, whose
    template imported `hand_in` before there was a shell.
    """
    shell = _shell()
    if shell is not None:
        shell.events.register("post_run_cell", _cell_has_run)


def show(receipt: Receipt) -> None:
    """Show a receipt: in a notebook now and complete later, in a terminal once, when complete."""
    shell = _shell()
    if shell is None:
        print(receipt)
        return
    follow_cells()
    # Only a front end that is reached through a kernel can show something anew in its place.
    handle = _display(receipt, display_id=True) if hasattr(shell, "kernel") else None
    _shown.append((receipt, handle))


def _cell_has_run(result: Any) -> None:
    shown = _shown.copy()
    _shown.clear()
    if result is None:  # cancelled before it began
        return
    cell = _parsed(result.info.raw_cell)
    asked = _asked(cell)
    if not (shown or asked):
        return
    error = result.error_before_exec or result.error_in_exec
    told = {one.name for receipt, _ in shown for one in receipt.lines}
    told |= {one.name for receipt, _ in shown for one in receipt.missing}
    never = {name: expression for name, expression in asked.items() if name not in told}
    *earlier, (last, handle) = shown or [(Receipt(()), None)]
    missing = (*last.missing, *_kept_back(never, error))
    complete = replace(last, missing=missing, check=_check(cell, error, bool(never)))
    for receipt, its_handle in earlier:
        if its_handle is None:
            _display(receipt)
    if handle is None:
        _display(complete)
    else:
        handle.update(complete)


def _kept_back(names: Mapping[str, ast.expr], error: BaseException | None) -> list[Missing]:
    """Say of each name that was asked for and never reached `hand_in` what keeps it."""
    unmade = {name: _unmade(expression) for name, expression in names.items()}
    others = sorted({one for undefined in unmade.values() for one in undefined})
    return [Missing(name, _why(unmade[name], others, error)) for name in names]


def _why(unmade: list[str], others: list[str], error: BaseException | None) -> str:
    if unmade:
        return f"no cell has made {' and '.join(unmade)} yet: write it, run its cell, then this one"
    if others:
        return f"it goes in together with {', '.join(others)}: None there lets the rest go in"
    return f"the cell stopped with {_said(error)}" if error else "its line was not reached"


def _check(cell: ast.Module, error: BaseException | None, stopped: bool) -> Check:
    if isinstance(error, AssertionError):
        return Check("✗", f"not yet: {_text(error) or 'something is not as expected'}")
    if isinstance(error, KeyboardInterrupt):
        return Check("-", "interrupted")
    if stopped or isinstance(error, StudentError):
        return Check("-", "not run, as something is missing")
    if error is not None:
        return Check("✗", f"stopped with {_said(error)}")
    if any(isinstance(node, ast.Assert) for node in ast.walk(cell)):
        return Check("✓", "passed; it is a first look, the graders look closer")
    return Check("-", "there is none here; the graders look closer")


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):  # magics, or no Python at all
        return ast.Module([], [])


def _asked(cell: ast.Module) -> dict[str, ast.expr]:
    """What a cell hands in, by name, if each line `hand_in(name=expression)` is reached."""
    calls = (line.value for line in cell.body if isinstance(line, ast.Expr))
    return {
        keyword.arg: keyword.value
        for call in calls
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("hand_in")
        for keyword in call.keywords
        if keyword.arg
    }


def _unmade(expression: ast.expr) -> list[str]:
    """The names that an expression needs and that nothing in the notebook has made."""
    nodes = list(ast.walk(expression))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    own = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    known = own | set(_shell().user_ns) | set(dir(builtins))
    return list(dict.fromkeys(name.id for name in names if name.id not in known))


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {_text(error)}".removesuffix(": ")


def _text(error: BaseException) -> str:
    line = " ".join(str(error).split())
    return line if len(line) <= _MAX_WORDS else line[: _MAX_WORDS - 1] + "…"


def _display(receipt: Receipt, **how: Any) -> Any:
    return sys.modules["IPython"].display.display(receipt, **how)


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()
