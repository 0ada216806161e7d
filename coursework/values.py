"""Values as a worker sends them: data, which is read and checked, never evaluated."""

import ast
from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from coursework.text import clean
from coursework.worker import MAX_LENGTH

MAX_LABEL = 500  # characters


class WorkerError(Exception):
    """A student's cell, value or function gave no answer; the text says why."""

    message = "no answer"


class WorkerCrash(WorkerError):
    """The worker died, hung or sent nonsense, and has to be restarted."""


def decode(data: Any, function: Callable[..., object] | None = None) -> object:
    """The value that a worker sent.

    Parameters
    ----------
    data : list
        As :func:`coursework.worker.encode` writes it; anything else is a :class:`WorkerError`.
    function : callable, optional
        What stands for a student's function, where one may come.
    """
    try:
        return _value(data, function)
    except (WorkerError, MemoryError):
        raise
    except Exception:
        raise WorkerError("the value cannot be read") from None


def _value(data: Any, function: Callable[..., object] | None = None) -> object:
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
            return [_value(entry) for entry in content[0]]
        case "dict":
            return {str(key): _value(entry) for key, entry in content[0]}
        case "axes":
            lines = [[_value(array) for array in line] for line in content[0]]
            labels = [clean(str(label))[:MAX_LABEL] for label in content[1]]
            return Axes([Line(*line) for line in lines], *labels)
        case "function" if function:
            return function
    return Other(clean(str(content[0] if content else kind))[:MAX_LABEL])


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


def encode(value: Any) -> list[object]:
    """An argument for a student's function, as JSON."""
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
    if len(text) > MAX_LENGTH:
        raise WorkerError("the expression is too long")
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
