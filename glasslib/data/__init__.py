"""Measured data: CSV files whose header says what was measured, where, by whom, and how far to trust it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Table:
    """A data file: its columns as arrays, and its header, which is to be read before they are plotted.

    Attributes
    ----------
    name : str
        The file, without its ending.
    header : str
        What the file says of itself: quantity, units, source, license, trust.
    columns : dict
        Column name to array: of floats where every entry is a number (an empty one is nan), else of text.

    Examples
    --------
    >>> table = Table("melting", "units: K", {"T": np.array([273.15, 1986.0])})
    >>> table.where(table["T"] > 300)["T"]
    array([1986.])
    """

    name: str
    header: str
    columns: dict[str, NDArray[Any]]

    def __getitem__(self, column: str) -> NDArray[Any]:
        try:
            return self.columns[column]
        except KeyError:
            raise KeyError(
                f"{self.name} has no column {column!r}; it has {', '.join(self.columns)}"
            ) from None

    def where(self, mask: NDArray[np.bool_]) -> "Table":
        """The same table with only the rows at which `mask` is true."""
        return Table(
            self.name, self.header, {name: values[mask] for name, values in self.columns.items()}
        )


def load(name: str) -> Table:
    """Read one of the data files of this package.

    Parameters
    ----------
    name : str
        File name without ``.csv``, after its folder where it lies in one; :func:`names` lists them.

    Returns
    -------
    Table

    Raises
    ------
    FileNotFoundError
        Where there is no such file; says where it was looked for.
    ValueError
        Where the file is not a table: a row has too many or too few entries.

    Examples
    --------
    >>> list(load("cp_aSiO2_zeller_pohl_1971_digitized").columns)
    ['T_K', 'cp_J_per_gK', 'cp_over_T3_J_per_gK4']
    """
    folder = files(__name__)
    source = folder / f"{name}.csv"
    if not source.is_file():
        raise FileNotFoundError(
            f"no data file {name!r}: looked for {source}; there are {', '.join(names())}"
        )
    lines = source.read_text(encoding="utf-8").splitlines()
    header = "\n".join(line.lstrip("# ") for line in lines if line.startswith("#"))
    rows = list(csv.reader(line for line in lines if line and not line.startswith("#")))
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(rows[0]):
            raise ValueError(
                f"{name}: row {number} has {len(row)} entries, the table has {len(rows[0])} columns"
            )
    return Table(
        name, header, {title: _column(entries) for title, *entries in zip(*rows, strict=True)}
    )


def names() -> list[str]:
    """Names of the data files, sorted.

    Examples
    --------
    >>> "melting_enthalpy_glassformers" in names()
    True
    """
    found = []
    for path in files(__name__).iterdir():
        inside = path.iterdir() if path.is_dir() else [path]
        prefix = f"{path.name}/" if path.is_dir() else ""
        found += [prefix + p.name.removesuffix(".csv") for p in inside if p.name.endswith(".csv")]
    return sorted(found)


def _column(entries: Sequence[str]) -> NDArray[Any]:
    try:
        return np.array([float(entry) if entry else np.nan for entry in entries])
    except ValueError:
        return np.array(entries)
