"""The grader's side of a worker: cells run there, values come back as data, nothing is evaluated.

A hang or crash affects only that cell: the worker is killed and restarted, and earlier cells are
run again.
"""

import ast
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from typing import Any, Self

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from coursework import worker
from coursework.sandbox import Sandbox

MAX_ANSWER_BYTES = 20_000_000
TRUSTED_LIMIT = 60.0  # seconds for code that is known to end, including the start of its process


class WorkerError(Exception):
    """A student's cell, value or function gave no answer; the text says why."""

    message = "no answer"


class WorkerCrash(WorkerError):
    """The worker died, hung or sent nonsense, and has to be restarted."""


class WorkerSession:
    """One submission's cells in a process of their own.

    Parameters
    ----------
    limit : float
        Seconds that a cell, or a call, may take.
    total : float
        Seconds for all of them together.
    sandbox : Sandbox, optional
        Where the process runs; without, it is a fork of this one, for trusted code.
    """

    def __init__(
        self, limit: float = 20.0, total: float = 600.0, sandbox: Sandbox | None = None
    ) -> None:
        self.limit, self.sandbox = limit, sandbox
        self.deadline = time.monotonic() + total
        self.errors: list[str] = []  # all that were given in place of an answer
        self._finished: list[str] = []  # cells that ended, to be run again after a restart
        self._hanging: set[str] = set()  # functions that did not end
        self._pid: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._end()

    def run(self, code: str, trusted: bool = False) -> str | None:
        """Run a cell, and return its error, if there is one."""
        try:
            self._request({"run": code}, TRUSTED_LIMIT if trusted else self.limit)
        except WorkerCrash as crash:
            return str(crash)
        except WorkerError as error:
            self._finished.append(code)  # up to its error it may have defined something
            return str(error)
        self._finished.append(code)
        return None

    def get(self, name: str) -> object:
        """The value of a variable: data, or a function that calls the student's."""
        return self._decode(self._request({"get": name}).get("value"), name)

    def _call(self, name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        if name in self._hanging:
            raise WorkerError("timed out before")
        request: dict[str, object] = {
            "call": name,
            "args": [_encode(argument) for argument in args],
            "kwargs": {key: _encode(argument) for key, argument in kwargs.items()},
        }
        try:
            answer = self._request(request)
        except WorkerCrash:
            self._hanging.add(name)
            raise
        return self._decode(answer.get("value"), None)

    # ---- the process

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        if self.sandbox is not None:
            self._process = self.sandbox.start(theirs)
            self._pid = self._process.pid
        else:
            self._pid = os.fork()
            if self._pid == 0:
                ours.close()
                os.setsid()
                os.dup2(theirs.fileno(), 0)
                os.dup2(theirs.fileno(), 1)
                try:
                    worker.main()
                finally:
                    os._exit(0)
        theirs.close()
        self._socket, self._received = ours, b""
        for code in self._finished:
            try:
                self._exchange({"run": code}, TRUSTED_LIMIT)
            except (WorkerCrash, OSError):
                self._end()
                raise WorkerCrash("an earlier cell no longer runs") from None

    def _end(self) -> None:
        if self._pid is None:
            return
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError):
                kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        if self.sandbox is not None and self._process is not None:
            self._process.returncode = -signal.SIGKILL  # os.waitpid has reaped it
            self.sandbox.clear()
        self._socket.close()
        self._pid = None

    def _request(self, request: dict[str, object], limit: float | None = None) -> dict[str, Any]:
        """The worker's answer; where there is none, the worker is restarted."""
        try:
            answer = self._exchange(request, limit or self.limit)
        except (WorkerCrash, OSError) as failure:
            self._end()
            self._start()
            crash = failure if isinstance(failure, WorkerCrash) else WorkerCrash("the process died")
            self.errors.append(str(crash))
            raise crash from None
        if "error" in answer:
            self.errors.append(str(answer["error"]))
            raise WorkerError(str(answer["error"]))
        return answer

    def _exchange(self, request: dict[str, object], limit: float) -> dict[str, Any]:
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        deadline = min(time.monotonic() + limit, self.deadline)
        while b"\n" not in self._received:
            remaining = max(0.0, deadline - time.monotonic())
            ready, _, _ = select.select([self._socket], [], [], remaining)
            if not ready and deadline == self.deadline:
                raise WorkerCrash("the time for the whole submission was used up")
            if not ready:
                raise WorkerCrash(f"timed out after {limit:g} s")
            received = self._socket.recv(1 << 16)
            if not received:
                raise WorkerCrash("the process died")
            self._received += received
            if len(self._received) > MAX_ANSWER_BYTES:
                raise WorkerCrash("the answer is too large")
        line, _, self._received = self._received.partition(b"\n")
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError):
            raise WorkerCrash("the answer cannot be read") from None
        if not isinstance(answer, dict):
            raise WorkerCrash("the answer cannot be read")
        return answer

    # ---- values

    def _decode(self, data: Any, name: str | None) -> object:
        try:
            return self._value(data, name)
        except WorkerError as error:
            self.errors.append(str(error))
            raise
        except Exception:
            self.errors.append("the value cannot be read")
            raise WorkerError("the value cannot be read") from None

    def _value(self, data: Any, name: str | None) -> object:
        kind, *content = data
        match kind:
            case "plain":
                (value,) = content
                if not (value is None or isinstance(value, (bool, str))):
                    raise ValueError
                return value
            case "integer":
                return int(content[0])
            case "real":
                return float.fromhex(content[0])
            case "sympy":
                return parse_expression(content[0])
            case "array":
                shape, entries = content
                array = np.array([float.fromhex(entry) for entry in entries], dtype=float)
                return array.reshape([int(length) for length in shape])
            case "list":
                return [self._value(entry, None) for entry in content[0]]
            case "dict":
                return {str(key): self._value(entry, None) for key, entry in content[0]}
            case "axes":
                lines = [[self._value(array, None) for array in line] for line in content[0]]
                return Axes([Line(*line) for line in lines], *map(str, content[1]))
            case "function" if name:
                return self._function(name)
        return Other(str(content[0]) if content else kind)

    def _function(self, name: str) -> Callable[..., object]:
        return lambda *args, **kwargs: self._call(name, args, kwargs)


class Other:
    """Represents a value of a kind that is not compared."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


class Line:
    """The data of one line of a plot."""

    def __init__(self, x: object, y: object) -> None:
        self._x, self._y = (np.asarray(data, dtype=float) for data in (x, y))

    def get_xdata(self) -> NDArray[np.float64]:
        return self._x

    def get_ydata(self) -> NDArray[np.float64]:
        return self._y


class Axes:
    """The data of a plot's axes, with matplotlib's names."""

    def __init__(
        self, lines: list[Line], xlabel: str, ylabel: str, xscale: str, yscale: str
    ) -> None:
        self._lines = lines
        self._xlabel, self._ylabel, self._xscale, self._yscale = xlabel, ylabel, xscale, yscale

    def get_lines(self) -> list[Line]:
        return self._lines

    def get_xlabel(self) -> str:
        return self._xlabel

    def get_ylabel(self) -> str:
        return self._ylabel

    def get_xscale(self) -> str:
        return self._xscale

    def get_yscale(self) -> str:
        return self._yscale


def _encode(value: Any) -> list[object]:
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.ndarray):
        return ["array", list(value.shape), [float(entry).hex() for entry in value.ravel()]]
    if isinstance(value, float):
        return ["real", value.hex()]
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return ["integer", str(value)] if is_integer else ["plain", value]


# ---- sympy's own notation, read without evaluating it

_NAMES = """
Symbol Dummy Integer Rational Float Add Mul Pow exp log sqrt Abs sign Min Max sin cos tan cot sec
csc asin acos atan sinh cosh tanh coth asinh acosh atanh gamma loggamma digamma zeta polylog erf
erfc erfi expint Ei LambertW Piecewise And Or Not StrictLessThan LessThan StrictGreaterThan
GreaterThan Equality Tuple Heaviside factorial binomial I E pi oo zoo nan true false besselj bessely
besseli besselk lerchphi beta Derivative Integral Sum Limit"""
_KNOWN = {name: getattr(sp, name) for name in _NAMES.split()}
# computed exactly, and slowly, for large integers
_SLOW = ("factorial", "binomial", "gamma", "beta", "zeta", "digamma", "polylog", "lerchphi")
MAX_INDEX = 1000
MAX_POWER_BITS = 100_000  # of an integer power, which sympy would compute
MAX_PRECISION = 4000  # bits of a float


def parse_expression(text: str) -> sp.Basic:
    """A sympy expression as ``srepr`` writes it: calls of known names on literals, nothing else."""
    return _build(ast.parse(text, mode="eval").body)


def _build(node: ast.expr) -> Any:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in _KNOWN:
            args = [_build(argument) for argument in node.args]
            kwargs = {str(keyword.arg): _build(keyword.value) for keyword in node.keywords}
            _refuse_large(name, args, kwargs)
            return _KNOWN[name](*args, **kwargs)
        case ast.Name(id=name) if name in _KNOWN:
            return _KNOWN[name]
        case ast.Constant(value=bool() | int() | float() | str() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
    raise WorkerError("contains something that is not an expression")


def _refuse_large(name: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Refuse what sympy would evaluate forever."""
    if name == "Pow" and all(isinstance(argument, sp.Rational) for argument in args):
        base, exponent = args
        if max(base.p.bit_length(), base.q.bit_length()) * abs(exponent) > MAX_POWER_BITS:
            raise WorkerError("contains a power that is too large")
    if name == "exp" and args[0].has(sp.log):  # exp(n log(x)) becomes xⁿ
        exponent = max(map(abs, args[0].atoms(sp.Rational)), default=0)
        if exponent > MAX_INDEX:
            raise WorkerError("contains a power that is too large")
    if name == "Float" and int(kwargs.get("precision", 53)) > MAX_PRECISION:
        raise WorkerError("contains a number with too many digits")
    numbers = [argument for argument in args if name in _SLOW and argument.is_Number]
    if any(abs(number) > MAX_INDEX for number in numbers):
        raise WorkerError(f"contains {name} of a number that is too large")
