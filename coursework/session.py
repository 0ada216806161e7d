"""The marker's side of a worker: cells run there, values come back as data, and nothing is evaluated here.

What hangs or dies costs itself only: the worker is ended and started anew, and the cells before are run again.
"""

import ast
import json
import os
import select
import signal
import socket
import time

import numpy as np
import sympy as sp

from coursework import worker

LARGEST_ANSWER = 20_000_000  # bytes
PATIENCE = 60.0  # seconds for code that is known to end, on a machine that is busy, with the start of its process


class Failed(Exception):
    """A student's cell, value or function gave no answer; says why."""

    said = "it gave no answer"


class Session:
    """One submission's cells in a process of their own.

    Parameters
    ----------
    limit : float
        Seconds that a cell, or a call, may take.
    total : float
        Seconds for all of them together.
    box : Box, optional
        Where the process runs; without, it is a copy of this one, for code that one trusts.
    """

    def __init__(self, limit=20.0, total=600.0, box=None):
        self.limit, self.box = limit, box
        self.until = time.monotonic() + total
        self.ran = []  # cells that came to an end, to be run again
        self.hanging = set()  # functions that did not come to an end
        self.process = None

    def __enter__(self):
        self._start()
        return self

    def __exit__(self, *exception):
        self._end()

    def run(self, code, ours=False):
        """Run a cell, of the student's or of ours; what went wrong in words, or None."""
        try:
            error = self._ask({"run": code}, PATIENCE if ours else self.limit).get("error")
        except Failed as failure:
            return str(failure)
        self.ran.append(code)  # up to its error it may have defined things
        return error

    def get(self, name):
        """A variable's value: data, or a function that calls the student's."""
        answer = self._ask({"get": name})
        if "error" in answer:
            raise Failed(answer["error"])
        return self._decoded(answer["value"], name)

    def _call(self, name, args, kwargs):
        if name in self.hanging:
            raise Failed("it did not come to an end before")
        request = {"call": name, "args": [_encoded(one) for one in args], "kwargs": {key: _encoded(one) for key, one in kwargs.items()}}
        try:
            answer = self._ask(request)
        except Failed:
            self.hanging.add(name)
            raise
        if "error" in answer:
            raise Failed(answer["error"])
        return self._decoded(answer["value"], None)

    # ---- the process

    def _start(self):
        ours, theirs = socket.socketpair()
        if self.box is not None:
            self.child = self.box.start(theirs)
            self.process = self.child.pid
        else:
            self.process = os.fork()
            if self.process == 0:
                ours.close()
                os.setsid()
                os.dup2(theirs.fileno(), 0)
                os.dup2(theirs.fileno(), 1)
                try:
                    worker.main()
                finally:
                    os._exit(0)
        theirs.close()
        self.socket, self.rest = ours, b""
        for code in self.ran:
            self._ask({"run": code}, PATIENCE, again=False)  # they came to an end before

    def _end(self):
        if self.process is None:
            return
        for kill in (os.killpg, os.kill):
            try:
                kill(self.process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        os.waitpid(self.process, 0)
        if self.box is not None:
            self.child.returncode = -signal.SIGKILL  # it was waited for here
            self.box.clear()
        self.socket.close()
        self.process = None

    def _ask(self, request, limit=None, again=True):
        try:
            self.socket.sendall(json.dumps(request).encode() + b"\n")
            return self._read(limit or self.limit)
        except (Failed, OSError) as error:
            self._end()
            if not again:
                raise Failed("an earlier cell no longer runs") from None
            self._start()
            raise Failed(str(error) if isinstance(error, Failed) else "the process died") from None

    def _read(self, limit):
        until = min(time.monotonic() + limit, self.until)
        while b"\n" not in self.rest:
            ready, _, _ = select.select([self.socket], [], [], max(0.0, until - time.monotonic()))
            if not ready and until == self.until:
                raise Failed("the time for the whole submission was used up")
            if not ready:
                raise Failed(f"it did not come to an end in {limit:g} s")
            more = self.socket.recv(1 << 16)
            if not more:
                raise Failed("the process died")
            self.rest += more
            if len(self.rest) > LARGEST_ANSWER:
                raise Failed("its answer is too large")
        line, _, self.rest = self.rest.partition(b"\n")
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError):
            raise Failed("its answer cannot be read") from None
        if not isinstance(answer, dict):
            raise Failed("its answer cannot be read")
        return answer

    # ---- values

    def _decoded(self, made, name):
        try:
            return self._value(made, name)
        except Failed:
            raise
        except Exception:
            raise Failed("its value cannot be read") from None

    def _value(self, made, name):
        kind, *content = made
        if kind == "plain":
            (value,) = content
            if not (value is None or isinstance(value, (bool, str))):
                raise ValueError
            return value
        if kind == "integer":
            return int(content[0])
        if kind == "real":
            return float.fromhex(content[0])
        if kind == "sympy":
            return parsed(content[0])
        if kind == "array":
            shape, entries = content
            return np.array([float.fromhex(one) for one in entries], dtype=float).reshape([int(one) for one in shape])
        if kind == "list":
            return [self._value(one, None) for one in content[0]]
        if kind == "dict":
            return {str(key): self._value(one, None) for key, one in content[0]}
        if kind == "axes":
            return Axes([[self._value(of, None) for of in line] for line in content[0]], *map(str, content[1]))
        if kind == "function" and name:
            return lambda *args, **kwargs: self._call(name, args, kwargs)
        return Other(str(content[0]) if content else kind)


class Other:
    """Stands for a value that is none of those that can be compared."""

    def __init__(self, kind):
        self.kind = kind


class Line:
    """The data of one line of a plot."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def get_xdata(self):
        return self.x

    def get_ydata(self):
        return self.y


class Axes:
    """What a plot's axes show, as far as it is data."""

    def __init__(self, lines, xlabel, ylabel, xscale, yscale):
        self.lines = [Line(*line) for line in lines]
        self.labels = {"xlabel": xlabel, "ylabel": ylabel, "xscale": xscale, "yscale": yscale}

    def get_lines(self):
        return self.lines

    def get_xlabel(self):
        return self.labels["xlabel"]

    def get_ylabel(self):
        return self.labels["ylabel"]

    def get_xscale(self):
        return self.labels["xscale"]

    def get_yscale(self):
        return self.labels["yscale"]


def _encoded(value):
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.ndarray):
        return ["array", list(value.shape), [float(one).hex() for one in value.ravel()]]
    if isinstance(value, float):
        return ["real", value.hex()]
    return ["integer", str(value)] if isinstance(value, int) and not isinstance(value, bool) else ["plain", value]


# ---- sympy's own notation, read without evaluating any of it

_KNOWN = {
    name: getattr(sp, name)
    for name in """Symbol Dummy Integer Rational Float Add Mul Pow exp log sqrt Abs sign Min Max sin cos tan cot sec csc asin acos atan
    sinh cosh tanh coth asinh acosh atanh gamma loggamma digamma zeta polylog erf erfc erfi expint Ei LambertW Piecewise And Or Not
    StrictLessThan LessThan StrictGreaterThan GreaterThan Equality Tuple Heaviside factorial binomial I E pi oo zoo nan true false
    besselj bessely besseli besselk lerchphi beta Derivative Integral Sum Limit""".split()
}
_SLOW = ("factorial", "binomial", "gamma", "beta", "zeta", "digamma", "polylog", "lerchphi")  # of large whole numbers, exactly
LARGEST_INDEX = 1000
LARGEST_POWER = 100_000  # bits of an integer power, which Python would sit down to compute


def parsed(text):
    """A sympy expression from what ``srepr`` wrote: calls of known names on literals, nothing else."""
    return _build(ast.parse(text, mode="eval").body)


def _build(node):
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KNOWN:
        args = [_build(one) for one in node.args]
        kwargs = {one.arg: _build(one.value) for one in node.keywords}
        if node.func.id == "Pow" and all(isinstance(one, sp.Rational) for one in args):
            base, exponent = args
            if max(base.p.bit_length(), base.q.bit_length()) * abs(exponent) > LARGEST_POWER:
                raise Failed("it holds a power that is too large")
        if node.func.id == "exp" and args[0].has(sp.log) and any(abs(one) > LARGEST_INDEX for one in args[0].atoms(sp.Rational)):
            raise Failed("it holds a power that is too large")  # e^{n ln x} becomes xⁿ
        if node.func.id == "Float" and int(kwargs.get("precision", 53)) > 4000:
            raise Failed("it holds a number with too many digits")
        if node.func.id in _SLOW and any(one.is_Number and abs(one) > LARGEST_INDEX for one in args):
            raise Failed(f"it holds a {node.func.id} of a number that is too large")
        return _KNOWN[node.func.id](*args, **kwargs)
    if isinstance(node, ast.Name) and node.id in _KNOWN:
        return _KNOWN[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float, str)):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return -node.operand.value
    raise Failed("it holds something that is not an expression")
