"""What the arguments of a public function may be, stated once: the checks and the documentation follow from it.

A function names the kind of each argument in its decorator::

    @checked(r=Real("radius, in bead spacings a"), lindemann_ratio=LINDEMANN)
    def surface_tension(r, lindemann_ratio): ...

Each call converts the arguments first and hands the converted ones to the function: numbers and anything that
makes an array of real numbers become float64. What cannot be used is refused in one line that names the argument,
the value and the allowed range. The sections *Parameters* and *Raises* of the docstring are written from the kinds.
"""

import functools
import inspect
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, ParamSpec, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
FloatOrArray: TypeAlias = float | FloatArray
IntOrArray: TypeAlias = int | NDArray[np.int64]

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

BELOW_ONE = float(np.nextafter(1, 0))  # the largest float below 1, for half-open ranges [0, 1)
MAX_WORK = 10**8  # the most numbers that a call may have to hold at a time


class InvalidArgument(ValueError):
    """An argument that cannot be used; a notebook shows it in one line.

    Examples
    --------
    >>> raise InvalidArgument("T must be positive, got -1")
    Traceback (most recent call last):
    glasslib.checks.InvalidArgument: T must be positive, got -1
    """

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


# ---- kinds of arguments


@dataclass(frozen=True)
class Kind:
    """What an argument may be, and how the documentation describes it.

    Examples
    --------
    >>> Kind("a label").or_none("no label").none
    'no label'
    """

    text: str
    none: str = field(default="", kw_only=True)  # what None stands for, where it is allowed

    @property
    def type_words(self) -> str:
        """The type in words."""
        return "object"

    def convert(self, name: str, value: object) -> object:
        """The value as the function uses it, or an `InvalidArgument`."""
        return value

    def range_words(self) -> str:
        """The allowed range in words, or nothing."""
        return ""

    def or_none(self, none: str) -> "Kind":
        """The same, but None is allowed and stands for what is said."""
        return replace(self, none=none)

    def but(self, text: str, **changes: Any) -> "Kind":
        """The same kind with another description, or another range."""
        return replace(self, text=text, **changes)


@dataclass(frozen=True, kw_only=True)
class Real(Kind):
    """A real number or an array of them, between two ends that are excluded or, if `closed`, included.

    Examples
    --------
    >>> Real("temperature, in K", high=100).convert("T", [1, 2])
    array([1., 2.])
    """

    low: float = 0.0
    high: float = math.inf
    closed: bool = False
    shared: bool = True  # whether its shape is broadcast against that of the other arguments
    scalar: bool = False
    infinite: bool = False  # whether infinity is allowed at a closed end
    type_words = "float or array"

    def convert(self, name: str, value: object) -> FloatOrArray:
        if type(value) is float:
            inside = self.low <= value <= self.high if self.closed else self.low < value < self.high
            if inside and math.isfinite(value):
                return value if self.scalar else np.float64(value)
        array = as_real(name, value)
        if self.scalar and array.ndim:
            raise InvalidArgument(f"{name} must be one number, got an array of shape {array.shape}")
        good = (
            (array >= self.low) & (array <= self.high)
            if self.closed
            else (array > self.low) & (array < self.high)
        )
        if not self.infinite:
            good &= np.isfinite(array)
        if not good.all():
            worst = array[~good].flat[0] if array.ndim else array
            raise InvalidArgument(f"{name} must lie in {self.ends()}, got {worst:.6g}")
        return float(array) if self.scalar else array[()]

    def ends(self) -> str:
        """The range as an interval."""
        return (
            f"[{self.low:.4g}, {self.high:.4g}]"
            if self.closed
            else f"({self.low:.4g}, {self.high:.4g})"
        )

    def range_words(self) -> str:
        if (self.low, self.high, self.closed) == (0.0, math.inf, False):
            return "Positive."
        if (self.low, self.high, self.closed) == (0.0, math.inf, True):
            return "Zero or positive."
        return "Finite." if (self.low, self.high) == (-math.inf, math.inf) else f"In {self.ends()}."


@dataclass(frozen=True, kw_only=True)
class Number(Real):
    """One real number.

    Examples
    --------
    >>> Number("temperature, in K").convert("T", 1)
    1.0
    """

    scalar: bool = True
    type_words = "float"


@dataclass(frozen=True, kw_only=True)
class Complex(Kind):
    """A finite complex number or an array of them.

    Examples
    --------
    >>> complex(Complex("amplitude").convert("z", 1))
    (1+0j)
    """

    shared: bool = True
    type_words = "complex or array"

    def convert(self, name: str, value: object) -> complex | NDArray[np.complex128]:
        plain = _plain_array(name, value)
        given = plain if plain.dtype.kind == "c" else as_real(name, value)
        array = given.astype(np.complex128)
        if not np.isfinite(array).all():
            raise InvalidArgument(
                f"{name} must be finite, got {array[~np.isfinite(array)].flat[0]}"
            )
        return array[()]


@dataclass(frozen=True, kw_only=True)
class Whole(Kind):
    """A whole number or an array of them, ends included.

    Examples
    --------
    >>> Whole("order", high=9).convert("l", 2.0)
    2
    """

    low: int = 1
    high: int = 1000
    shared: bool = True
    scalar: bool = False
    type_words = "int or array"

    def convert(self, name: str, value: object) -> IntOrArray:
        array = as_real(name, value)
        if self.scalar and array.ndim:
            raise InvalidArgument(
                f"{name} must be one whole number, got an array of shape {array.shape}"
            )
        good = (array >= self.low) & (array <= self.high) & (array == np.round(array))
        if not good.all():
            worst = array[~good].flat[0] if array.ndim else array
            raise InvalidArgument(
                f"{name} must be a whole number from {self.low} to {self.high}, got {worst:.6g}"
            )
        return int(array) if array.ndim == 0 else array.astype(np.int64)

    def range_words(self) -> str:
        return f"From {self.low} to {self.high}."


@dataclass(frozen=True, kw_only=True)
class Choice(Kind):
    """One of a few words or numbers.

    Examples
    --------
    >>> Choice("sign", options=(-1, 1)).convert("sign", 1)
    1
    """

    options: tuple[str | int, ...] = ()

    @property
    def type_words(self) -> str:
        return "{" + ", ".join(map(repr, self.options)) + "}"

    def convert(self, name: str, value: object) -> str | int:
        return check_choice(name, value, self.options)


@dataclass(frozen=True)
class Flag(Kind):
    """True or False.

    Examples
    --------
    >>> Flag("whether walls vibrate").convert("walls", True)
    True
    """

    type_words = "bool"

    def convert(self, name: str, value: object) -> bool:
        if not isinstance(value, (bool, np.bool_)):
            raise InvalidArgument(f"{name} must be True or False, got {value!r}")
        return bool(value)


@dataclass(frozen=True, kw_only=True)
class Instance(Kind):
    """An object of one class.

    Examples
    --------
    >>> Instance("name", of=str).convert("name", "silica")
    'silica'
    """

    of: Any = object  # a class, or Callable

    @property
    def type_words(self) -> str:
        return str(self.of.__name__)

    def convert(self, name: str, value: object) -> object:
        if not isinstance(value, self.of):
            raise InvalidArgument(f"{name} must be a {self.of.__name__}, got {_short(value)}")
        return value


# ---- the decorator


def checked(work: int = 1, /, **kinds: Kind) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Convert and check the arguments of a function before it runs, and document them.

    Parameters
    ----------
    work : int
        How many numbers the function holds for each element of its result. Arrays for which that exceeds
        `MAX_WORK` are refused.
    **kinds : Kind
        The kind of each argument, by name.

    Examples
    --------
    >>> @checked(r=Real("radius, in m"))
    ... def area(r):
    ...     return math.pi * r**2
    >>> area(-1)
    Traceback (most recent call last):
    glasslib.checks.InvalidArgument: r must lie in (0, inf), got -1
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        parameters = inspect.signature(function).parameters
        if list(parameters) != list(kinds):
            raise TypeError(
                f"{function.__qualname__}: arguments {list(parameters)}, kinds {list(kinds)}"
            )
        call: Callable[..., R] = function  # with arguments that are known only here
        names = list(parameters)
        defaults = {name: p.default for name, p in parameters.items() if p.default is not p.empty}
        positional = [name for name, p in parameters.items() if p.kind is not p.KEYWORD_ONLY]

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            if len(args) > len(positional):
                return function(*args, **kwargs)  # Python's own message
            given: dict[str, Any] = {**dict(zip(positional, args, strict=False)), **kwargs}
            if (
                len(given) < len(args) + len(kwargs)
                or given.keys() | defaults.keys() != kinds.keys()
            ):
                return function(*args, **kwargs)  # likewise
            values: dict[str, object] = {}
            shapes: dict[str, tuple[int, ...]] = {}
            size = 1
            for name in names:
                kind = kinds[name]
                value = given[name] if name in given else defaults[name]
                if value is None and kind.none:
                    values[name] = None
                    continue
                values[name] = value = kind.convert(name, value)
                if isinstance(value, np.ndarray):
                    if getattr(kind, "shared", False):
                        shapes[name] = value.shape
                    else:
                        size *= value.size
            if shapes:
                size *= math.prod(_common_shape(shapes))
            if size * work > MAX_WORK:
                raise InvalidArgument(
                    f"{' and '.join(shapes) or 'the arguments'} must have at most {MAX_WORK // work} elements together, got {size}"
                )
            try:
                result = call(
                    *(values[name] for name in positional),
                    **{name: values[name] for name in names if name not in positional},
                )
            except InvalidArgument as error:
                if re.split(r"\W", str(error), maxsplit=1)[0] in kinds:
                    raise
                # an argument of a function that this one calls
                raise InvalidArgument(f"{_cannot(values)}: {error}") from None
            except np.linalg.LinAlgError as error:
                raise InvalidArgument(f"{_cannot(values)}: {error}") from None
            if _has_nan(result):
                raise InvalidArgument(_cannot(values))
            return result

        wrapper.kinds = kinds  # type: ignore[attr-defined]  # an attribute of a function
        wrapper.__doc__ = _documented(inspect.getdoc(function) or "", kinds, defaults)
        return wrapper

    return decorate


def _has_nan(result: object) -> bool:
    if isinstance(result, tuple):
        return any(map(_has_nan, result))
    if isinstance(result, (float, complex)):  # with numpy's scalars
        return result != result
    return (
        isinstance(result, np.ndarray)
        and result.dtype.kind in "fc"
        and bool(np.isnan(result).any())
    )


def _cannot(values: dict[str, object]) -> str:
    """Message for arguments that are each allowed, but not together, or so extreme that a result overflows."""
    given = {
        name: np.asarray(value).flat[0]
        for name, value in values.items()
        if isinstance(value, (float, int, complex, np.ndarray)) and not isinstance(value, bool)
    }
    words = ", ".join(f"{name} = {value:.6g}" for name, value in given.items())
    return f"{' and '.join(given)} must be such that the result can be computed, got {words}"


def _common_shape(shapes: dict[str, tuple[int, ...]]) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        words = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise InvalidArgument(
            f"{' and '.join(shapes)} must have shapes that broadcast together, got {words}"
        ) from None


def _documented(doc: str, kinds: dict[str, Kind], defaults: dict[str, object]) -> str:
    """The docstring with the sections that follow from the kinds of the arguments."""
    start = min(
        (
            at
            for title in ("Returns", "Notes", "Examples")
            if (at := doc.find(f"\n{title}\n---")) >= 0
        ),
        default=len(doc),
    )
    head, rest = doc[:start].rstrip(), doc[start:].strip()
    lines = ["Parameters", "----------"]
    for name, kind in kinds.items():
        lines.append(f"{name} : {kind.type_words}" + (", optional" if name in defaults else ""))
        words = kind.text[:1].upper() + kind.text[1:]
        none = f"None stands for {kind.none}." if kind.none else ""
        lines.append("    " + " ".join(filter(None, (f"{words}.", kind.range_words(), none))))
    if not rest.startswith("Returns"):
        rest = f"Returns\n-------\nfloat or array\n\n{rest}".rstrip()
    raises = "Raises\n------\nInvalidArgument\n    A ValueError that names the argument, the value and the allowed range."
    returns, *others = (part.strip() for part in _sections(rest))
    return "\n\n".join([head, "\n".join(lines), returns, raises, *others]) + "\n"


def _sections(text: str) -> Iterable[str]:
    """The parts of a docstring that begin with an underlined title."""
    lines = text.splitlines()
    starts = [
        i
        for i in range(len(lines) - 1)
        if lines[i] and set(lines[i + 1]) == {"-"} and len(lines[i + 1]) == len(lines[i])
    ]
    return ["\n".join(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]


# ---- what the kinds are made of, and checks that involve two arguments


def as_real(name: str, value: object) -> FloatArray:
    """A float64 array of real numbers, not empty; anything else is refused by name.

    Examples
    --------
    >>> as_real("T", (1, 2))
    array([1., 2.])
    """
    array = _plain_array(name, value)
    if array.dtype.kind == "O":
        array = _from_objects(name, array, value)
    if array.dtype.kind not in "iuf":
        raise InvalidArgument(
            f"{name} must be a real number or an array of them, got {_short(value)}"
        )
    return np.asarray(array, dtype=np.float64)


def _plain_array(name: str, value: object) -> NDArray[Any]:
    if isinstance(value, np.ma.MaskedArray):
        raise InvalidArgument(f"{name} must not be a masked array")
    try:
        array = np.asarray(value)
    except ValueError:
        raise InvalidArgument(
            f"{name} must be a real number or an array of them, got {_short(value)}"
        ) from None
    if array.size == 0:
        raise InvalidArgument(f"{name} must not be empty")
    if array.size > MAX_WORK:
        raise InvalidArgument(f"{name} must have at most {MAX_WORK} elements, got {array.size}")
    return array


def _from_objects(name: str, array: NDArray[Any], value: object) -> NDArray[Any]:
    """Numbers of other libraries, such as sympy's and fractions."""
    if all(
        hasattr(item, "__float__") and not isinstance(item, (str, bytes, bool))
        for item in array.flat
    ):
        try:
            return array.astype(np.float64)
        except (TypeError, ValueError):
            pass
    raise InvalidArgument(f"{name} must be a real number or an array of them, got {_short(value)}")


def check_range(
    name: str, value: object, low: float = 0.0, high: float = math.inf, *, closed: bool = False
) -> FloatOrArray:
    """Return `value` as float64 if all of it lies between `low` and `high`.

    Parameters
    ----------
    name : str
        What the caller's argument is called, for the message.
    value : float or array
        What was passed.
    low, high : float
        The allowed range, its ends excluded.
    closed : bool
        Whether the ends are allowed too.

    Raises
    ------
    InvalidArgument
        A ValueError that names the argument, the offending value and the range.

    Examples
    --------
    >>> check_range("T", [1, 2])
    array([1., 2.])
    >>> check_range("T", -1.0)
    Traceback (most recent call last):
    glasslib.checks.InvalidArgument: T must lie in (0, inf), got -1
    """
    return Real("", low=low, high=high, closed=closed).convert(name, value)


def check_choice(name: str, value: object, choices: Iterable[T]) -> T:
    """Return `value` if it is one of `choices`, else refuse it with a message that lists them.

    Examples
    --------
    >>> check_choice("term", "rr", ("rr", "rT"))
    'rr'
    """
    options = list(choices)
    for option in options:
        if type(value) is type(option) and value == option:
            return option
    raise InvalidArgument(
        f"{name} must be one of {', '.join(map(repr, options))}, got {_short(value)}"
    )


def check_above(name: str, value: FloatOrArray, floor_name: str, floor: FloatOrArray) -> None:
    """Refuse a value that does not lie above another argument, element by element.

    Examples
    --------
    >>> check_above("T", 1.2, "T_0", np.array([0.8, 1.3]))
    Traceback (most recent call last):
    glasslib.checks.InvalidArgument: T must lie above T_0 = 1.3, got 1.2
    """
    values, floors = np.broadcast_arrays(value, floor)
    bad = ~(values > floors)
    if bad.any():
        raise InvalidArgument(
            f"{name} must lie above {floor_name} = {floors[bad].flat[0]:.6g}, got {values[bad].flat[0]:.6g}"
        )


def refuse_work(name: str, work: float, limit: float = 10 * MAX_WORK) -> None:
    """Refuse an array for which a function would have to compute more numbers than a limit.

    Examples
    --------
    >>> refuse_work("w", 1e12)
    Traceback (most recent call last):
    glasslib.checks.InvalidArgument: w must need at most 1e+09 steps, got an array that needs 1e+12
    """
    if work > limit:
        raise InvalidArgument(
            f"{name} must need at most {limit:.3g} steps, got an array that needs {work:.3g}"
        )


def _short(value: object) -> str:
    """A value for a message of one line."""
    text = repr(value).replace("\n", " ")
    return text if len(text) <= 60 else text[:57] + "..."
