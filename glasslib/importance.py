"""Which assumptions carry the uncertainty of a result: Sobol indices over the ranges of all of them at once.

The index of a field is the part of a result's variance that goes with it: alone ("first"), or alone and
together with others ("total"). Each group of ``headline.PARTS`` is varied over the fields
on which it rests; the others do not move it. ``python -m glasslib.importance`` computes all of them, on
all processors, and prints the file ``data/indices_of_assumptions.csv`` that :func:`table` reads.
"""

from dataclasses import fields, replace
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy import stats

from glasslib import data, formfactor
from glasslib.assumptions import Assumptions, as_printed
from glasslib.checks import OutOfRange, within
from glasslib.headline import PARTS

GLASS = ("density", "sound_speed", "debye_temperature", "glass_temperature")
ABOUT = {one.name: one.metadata for one in fields(Assumptions)}
# the cutoff that the form factor gives, in (a/ξ)ω_D, where one ξ is one
FORM_FACTOR = formfactor.zero("volume") / formfactor.wavenumber_radius(1.0, 1.0)
# a ripplon that friction brings nearly to zero has no bump that could be placed
STABLE = 0.9
# base points of the kept table: fewer for the groups that take a while
SLOW = {"_ripplons", "_plateau", "_mixing"}
BASE = {part: 64 if part.__name__ in SLOW else 256 for part in PARTS}
KEPT = "indices_of_assumptions"
HEADER = """\
# quantity: Sobol indices of the headline results over the ranges of all assumptions: first order, total, 95 % interval of the total
# units: parts of a variance; of the logarithm of a result that keeps its sign
# original reference: computed, not measured: python -m glasslib.importance > glasslib/data/indices_of_assumptions.csv
# licence: that of this project
# trust: reproducible (seeded); the interval is that of the sample, by bootstrap
result,field,first,total,low,high"""


class Index(NamedTuple):
    """Parts of a result's variance that go with one field, and the 95 % interval of the second."""

    first: float
    total: float
    low: float
    high: float


def draw(place, names=tuple(ABOUT), glass=0.1):
    """Assumptions at a place in the unit cube: what is not named is as printed.

    A number is drawn evenly over its range, or over its logarithm where that spans more than a factor of
    twenty; where the theory has a value of its own, half of the draws take that. The four constants of the
    glass are drawn about those of silica. The cutoff ends where the lowest ripplon would become unstable.

    Parameters
    ----------
    place : sequence of float
        Between 0 and 1, one for each name.
    names : sequence of str
        Fields to draw.
    glass : float
        How far the constants of the glass may be off, as a fraction.

    Returns
    -------
    Assumptions

    Raises
    ------
    ValueError
        Where `place` or `glass` is outside 0 to 1, or a place is missing.
    """
    place = within("place", place, 0, 1, closed=True)
    chosen = {name: _value(name, u, within("glass", glass, 0, 1)) for name, u in zip(names, place, strict=True)}
    if chosen.get("profile") == "exact":  # known for a sharp cutoff only
        chosen |= {"smearing_bump": None, "smearing_plateau": None}
    stable = STABLE * replace(as_printed, **chosen | {"cutoff": ABOUT["cutoff"]["low"]}).largest_cutoff
    cutoff = chosen.get("cutoff", as_printed.cutoff)
    return replace(as_printed, **chosen | {"cutoff": cutoff if (cutoff or FORM_FACTOR) < stable else stable})


def _value(name, u, glass):
    about = ABOUT[name]
    if "options" in about:
        return about["options"][min(int(u * len(about["options"])), len(about["options"]) - 1)]
    if name in GLASS:
        return getattr(as_printed, name) * (1 + glass * (2 * u - 1))
    if about["none"]:
        if u < 0.5:
            return None
        u = 2 * u - 1
    low, high = about["low"], about["high"]
    return low * (high / low) ** u if high / low > 20 else low + u * (high - low)


def indices(part, *, base=64, seed=2004, glass=0.1, run=map):
    """Sobol indices of each result of one group, for each field on which the group rests.

    Results that keep their sign are taken by their logarithm, so that a factor counts and no unit does;
    exponents that can change sign as they are. Estimators as in ``scipy.stats.sobol_indices``.

    Parameters
    ----------
    part : callable
        One of ``headline.PARTS``.
    base : int
        Base points, a power of two; the group is computed base × (fields + 2) times.
    seed : int
        Of the scrambled Sobol sequence and of the bootstrap.
    glass : float
        How far the constants of the glass may be off, as a fraction.
    run : callable
        Maps a function over arguments, as ``map`` does; that of a pool of processes is quicker.

    Returns
    -------
    dict
        Result to a dict of field to :class:`Index`.

    Raises
    ------
    ValueError
        Where `part` is not a group, `base` not a power of two from 2 up, or `glass` outside 0 to 1.
    """
    if part not in PARTS:
        raise OutOfRange(f"part must be one of the groups of headline.PARTS, got {part!r}")
    if base < 2 or base & (base - 1):
        raise OutOfRange(f"base must be a power of two, 2 or more, got {base}")
    names = tuple(name for name in ABOUT if name in PARTS[part])
    d = len(names)
    both = stats.qmc.Sobol(2 * d, seed=seed).random(base)
    first, second = both[:, :d], both[:, d:]
    places = [first, second]
    for i in range(d):  # the first sample with one column of the second
        places.append(first.copy())
        places[-1][:, i] = second[:, i]
    rows = list(run(partial(_results, part, names, glass), np.concatenate(places)))
    values = np.array([list(row.values()) for row in rows]).T
    signed = (values > 0).any(axis=1) & (values < 0).any(axis=1)
    values[~signed] = np.log(np.abs(values[~signed]))
    first, second, mixed = np.split(values.reshape(len(values), d + 2, base).swapaxes(0, 1), [1, 2])
    first_order, total = _sobol(first, second, mixed)
    rng = np.random.default_rng(seed)
    again = [_sobol(*(of[..., chosen] for of in (first, second, mixed)))[1] for chosen in rng.integers(base, size=(200, base))]
    columns = np.stack([first_order, total, *np.percentile(again, (2.5, 97.5), axis=0)], axis=-1)
    return {result: {name: Index(*map(float, row)) for name, row in zip(names, of)} for result, of in zip(rows[0], columns)}


def _sobol(first, second, mixed):
    """First and total indices, results by fields."""
    found = stats.sobol_indices(func={"f_A": first[0], "f_B": second[0], "f_AB": mixed}, n=first.shape[-1])
    return found.first_order, found.total_order


def _results(part, names, glass, place):
    return {name: float(value) for name, value in part(draw(place, names, glass)).items()}


def table():
    """The kept indices of all results, computed with the default seed and `glass`, and the base points of ``BASE``.

    Returns
    -------
    dict
        Result to a dict of field to :class:`Index`.
    """
    kept, found = data.load(KEPT), {}
    for result, name, *numbers in zip(*kept.columns.values()):
        found.setdefault(str(result), {})[str(name)] = Index(*map(float, numbers))
    return found


def _main():
    # not needed to read the table, and not everywhere there: a browser's Python has no processes
    from concurrent.futures import ProcessPoolExecutor

    from tqdm import tqdm

    sets = sum(BASE[part] * (len(rests_on) + 2) for part, rests_on in PARTS.items())
    with ProcessPoolExecutor() as pool, tqdm(total=sets, unit=" sets") as bar:

        def run(function, places):
            for row in pool.map(function, places, chunksize=16):
                bar.update()
                yield row

        print(HEADER)
        for part in PARTS:
            for result, of in indices(part, base=BASE[part], run=run).items():
                for name, index in of.items():
                    print(result, name, *(f"{number:.3f}" for number in index), sep=",")


if __name__ == "__main__":
    _main()
