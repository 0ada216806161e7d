"""Global sensitivity: Sobol indices of the results over the ranges of all assumptions at once.

The index of a field is the fraction of a result's variance that is attributable to it: alone ("first"), or alone
and together with others ("total"). Each group of ``headline.PARTS`` is varied over the fields
on which it rests; the others do not change it. The time scale ratio and the Lindemann ratio, on which most results
rest, have two sets of ranges: `RANGES`. ``python -m glasslib.global_sensitivity`` computes all of them, on
all processors, and prints the file ``data/indices_of_assumptions.csv`` that :func:`table` reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np
from scipy import stats

from glasslib import data, form_factor
from glasslib.assumptions import GLASS, Assumptions, as_printed, required_by
from glasslib.checks import (
    FloatArray,
    InvalidArgument,
    Whole,
    check_choice,
    check_range,
)
from glasslib.headline import PARTS

ABOUT = {item.name: item.metadata for item in fields(Assumptions)}
# the cutoff from the form factor, in (a/ξ)ω_D, for ξ = a
FORM_FACTOR = float(
    form_factor.form_factor_zero("volume") / form_factor.wavenumber_radius(1.0, 1.0)
)
# wide: all that is admissible; narrow: as well as the two are known for laboratory glasses (see the page on sensitivity)
RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "wide": {},
    "narrow": {"timescale_ratio": (10**15.5, 10**18.5), "lindemann_ratio": (0.09, 0.11)},
}
# cutoffs are drawn up to this part of the stability limit: a ripplon close to zero frequency has no boson peak
STABLE = 0.9
# base points of the kept table: fewer for the groups that take a while
BASE = {name: 64 if part.slow else 256 for name, part in PARTS.items()}
KEPT = "indices_of_assumptions"
HEADER = """\
# quantity: Sobol indices of the headline results over two sets of ranges of all assumptions: first order, total, and the 95 % intervals of both
# units: fractions of a variance; of the logarithm of a result that keeps its sign
# original reference: computed, not measured: python -m glasslib.global_sensitivity > glasslib/data/indices_of_assumptions.csv
# license: that of this project
# trust: reproducible (seeded); the intervals are those of the sample, by bootstrap
ranges,result,field,first,total,first_low,first_high,total_low,total_high"""


class Index(NamedTuple):
    """Fractions of a result's variance that are attributable to one field, with their 95 % intervals.

    Examples
    --------
    >>> Index(0.4, 0.5, 0.3, 0.5, 0.4, 0.6).total
    0.5
    """

    first: float
    total: float
    first_low: float
    first_high: float
    total_low: float
    total_high: float


def sample_assumptions(
    unit_point: Sequence[float] | FloatArray,
    names: Sequence[str] = tuple(ABOUT),
    glass: float = 0.1,
    ranges: Mapping[str, tuple[float, float]] | None = None,
) -> Assumptions:
    """Assumptions at a point of the unit cube: fields that are not named are as printed.

    A number is drawn evenly over its range, or over its logarithm where that spans more than a factor of
    twenty; where the theory has a value of its own, half of the draws take that. The four constants of the
    glass are drawn about those of silica. The cutoff ends where the lowest ripplon would become unstable.

    Parameters
    ----------
    unit_point : sequence of float
        Between 0 and 1, one coordinate for each name.
    names : sequence of str
        Fields to draw.
    glass : float
        How far the constants of the glass may be off, as a fraction.
    ranges : dict of (float, float), optional
        Other ranges than those of the fields, by name.

    Raises
    ------
    InvalidArgument
        Where a coordinate or `glass` is outside 0 to 1, or a coordinate is missing.

    Examples
    --------
    >>> round(sample_assumptions([0.5], ["lindemann_ratio"]).lindemann_ratio, 6)
    0.105
    """
    point = np.asarray(unit_point, dtype=float)
    if names:
        point = np.asarray(check_range("unit_point", unit_point, 0, 1, closed=True))
    width = float(check_range("glass", glass, 0, 1))
    for name in names:
        check_choice("names", name, ABOUT)
    if point.shape != (len(names),):
        raise InvalidArgument(
            f"unit_point must have one coordinate for each of the {len(names)} names, got the shape {point.shape}"
        )
    chosen = {
        name: _value(name, u, width, ranges or {})
        for name, u in zip(names, point.tolist(), strict=True)
    }
    lowest = {"cutoff_factor": ABOUT["cutoff_factor"]["low"]}
    chosen |= required_by(chosen)
    stable = STABLE * as_printed.changed(chosen | lowest).largest_cutoff
    cutoff = chosen.get("cutoff_factor", as_printed.cutoff_factor)
    within = (FORM_FACTOR if cutoff is None else float(cutoff)) < stable
    return as_printed.changed(chosen | {"cutoff_factor": cutoff if within else stable})


def _value(
    name: str, u: float, glass: float, ranges: Mapping[str, tuple[float, float]]
) -> float | str | None:
    about = ABOUT[name]
    if "options" in about:
        options: tuple[str, ...] = about["options"]
        return options[min(int(u * len(options)), len(options) - 1)]
    if name in GLASS:
        return float(getattr(as_printed, name) * (1 + glass * (2 * u - 1)))
    if about["none"]:
        if u < 0.5:
            return None
        u = 2 * u - 1
    low, high = ranges.get(name, (about["low"], about["high"]))
    return float(low * (high / low) ** u if about["logarithmic"] else low + u * (high - low))


def indices(
    part: str,
    *,
    base: int = 64,
    seed: int = 2004,
    glass: float = 0.1,
    ranges: str = "wide",
    run: Callable[
        [Callable[[FloatArray], dict[str, float]], FloatArray], Iterable[dict[str, float]]
    ] = map,
) -> dict[str, dict[str, Index]]:
    """Sobol indices of each result of one group, for each field on which the group rests.

    Results that keep their sign are taken by their logarithm, so that a factor counts and no unit does;
    exponents that can change sign as they are. Estimators as in ``scipy.stats.sobol_indices``.

    Parameters
    ----------
    part : str
        One of ``headline.PARTS``.
    base : int
        Base points, a power of two up to 4096; the group is computed base × (fields + 2) times.
    seed : int
        Of the scrambled Sobol sequence and of the bootstrap.
    glass : float
        How far the constants of the glass may be off, as a fraction.
    ranges : str
        One of `RANGES`.
    run : callable
        Maps a function over arguments, as ``map`` does; that of a pool of processes is quicker.

    Returns
    -------
    dict
        Result to a dict of field to :class:`Index`.

    Raises
    ------
    InvalidArgument
        Where `part` is not a group, `base` not a power of two from 2 up, or `glass` outside 0 to 1.

    Examples
    --------
    >>> found = indices("relaxation", base=16)
    >>> sorted(found["cooperative_beads"])
    ['debye_temperature', 'lindemann_ratio', 'timescale_ratio']
    """
    check_choice("part", part, PARTS)
    check_choice("ranges", ranges, RANGES)
    base = int(Whole("", low=2, high=4096, scalar=True).convert("base", base))
    seed = int(Whole("", low=0, high=2**31, scalar=True).convert("seed", seed))
    if base & (base - 1):
        raise InvalidArgument(f"base must be a power of two, 2 or more, got {base}")
    names = tuple(name for name in ABOUT if name in PARTS[part].fields)
    count = len(names)
    both = stats.qmc.Sobol(2 * count, seed=seed).random(base)
    first, second = both[:, :count], both[:, count:]
    points = [first, second]
    for i in range(count):  # the first sample with one column of the second
        points.append(first.copy())
        points[-1][:, i] = second[:, i]
    rows = list(run(partial(_results, part, names, glass, ranges), np.concatenate(points)))
    values = np.array([list(row.values()) for row in rows]).T
    signed = (values > 0).any(axis=1) & (values < 0).any(axis=1)
    values[~signed] = np.log(np.abs(values[~signed]))
    samples = np.split(values.reshape(len(values), count + 2, base).swapaxes(0, 1), [1, 2])
    kept = np.stack(_sobol(*samples))  # first and total, results, fields
    rng = np.random.default_rng(seed)
    again = np.array(
        [
            np.stack(_sobol(*(sample[..., drawn] for sample in samples)))
            for drawn in rng.integers(base, size=(200, base))
        ]
    )
    low, high = np.percentile(again, (2.5, 97.5), axis=0)
    columns = np.stack([*kept, low[0], high[0], low[1], high[1]], axis=-1)
    return {
        result: {
            name: Index(*map(float, numbers)) for name, numbers in zip(names, table, strict=True)
        }
        for result, table in zip(rows[0], columns, strict=True)
    }


def _sobol(
    first: FloatArray, second: FloatArray, mixed: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """First and total indices, results by fields."""
    result = stats.sobol_indices(
        func={"f_A": first[0], "f_B": second[0], "f_AB": mixed}, n=first.shape[-1]
    )
    return result.first_order, result.total_order


def _results(
    part: str, names: tuple[str, ...], glass: float, ranges: str, point: FloatArray
) -> dict[str, float]:
    assumptions = sample_assumptions(point, names, glass, RANGES[ranges])
    return {name: float(value) for name, value in PARTS[part].compute(assumptions).items()}


def table(ranges: str = "wide") -> dict[str, dict[str, Index]]:
    """The kept indices of all results, computed with the default seed and `glass`, and the base points of ``BASE``.

    Parameters
    ----------
    ranges : str
        One of `RANGES`.

    Returns
    -------
    dict
        Result to a dict of field to :class:`Index`.

    Examples
    --------
    >>> table()["barrier_at_T_g"]["timescale_ratio"].total > 0.9
    True
    """
    check_choice("ranges", ranges, RANGES)
    kept = data.load(KEPT)
    kept = kept.where(kept["ranges"] == ranges)
    found: dict[str, dict[str, Index]] = {}
    for _, result, name, *numbers in zip(*kept.columns.values(), strict=True):
        found.setdefault(str(result), {})[str(name)] = Index(*map(float, numbers))
    return found


def _main() -> None:
    from concurrent.futures import ProcessPoolExecutor  # a browser's Python has no processes

    from tqdm import tqdm  # a reader's Python need not have it

    sets = len(RANGES) * sum(BASE[name] * (len(part.fields) + 2) for name, part in PARTS.items())
    with ProcessPoolExecutor() as pool, tqdm(total=sets, unit=" sets") as bar:

        def run(
            function: Callable[[FloatArray], dict[str, float]], points: FloatArray
        ) -> Iterator[dict[str, float]]:
            for row in pool.map(function, points, chunksize=16):
                bar.update()
                yield row

        print(HEADER)
        for ranges, part in product(RANGES, PARTS):
            for result, by_field in indices(part, base=BASE[part], ranges=ranges, run=run).items():
                for name, index in by_field.items():
                    numbers = (f"{number:.3f}" for number in index)
                    print(ranges, result, name, *numbers, sep=",")


if __name__ == "__main__":
    _main()
