"""A reader's own measurements of a resonator, pasted as text: columns recognized, units asked, faults named by place.

The text is a table as a spreadsheet or a program saves it: a header, then one line for each measurement, with fields
between commas, semicolons or tabs. Decimal commas are read where the fields are not separated by commas.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from glasslib.checks import FloatArray, InvalidArgument, check_choice, check_range

# what a column is called, without spaces, lines and case, and with d for delta
_NAMES = {
    "T": "t temp temperature",
    "Q": "q qi qint qinternal qualityfactor internalqualityfactor",
    "loss": "loss losstangent internalfriction tand 1/q 1/qi 1/qint q^1 qi^1 inverseq inversequalityfactor",
    "shift": "shift df frequencyshift dfrequency",
    "relative shift": "df/f df/f0 df/fr dfoverf dfoverf0 relativeshift fractionalshift relativefrequencyshift",
    "frequency": "f f0 fr fres freq frequency resonancefrequency resonantfrequency",
    "power": "power p pint internalpower",
}
_KNOWN = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_WANTED = "T, Q, loss, shift (or df/f), frequency, power"

_HERTZ = {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9}
_UNITS: dict[str, dict[str, float]] = {
    "T": {"K": 1.0, "mK": 1e-3},
    "Q": {},
    "loss": {},
    "shift": {**_HERTZ, "fractional": 1.0},
    "relative shift": {"fractional": 1.0},
    "frequency": _HERTZ,
    "power": {"W": 1.0, "dBm": 1.0},
}
# the argument that states the unit, where the header does not
_ARGUMENTS = {
    "T": "temperature_unit",
    "shift": "shift_unit",
    "relative shift": "shift_unit",
    "frequency": "shift_unit",
    "power": "power_unit",
}
_SPELLINGS = {unit.lower(): unit for units in _UNITS.values() for unit in units}
_SPELLINGS |= {"1": "fractional", "kelvin": "K", "millikelvin": "mK"}

_UNIT_LAST = re.compile(
    r"(?P<name>.+?)\s*(?:[\[(]\s*(?P<inside>[^\])]*)[\])]|(?:[_/,]|\s+in\s+|\s+)(?P<after>[A-Za-z]+))$"
)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

# the warmest temperature in K and the largest relative shift that are taken at their word
_WARMEST, _LARGEST_SHIFT = 300.0, 0.01
# measurements that a fit needs: of the loss at several powers, and of everything else
_ROWS_WITH_POWER, _ROWS = 6, 3


@dataclass(frozen=True)
class Measurements:
    """What was measured in a resonator, one element for each line.

    Attributes
    ----------
    T : array
        Temperature, in K.
    Q : array or None
        Internal quality factor.
    shift : array or None
        Relative shift δf/f of the frequency.
    power : array or None
        Power, in W; None too where all lines have the same.

    Examples
    --------
    >>> read_table("T_mK,Q\\n50,1.5e6\\n100,1.6e6\\n200,1.9e6\\n", frequency=5.6e9).T.tolist()
    [0.05, 0.1, 0.2]
    """

    T: FloatArray
    Q: FloatArray | None
    shift: FloatArray | None
    power: FloatArray | None

    def up_to(self, warmest: float) -> Measurements:
        """The measurements at this temperature in K and below, in order of temperature.

        Examples
        --------
        >>> table = read_table("T_mK,Q\\n50,1e6\\n200,2e6\\n100,1e6\\n1200,1e5\\n", frequency=5.6e9)
        >>> table.up_to(1.0).T.tolist()
        [0.05, 0.1, 0.2]
        """
        order = np.argsort(self.T, kind="stable")
        order = order[self.T[order] <= warmest]
        if np.unique(self.T[order]).size < _ROWS:
            raise InvalidArgument(
                f"warmest must leave measurements at {_ROWS} temperatures or more, got {warmest:.6g}"
            )
        columns = (
            part if part is None else part[order] for part in (self.Q, self.shift, self.power)
        )
        return Measurements(self.T[order], *columns)


@dataclass(frozen=True)
class _Column:
    place: int  # number of the field, from 1
    title: str
    kind: str
    unit: str | None


def read_table(
    text: str,
    frequency: float,
    temperature_unit: str | None = None,
    shift_unit: str | None = None,
    power_unit: str | None = None,
) -> Measurements:
    """Read temperatures with quality factors, losses or frequency shifts from a pasted table.

    Columns, in any order and with usual spellings: T; Q or loss; shift, df/f or frequency; power.
    Their units are given in the header, as in ``T (mK)`` or ``T_mK``, or in the arguments. Empty lines and those that begin with # are skipped.

    Parameters
    ----------
    text : str
        The table; fields are separated by commas, semicolons or tabs.
    frequency : float
        Frequency of the resonator, in Hz; a shift in Hz is divided by it.
    temperature_unit : {"K", "mK"}, optional
        Where the header does not say.
    shift_unit : {"Hz", "kHz", "MHz", "GHz", "fractional"}, optional
        Unit of a shift or a frequency, where the header does not say.
    power_unit : {"W", "dBm"}, optional
        Where the header does not say.

    Returns
    -------
    Measurements
        In the order of the lines, in SI units.

    Raises
    ------
    InvalidArgument
        Where the table cannot be read; names the line and the column (the number of the field), and what was expected.

    Examples
    --------
    >>> found = read_table("T (mK);Q;df (Hz)\\n50;1,5e6;0\\n100;1,6e6;900\\n200;1,9e6;4100\\n", frequency=5e9)
    >>> found.shift.tolist()
    [0.0, 1.8e-07, 8.2e-07]
    >>> read_table("T,Q\\n0.1,high\\n", frequency=5e9, temperature_unit="K")
    Traceback (most recent call last):
    glasslib.checks.InvalidArgument: line 2, column 2 (Q): a number was expected, got 'high'
    """
    check_range("frequency", frequency, 0.0, np.inf)
    stated = {}
    for argument, unit, kind in (
        ("temperature_unit", temperature_unit, "T"),
        ("shift_unit", shift_unit, "shift"),
        ("power_unit", power_unit, "power"),
    ):
        if unit is not None:
            stated[argument] = str(check_choice(argument, unit, tuple(_UNITS[kind])))
    lines = list(_lines(text))
    if not lines:
        raise InvalidArgument("line 1, column 1: a header was expected, got nothing")
    separator = _separator(*lines[0])
    (at, head), *rows = [(number, _fields(number, line, separator)) for number, line in lines]
    columns = _columns(at, head, stated)
    numbers: dict[str, list[float]] = {column.kind: [] for column in columns}
    signs: dict[str, tuple[int, int]] = {}
    for line, row in rows:
        _check_length(line, row, head, separator)
        for column in columns:
            cell = row[column.place - 1]
            value = _number(line, column, cell, signs) * _UNITS[column.kind].get(
                column.unit or "", 1.0
            )
            if column.unit in _HERTZ and column.kind == "shift":
                value /= frequency
            if column.unit == "dBm":
                value = 1e-3 * 10 ** (value / 10)
            _check_value(line, column, cell, value, frequency)
            numbers[column.kind].append(value)
    arrays = {kind: np.array(values) for kind, values in numbers.items()}
    found = _measurements(arrays, frequency)
    _check_rows(lines[-1][0], found)
    return found


# ---- the text


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Number and content of each line that is part of the table."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    # a line counts from 1 below the opening quotation marks
    for number, line in enumerate(text.removeprefix("\n").split("\n"), start=1):
        said = line.strip(" \u00a0").lstrip("\ufeff")
        empty = not said.strip(",;\t")
        if not empty and not said.startswith("#") and not re.fullmatch(r"sep=.[,;\t]*", said):
            yield number, said


def _separator(line: int, head: str) -> str:
    unquoted = re.sub(r'"[^"]*"', "", head)
    for separator in "\t;,":
        if separator in unquoted:
            return separator
    raise InvalidArgument(
        f"line {line}, column 1: names of at least two columns, separated by commas, semicolons or tabs, were expected, "
        f"got {_short(head)}"
    )


def _fields(line: int, content: str, separator: str) -> list[str]:
    try:
        (row,) = csv.reader([content], delimiter=separator, strict=True)
    except csv.Error:
        column = content.count(separator) + 1
        raise InvalidArgument(
            f"line {line}, column {column}: quotation marks in pairs were expected, got {_short(content)}"
        ) from None
    return [field.replace("\u00a0", " ").strip() for field in row]


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else cell[:40] + "…")


# ---- the header


def _columns(line: int, head: list[str], stated: dict[str, str]) -> list[_Column]:
    if all(not cell or _NUMBER.fullmatch(cell.replace(",", ".")) for cell in head):
        raise InvalidArgument(
            f"line {line}, column 1: a header with the names of the columns was expected ({_WANTED}), got {_short(head[0])}"
        )
    columns: list[_Column] = []
    for place, title in enumerate(head, start=1):
        if not title:
            if place <= len(head) and any(head[place:]):
                raise InvalidArgument(
                    f"line {line}, column {place}: the name of a column was expected, got an empty field"
                )
            continue
        column = _column(line, place, title, stated)
        for other in columns:
            if _same(other.kind, column.kind):
                raise InvalidArgument(
                    f"line {line}, column {place} ({title}): one column of its kind was expected, and {other.title} "
                    f"is another"
                )
        columns.append(column)
    kinds = {column.kind for column in columns}
    if "T" not in kinds:
        raise InvalidArgument(
            f"line {line}, column 1: a column with temperatures, T, was expected, got {', '.join(head)}"
        )
    if not kinds - {"T", "power"}:
        raise InvalidArgument(
            f"line {line}, column {len(head) + 1}: a column with Q, loss, shift or frequency was expected beside "
            f"{', '.join(head)}"
        )
    return columns


def _same(one: str, other: str) -> bool:
    groups = ({"Q", "loss"}, {"shift", "relative shift", "frequency"})
    return one == other or any(one in group and other in group for group in groups)


def _column(line: int, place: int, title: str, stated: dict[str, str]) -> _Column:
    where = f"line {line}, column {place} ({title})"
    kind, written = _known(title), ""
    if kind is None and (parts := _UNIT_LAST.fullmatch(title)):
        kind, written = _known(parts["name"]), (parts["inside"] or parts["after"] or "").strip()
    if kind is None:
        raise InvalidArgument(f"{where}: one of the columns {_WANTED} was expected")
    units = _UNITS[kind]
    unit = _SPELLINGS.get(written.lower()) if written else None
    if written and unit not in units and (units or unit != "fractional"):
        names = " or ".join(units) or "no unit"
        raise InvalidArgument(f"{where}: {names} was expected as its unit, got {_short(written)}")
    if not units:
        return _Column(place, title, kind, None)
    argument = _ARGUMENTS[kind]
    asked = stated.get(argument)
    if kind == "relative shift":
        unit = "fractional"
    if unit is not None and asked is not None and unit != asked:
        raise InvalidArgument(
            f"{where}: {asked} was expected as its unit, since {argument} is {asked!r}; the header says {unit}"
        )
    unit = unit or asked
    if unit is None:
        choices = " or ".join(map(repr, units))
        raise InvalidArgument(
            f"{where}: a unit was expected; write it into the header, or say {argument} = {choices}"
        )
    if unit not in units:
        raise InvalidArgument(
            f"{where}: {' or '.join(units)} was expected as its unit, but {argument} is {unit!r}"
        )
    return _Column(place, title, kind, unit)


def _known(title: str) -> str | None:
    plain = re.sub(r"[\s_\u2212-]", "", title.lower())
    return _KNOWN.get(re.sub("delta|[δΔ∆∂]", "d", plain))


# ---- the rows


def _check_length(line: int, row: list[str], head: list[str], separator: str) -> None:
    while len(row) > len(head) and not row[-1]:
        row.pop()
    if len(row) == len(head):
        return
    name = {"\t": "tabs", ";": "semicolons", ",": "commas"}[separator]
    hint = ""
    others = [mark for mark in "\t;," if mark != separator and mark in row[0]]
    if len(row) == 1 and others:
        hint = "; another separator than in the header?"
    elif separator == "," and len(row) > len(head):
        hint = "; with decimal commas, separate the columns by semicolons or tabs"
    column = min(len(row), len(head)) + 1
    raise InvalidArgument(
        f"line {line}, column {column}: {len(head)} fields, separated by {name}, were expected, got {len(row)}{hint}"
    )


def _number(line: int, column: _Column, cell: str, signs: dict[str, tuple[int, int]]) -> float:
    where = f"line {line}, column {column.place} ({column.title})"
    plain = cell.replace("\u2212", "-")
    for mark in ".,":
        if mark in plain:
            signs.setdefault(mark, (line, column.place))
    if len(signs) == 2:
        other = min(signs.values())
        after = (
            "" if other == (line, column.place) else f" after line {other[0]}, column {other[1]}"
        )
        raise InvalidArgument(
            f"{where}: the same decimal sign throughout, and none between thousands, was expected, got "
            f"{_short(cell)}{after}"
        )
    plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        got = _short(cell) if cell else "an empty field"
        raise InvalidArgument(f"{where}: a number was expected, got {got}")
    value = float(plain)
    if not np.isfinite(value):
        raise InvalidArgument(f"{where}: a finite number was expected, got {_short(cell)}")
    return value


def _check_value(line: int, column: _Column, cell: str, value: float, frequency: float) -> None:
    """Whether a value, in SI units, is one that can be meant."""
    expected = hint = ""
    if column.kind == "T" and not 0 < value <= _WARMEST:
        hint = "; is the unit mK?" if value > _WARMEST and column.unit == "K" else ""
        expected = f"a temperature above 0 and up to {_WARMEST:g} K"
    elif column.kind == "Q" and not value > 1:
        expected = "a quality factor above 1"
    elif column.kind == "loss" and not 0 < value < 1:
        expected = "a loss between 0 and 1"
    elif column.kind in ("shift", "relative shift") and not abs(value) < _LARGEST_SHIFT:
        hint = "; is the unit Hz?" if column.unit == "fractional" else ""
        expected = f"a shift below {_LARGEST_SHIFT:g} of the frequency"
    elif column.kind == "frequency" and not abs(value / frequency - 1) < _LARGEST_SHIFT:
        expected = f"a frequency near that of the resonator, {frequency:.6g} Hz,"
    elif column.kind == "power" and not value > 0:
        expected = "a positive power"
    if expected:
        raise InvalidArgument(
            f"line {line}, column {column.place} ({column.title}): {expected} was expected, got {_short(cell)}{hint}"
        )


def _measurements(arrays: dict[str, FloatArray], frequency: float) -> Measurements:
    Q = 1 / arrays["loss"] if "loss" in arrays else arrays.get("Q")
    shift = arrays.get("shift", arrays.get("relative shift"))
    if "frequency" in arrays and arrays["frequency"].size:
        shift = (arrays["frequency"] - arrays["frequency"][0]) / frequency
    power = arrays.get("power")
    if power is not None and (not power.size or np.ptp(power) == 0):
        power = None
    return Measurements(arrays["T"], Q, shift, power)


def _check_rows(line: int, found: Measurements) -> None:
    needed = _ROWS if found.Q is None or found.power is None else _ROWS_WITH_POWER
    if found.T.size < needed:
        raise InvalidArgument(
            f"line {line}, column 1: at least {needed} measurements were expected, got {found.T.size}"
        )
    different = np.unique(found.T).size
    if different < _ROWS:
        raise InvalidArgument(
            f"line {line}, column 1: measurements at {_ROWS} temperatures or more were expected, got {different}"
        )
