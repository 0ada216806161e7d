"""The student's side: runs cells and returns values as data. It never sees tests or solutions.

One JSON object a line, in and out: ``{"run": code}`` is answered by an error, if there is one,
``{"get": name}`` by a value, ``{"call": name, "args": [...], "kwargs": {...}}`` by what a function
returns, ``{"check": true}`` by a sample of values, to see that a cell broke nothing.
"""

import builtins
import json
import numbers
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

MAX_LENGTH = 200_000  # entries of an array, characters of an expression
MAX_DEPTH = 4  # of nested lists
NO_INPUT = "nobody can answer input() here: write the value into the cell"


def serve(lines: Iterable[str], send: Callable[[str], None]) -> None:
    """Answer requests until there are no more."""
    shell = _shell()
    for line in lines:
        request = json.loads(line)
        try:
            answer = _answer(shell, request)
        except BaseException as error:  # whatever the student's code raises, SystemExit too
            answer = {"error": _describe(error)}
        send(json.dumps(answer))


def _answer(shell: Any, request: dict[str, Any]) -> dict[str, object]:
    if "run" in request:
        result = shell.run_cell(request["run"], store_history=False, silent=True)
        error = result.error_before_exec or result.error_in_exec
        return {"error": _describe(error)} if error else {}
    if "check" in request:
        result = shell.run_cell("import json", store_history=False, silent=True)
        return {"value": sample() if result.success else None}
    if "call" in request:
        args = [decode(argument) for argument in request["args"]]
        kwargs = {name: decode(argument) for name, argument in request["kwargs"].items()}
        value = shell.user_ns[request["call"]](*args, **kwargs)
    elif request["get"] in shell.user_ns:
        value = shell.user_ns[request["get"]]
    else:
        return {"error": "not defined"}
    return {"value": encode(value)}


def _describe(error: BaseException) -> str:
    if isinstance(error, NotImplementedError) and not error.args:
        return "not answered"
    return f"{type(error).__name__[:100]}: {str(error)[:300]}"


def sample() -> list[object]:
    """Values that tell whether all that the worker needs still works."""
    import numpy as np
    import sympy as sp

    return encode([1, 0.5, "x", decode(["real", "0x1p+0"]), np.ones(2), sp.Symbol("x") / 2])


def encode(value: Any, depth: int = 0) -> list[object]:
    """A value as JSON: its kind and its content."""
    import numpy as np
    import sympy as sp

    if depth > MAX_DEPTH:
        return ["other", "nested too deep"]
    if value is None or isinstance(value, (bool, np.bool_)):
        return ["plain", None if value is None else bool(value)]
    if isinstance(value, str):
        return ["plain", value[:MAX_LENGTH]]
    if isinstance(value, sp.Basic):
        text = sp.srepr(value)
        return ["sympy", text] if len(text) <= MAX_LENGTH else ["other", "expression too long"]
    if isinstance(value, numbers.Integral) and abs(int(value)).bit_length() <= 1000:
        return ["integer", str(int(value))]
    if isinstance(value, numbers.Real):
        return ["real", float(value).hex()]
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiub" and value.size <= MAX_LENGTH:
        return ["array", list(value.shape), [float(entry).hex() for entry in value.ravel()]]
    if isinstance(value, (list, tuple)) and len(value) <= MAX_LENGTH:
        return ["list", [encode(entry, depth + 1) for entry in value]]
    if isinstance(value, dict) and len(value) <= MAX_LENGTH:
        return ["dict", [[str(key), encode(entry, depth + 1)] for key, entry in value.items()]]
    if hasattr(value, "get_lines") and hasattr(value, "get_xlabel"):
        lines = [
            [
                encode(np.asarray(data, dtype=float).ravel())
                for data in (line.get_xdata(), line.get_ydata())
            ]
            for line in value.get_lines()
        ]
        getters = (value.get_xlabel, value.get_ylabel, value.get_xscale, value.get_yscale)
        return ["axes", lines, [str(getter())[:500] for getter in getters]]
    return ["function"] if callable(value) else ["other", type(value).__name__[:100]]


def decode(data: list[Any]) -> object:
    """An argument that the grader sends."""
    import numpy as np

    kind, *content = data
    if kind == "array":
        shape, entries = content
        return np.array([float.fromhex(entry) for entry in entries]).reshape(shape)
    if kind == "real":
        return float.fromhex(content[0])
    return int(content[0]) if kind == "integer" else content[0]


def _shell() -> Any:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell: Any = InteractiveShell(config=config)  # type: ignore[no-untyped-call]
    # nobody reads tracebacks
    shell.showtraceback = shell.showsyntaxerror = lambda *args, **kwargs: None
    # plots are data here: whatever shows them elsewhere changes nothing
    shell.register_magic_function(lambda line: None, magic_name="matplotlib")
    builtins.input = _refuse_input
    sys.path.append("")  # a module that a cell writes into the current folder can be imported
    return shell


def _refuse_input(*args: object) -> str:
    raise EOFError(NO_INPUT)


def main(uid: int | None = None, limits: bool = False) -> None:
    """Serve over stdin and stdout, and replace both for the student's code."""
    os.environ["MPLBACKEND"] = "agg"
    lines = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if limits:
        from limits import apply  # type: ignore[import-not-found]  # lies beside this file

        apply(uid)

    def send(text: str) -> None:
        answers.write(text + "\n")
        answers.flush()

    serve(lines, send)


if __name__ == "__main__":
    main(int(sys.argv[2]) if sys.argv[1:2] == ["--uid"] else None, limits=True)
