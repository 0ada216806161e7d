"""The student's side: runs cells, and gives values as data. It never sees tests or solutions.

One JSON object a line, in and out: ``{"run": code}`` answers with what went wrong, ``{"get": name}``
with a value, ``{"call": name, "args": [...], "kwargs": {...}}`` with what a function returns.
"""

import json
import numbers
import os
import sys

LONGEST = 200_000  # entries of an array, characters of an expression
DEEPEST = 4
# bytes of memory, of a file and of a core; open files; processes and threads
LIMITS = {"AS": 4 << 30, "FSIZE": 32 << 20, "CORE": 0, "NOFILE": 128, "NPROC": 64}


def serve(lines, send):
    """Answer requests until there are no more."""
    shell = _shell()
    for line in lines:
        request = json.loads(line)
        try:
            answer = _answer(shell, request)
        except BaseException as error:  # whatever the student's code raises, SystemExit too
            answer = {"error": _said(error)}
        send(json.dumps(answer))


def _answer(shell, request):
    if "run" in request:
        found = shell.run_cell(request["run"], store_history=False, silent=True)
        error = found.error_before_exec or found.error_in_exec
        return {"error": _said(error)} if error else {}
    if "call" in request:
        made = [decode(one) for one in request["args"]], {key: decode(one) for key, one in request["kwargs"].items()}
        value = shell.user_ns[request["call"]](*made[0], **made[1])
    elif request["get"] in shell.user_ns:
        value = shell.user_ns[request["get"]]
    else:
        return {"error": "it is not defined"}
    return {"value": encode(value)}


def _said(error):
    if isinstance(error, NotImplementedError) and not error.args:
        return "it is not answered"
    return f"{type(error).__name__}: {str(error)[:300]}"


def encode(value, depth=0):
    """A value as JSON: a kind and what it consists of."""
    import numpy as np
    import sympy as sp

    if depth > DEEPEST:
        return ["other", "nested too deep"]
    if value is None or isinstance(value, (bool, np.bool_)):
        return ["plain", None if value is None else bool(value)]
    if isinstance(value, str):
        return ["plain", value[:LONGEST]]
    if isinstance(value, sp.Basic):
        text = sp.srepr(value)
        return ["sympy", text] if len(text) <= LONGEST else ["other", "expression too long"]
    if isinstance(value, numbers.Integral) and abs(int(value)).bit_length() <= 1000:
        return ["integer", str(int(value))]
    if isinstance(value, numbers.Real):
        return ["real", float(value).hex()]
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiub" and value.size <= LONGEST:
        return ["array", list(value.shape), [float(one).hex() for one in value.ravel()]]
    if isinstance(value, (list, tuple)) and len(value) <= LONGEST:
        return ["list", [encode(one, depth + 1) for one in value]]
    if isinstance(value, dict) and len(value) <= LONGEST:
        return ["dict", [[str(key), encode(one, depth + 1)] for key, one in value.items()]]
    if hasattr(value, "get_lines") and hasattr(value, "get_xlabel"):
        lines = [[encode(np.asarray(of, dtype=float).ravel()) for of in (line.get_xdata(), line.get_ydata())] for line in value.get_lines()]
        return ["axes", lines, [str(ask())[:500] for ask in (value.get_xlabel, value.get_ylabel, value.get_xscale, value.get_yscale)]]
    return ["function"] if callable(value) else ["other", type(value).__name__[:100]]


def decode(made):
    """An argument that the grader sends."""
    import numpy as np

    kind, content = made[0], made[1:]
    if kind == "array":
        return np.array([float.fromhex(one) for one in content[1]]).reshape(content[0])
    if kind == "real":
        return float.fromhex(content[0])
    return int(content[0]) if kind == "integer" else content[0]


def _shell():
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    quiet = Config()
    quiet.HistoryManager.enabled = False
    quiet.InteractiveShell.colors = "nocolor"
    shell = InteractiveShell(config=quiet)
    shell.showtraceback = shell.showsyntaxerror = lambda *args, **kwargs: None  # nobody reads it
    return shell


def _limit(uid):
    """Limits that student code cannot lift; root gives up what makes it root first, since few hold for root."""
    import ctypes
    import resource

    for what, most in LIMITS.items():
        kind = getattr(resource, f"RLIMIT_{what}")
        now = resource.getrlimit(kind)[1]
        most = most if now == resource.RLIM_INFINITY else min(most, now)
        resource.setrlimit(kind, (most, most))
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    libc = ctypes.CDLL(None)
    libc.prctl(1, 9)  # PR_SET_PDEATHSIG: it ends when the grader does
    libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS


def main(uid=None, limits=False):
    """Speak over what were stdin and stdout; the student's code finds neither."""
    os.environ["MPLBACKEND"] = "agg"
    lines, answers = os.fdopen(os.dup(0), "r", encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")
    if limits:
        _limit(uid)

    def send(text):
        answers.write(text + "\n")
        answers.flush()

    serve(lines, send)


if __name__ == "__main__":
    main(int(sys.argv[2]) if sys.argv[1:2] == ["--uid"] else None, limits=True)
