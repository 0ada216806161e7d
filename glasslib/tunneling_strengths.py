"""Measured densities of two-level systems and their coupling to sound, one row for each glass and method. SI units.

The table is ``data/tunneling_strengths.csv``. *Predictions for measured glasses* compares each row with the theory, and
says how to add one.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

import numpy as np

from glasslib import data
from glasslib.checks import InvalidArgument


class Strength(NamedTuple):
    """One row: a glass, its speeds of sound, couplings γ and density P̄, strengths C = P̄γ²/ρv², and their source.

    What a source does not give is nan.

    Examples
    --------
    >>> measured()[0].glass
    'SiO2'
    """

    glass: str
    rho_kg_m3: float
    v_l_m_s: float
    v_t_m_s: float
    gamma_l_eV: float
    gamma_t_eV: float
    P_per_J_m3: float
    C_l: float
    C_t: float
    method: str
    source: str
    doi: str


# a value outside was given in another unit
PLAUSIBLE = {
    "rho_kg_m3": (500, 12_000),
    "v_l_m_s": (500, 15_000),
    "v_t_m_s": (300, 9_000),
    "gamma_l_eV": (0.02, 10),
    "gamma_t_eV": (0.02, 10),
    "P_per_J_m3": (1e42, 1e48),
    "C_l": (1e-7, 1e-1),
    "C_t": (1e-7, 1e-1),
}
NEEDED = ("glass", "rho_kg_m3", "v_l_m_s", "v_t_m_s", "method", "source")


def measured(table: Traversable | None = None) -> list[Strength]:
    """All rows of the table, checked.

    Parameters
    ----------
    table : path, optional
        Another file of the same form.

    Raises
    ------
    InvalidArgument
        Where a row is malformed; names the file, the line, the column and the allowed range.

    Examples
    --------
    >>> all(1e-5 < row.C_t < 1e-2 for row in measured())
    True
    """
    path = files(data) / "tunneling_strengths.csv" if table is None else table
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [(n, line) for n, line in enumerate(lines, start=1) if line and line[0] != "#"]
    reader = csv.reader(line for _, line in kept)
    rows = [(n, cells) for (n, _), cells in zip(kept, reader, strict=True)]
    if not rows or rows[0][1] != list(Strength._fields):
        line = rows[0][0] if rows else 1
        raise InvalidArgument(
            f"{path.name}, line {line}: the columns must be {','.join(Strength._fields)}"
        )
    return [_row(f"{path.name}, line {n}", cells) for n, cells in rows[1:]]


def _row(place: str, cells: list[str]) -> Strength:
    if len(cells) != len(Strength._fields):
        raise InvalidArgument(
            f"{place}: must have {len(Strength._fields)} entries, got {len(cells)}"
        )
    row: dict[str, str | float] = {}
    for column, cell in zip(Strength._fields, map(str.strip, cells), strict=True):
        if not cell and column in NEEDED:
            raise InvalidArgument(f"{place}, column {column}: must not be empty")
        row[column] = _number(place, column, cell) if column in PLAUSIBLE else cell
    if np.isnan(row["C_l"]) and np.isnan(row["C_t"]):
        raise InvalidArgument(f"{place}: must have C_l or C_t")
    return Strength(**row)  # type: ignore[arg-type]  # text or number by the column


def _number(place: str, column: str, cell: str) -> float:
    if not cell:
        return np.nan
    low, high = PLAUSIBLE[column]
    try:
        value = float(cell)
    except ValueError:
        value = np.nan
    if not low <= value <= high:
        raise InvalidArgument(
            f"{place}, column {column}: must be a number from {low:g} to {high:g}, got {cell}"
        )
    return value
