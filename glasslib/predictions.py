"""What the theory predicts for a glass from its density, two speeds of sound, T_g and the mass of a bead. SI units.

Some predictions are closed formulas. The others depend, in units of the Debye temperature, on T_g/T_D alone (the
Grüneisen parameter also on v_t/v_l). Those were computed by :mod:`glasslib.headline` and are kept as Chebyshev series
in ln(T_g/T_D), from which this module and the page *Your own glass* take them:
``python -m glasslib.predictions > glasslib/data/predictions_by_ratio.csv``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.polynomial import chebyshev
from scipy.constants import N_A, e, hbar, k

from glasslib import (
    data,
    elasticity,
    glasses,
    headline,
    landscape,
    scattering,
    tunneling,
)
from glasslib.assumptions import Assumptions, as_printed, consistent
from glasslib.checks import (
    Choice,
    FloatArray,
    FloatOrArray,
    InvalidArgument,
    Real,
    check_choice,
    check_range,
    checked,
)

# the paper's formulas, with the numbers of one glass throughout; and those of the edition's consistent preset
PRESETS: dict[str, Assumptions] = {
    "paper": as_printed.changed(
        {
            "bead_spacing_angstrom": None,
            "beads_scattering": None,
            "beads_ripplons": None,
            "beads_expansion": None,
            "region_size_expansion_angstrom": None,
            "reduced_T_g_ripplons": None,
            "reduced_T_g_friction": None,
            "debye_temperature_gruneisen": None,
            "mfp_over_wavelength": None,
        }
    ),
    "consistent": consistent,
}
# the two constants of the liquid on which everything else rests, and how well they are known (the page on sensitivity)
ASSUMED = {"timescale_ratio": (10**15.5, 10**18.5), "lindemann_ratio": (0.09, 0.11)}
CASES: dict[str, dict[str, float]] = {"nominal": {}} | {
    f"{name} {end}": {name: value}
    for name, ends in ASSUMED.items()
    for end, value in zip(("low", "high"), ends, strict=True)
}

RATIOS = (1.0, 6.3)  # T_g/T_D in the table
SPEEDS = (0.4, 0.8)  # v_t/v_l, likewise
TERMS, SPEED_TERMS = 20, 6
KEPT = "predictions_by_ratio"
HEADER = f"""\
# quantity: what the theory predicts in units of the Debye temperature, as a function of T_g/T_D, for two presets of assumptions and for the ends of two of them
# units: natural logarithms, but of plateau_min_slope and gruneisen; temperatures in T_D, heat is C over the Debye value, conductivity in the unit of Figure 1
# columns: c0 to c{TERMS - 1} are coefficients of Chebyshev polynomials in the place of ln(T_g/T_D) between {RATIOS[0]:g} and {RATIOS[1]:g}, from -1 to 1; 'at' is T/T_D of a curve, or for gruneisen the order in the place of v_t/v_l between {SPEEDS[0]:g} and {SPEEDS[1]:g}
# original reference: computed, not measured: python -m glasslib.predictions > glasslib/data/{KEPT}.csv
# license: that of this project
# trust: good to 2e-4 for temperatures and heights, 3e-3 for the least slope, which is read off a grid"""
CURVES = {
    "heat": (np.geomspace(3e-3, 0.2, 48), headline.reduced_heat_capacity),
    "conductivity": (np.geomspace(1e-3, 0.3, 48), headline.plateau),
}
OF_RATIO = (
    "boson_peak_T",
    "boson_peak_height",
    "boson_peak_T_friction",
    "boson_peak_height_friction",
    "plateau_onset_T",
    "plateau_min_slope",
)
SIGNED = ("plateau_min_slope",)  # of the others the logarithm is kept

_PRESET = Choice(
    "the paper's formulas for one glass, or the consistent preset", options=tuple(PRESETS)
)
_CASE = Choice("which of the assumed constants is at an end of its range", options=tuple(CASES))
# the inputs, in SI units but for the mass of a bead; a value out of range was given in another unit
INPUTS: dict[str, Real] = {
    "rho": Real("mass density, in kg/m³", low=500.0, high=12_000.0, closed=True),
    "v_l": Real(
        "speed of longitudinal sound, in m/s, above 2v_t/√3", low=500.0, high=15_000.0, closed=True
    ),
    "v_t": Real("speed of transverse sound, in m/s", low=300.0, high=9000.0, closed=True),
    "glass_temperature": Real(
        "glass transition temperature, in K", low=50.0, high=2500.0, closed=True
    ),
    "bead_molar_mass": Real(
        "mass of one bead, in g/mol, such as 60.08 for SiO₂ units",
        low=1.0,
        high=2000.0,
        closed=True,
    ),
}


class Predicted(NamedTuple):
    """Predictions for one glass, or arrays of them for several. SI units, temperatures in K.

    Examples
    --------
    >>> round(float(predicted(2202.0, 5959.0, 3768.0, 1461.0, 60.08).boson_peak_T), 1)
    13.2
    """

    debye_temperature: FloatOrArray
    reduced_T_g: FloatOrArray
    cooperative_beads: FloatOrArray
    region_size: FloatOrArray
    two_level_density: FloatOrArray
    coupling: FloatOrArray
    mfp_over_wavelength: FloatOrArray
    heat_coefficient: FloatOrArray
    conductivity_coefficient: FloatOrArray
    boson_peak_T: FloatOrArray
    boson_peak_height: FloatOrArray
    boson_peak_T_friction: FloatOrArray
    boson_peak_height_friction: FloatOrArray
    plateau_onset_T: FloatOrArray
    plateau_min_slope: FloatOrArray
    gruneisen: FloatOrArray


class Quantity(NamedTuple):
    """How a prediction is shown: what it is, its symbol, its unit, that unit in SI, and the chapter that derives it.

    Examples
    --------
    >>> QUANTITIES["region_size"].unit
    'Å'
    """

    says: str
    symbol: str
    unit: str
    in_si: float
    chapter: str


QUANTITIES = {
    "debye_temperature": Quantity("Debye temperature", "T_D", "K", 1, "introduction"),
    "reduced_T_g": Quantity("glass transition over Debye temperature", "T_g/T_D", "", 1, "plateau"),
    "cooperative_beads": Quantity("beads in a region", "N*", "", 1, "droplet"),
    "region_size": Quantity("size of a region", "ξ", "Å", 1e-10, "droplet"),
    "two_level_density": Quantity(
        "density of two-level systems", "P̄", "10⁴⁵ J⁻¹m⁻³", 1e45, "origin"
    ),
    "coupling": Quantity("coupling to strain", "g", "eV", e, "scattering"),
    "mfp_over_wavelength": Quantity(
        "mean free path over the wavelength", "l/λ", "", 1, "scattering"
    ),
    "heat_coefficient": Quantity(
        "heat capacity of two-level systems over T", "C/T", "J m⁻³K⁻²", 1, "time_dependent_heat"
    ),
    "conductivity_coefficient": Quantity(
        "low-temperature conductivity over T²", "κ/T²", "W m⁻¹K⁻³", 1, "scattering"
    ),
    "boson_peak_T": Quantity("boson-peak temperature, sharp ripplons", "T_bump", "K", 1, "bump"),
    "boson_peak_height": Quantity(
        "height of the boson peak over phonons, sharp ripplons", "C/C_D", "", 1, "bump"
    ),
    "boson_peak_T_friction": Quantity(
        "boson-peak temperature, with friction", "T_bump", "K", 1, "friction"
    ),
    "boson_peak_height_friction": Quantity(
        "height of the boson peak over phonons, with friction", "C/C_D", "", 1, "friction"
    ),
    "plateau_onset_T": Quantity("temperature at which κ/T² has halved", "T_½", "K", 1, "plateau"),
    "plateau_min_slope": Quantity("least slope of κ above it", "d ln κ/d ln T", "", 1, "plateau"),
    "gruneisen": Quantity(
        "Grüneisen parameter, ripplons with ripplons", "γ_rr", "", 1, "expansion"
    ),
}


class Interval(NamedTuple):
    """A prediction with its interval.

    Examples
    --------
    >>> Interval(13.2, 12.4, 14.0).low
    12.4
    """

    value: FloatOrArray
    low: FloatOrArray
    high: FloatOrArray


@checked(**INPUTS, preset=_PRESET, case=_CASE)
def predicted(
    rho: FloatOrArray,
    v_l: FloatOrArray,
    v_t: FloatOrArray,
    glass_temperature: FloatOrArray,
    bead_molar_mass: FloatOrArray,
    *,
    preset: str = "paper",
    case: str = "nominal",
) -> Predicted:
    """What the theory predicts for a glass, or for arrays of glasses.

    Returns
    -------
    Predicted

    Notes
    -----
    For T_g/T_D from 1 to 6.3 and, with the consistent preset, for v_t/v_l from 0.4 to 0.8.

    Examples
    --------
    >>> silica = predicted(2202.0, 5959.0, 3768.0, 1461.0, 60.08)
    >>> round(float(silica.reduced_T_g), 2), round(silica.mfp_over_wavelength)
    (4.22, 63)
    """
    a = PRESETS[preset].changed(CASES[case])
    c_s = elasticity.debye_speed(v_l, v_t)
    T_D = glasses.debye_temperature(rho, v_l, v_t, bead_molar_mass)
    spacing = glasses.bead_spacing(rho, bead_molar_mass)
    ratio = glass_temperature / T_D
    beads = a.beads()
    size = np.cbrt(beads) * spacing
    density = landscape.two_level_density(glass_temperature, size)
    path = scattering.predicted_mfp_over_wavelength(beads, orientation=a.orientation_average)
    branches = 1.0 if preset == "paper" else elasticity.conductivity_ratio(v_l, v_t)
    coupling = scattering.coupling(rho, c_s, spacing, glass_temperature)
    averaged = np.sqrt(a.orientation_average) * coupling
    cold = tunneling.conductivity(1.0, density, averaged, rho, c_s) * branches
    series = _kept(preset)
    x = _place("T_g/T_D", ratio, *RATIOS, logarithmic=True)
    by_speed = series[case, "gruneisen"]  # a constant where there is one speed of sound
    y = 0.0 if len(by_speed) == 1 else _place("v_t/v_l", v_t / v_l, *SPEEDS)
    by_ratio = {name: chebyshev.chebval(x, series[case, name][0]) for name in OF_RATIO}
    for name in OF_RATIO:
        if name not in SIGNED:
            by_ratio[name] = np.exp(by_ratio[name])
        if name.endswith(("_T", "_T_friction")):
            by_ratio[name] = by_ratio[name] * T_D
    found = {
        "debye_temperature": T_D,
        "reduced_T_g": ratio,
        "cooperative_beads": beads,
        "region_size": size,
        "two_level_density": density,
        "coupling": coupling,
        "mfp_over_wavelength": path,
        "heat_coefficient": tunneling.heat_capacity(1.0, density),
        "conductivity_coefficient": cold,
        **by_ratio,
        "gruneisen": chebyshev.chebval(y, chebyshev.chebval(x, by_speed.T), tensor=False),
    }
    shape = np.shape(ratio)
    return Predicted(**{name: np.broadcast_to(part, shape)[()] for name, part in found.items()})


def intervals(
    glass: Mapping[str, FloatOrArray],
    ranges: Mapping[str, tuple[FloatOrArray, FloatOrArray]] | None = None,
    preset: str = "paper",
) -> dict[str, Interval]:
    """Predictions with intervals that follow from the ranges of the inputs and of the two constants of the liquid.

    One rule for all: each input with a range, and each constant in ``ASSUMED``, is set to both ends of its range, one at
    a time. The differences upwards add up in quadrature, and so do those downwards.

    Parameters
    ----------
    glass : mapping
        The arguments of :func:`predicted` by name: rho, v_l, v_t, glass_temperature, bead_molar_mass.
    ranges : mapping, optional
        For some of these, the lower and the upper end, such as quartiles.
    preset : str
        One of ``PRESETS``.

    Returns
    -------
    dict
        Name of each prediction to an :class:`Interval`.

    Raises
    ------
    InvalidArgument
        Where an input is missing or unknown, or a range does not contain its value.

    Examples
    --------
    >>> silica = {"rho": 2202.0, "v_l": 5959.0, "v_t": 3768.0, "glass_temperature": 1461.0, "bead_molar_mass": 60.08}
    >>> size = intervals(silica, {"glass_temperature": (1425.0, 1488.0)})["region_size"]
    >>> [round(float(value) * 1e10, 1) for value in size]
    [20.5, 18.9, 22.2]
    """
    check_choice("preset", preset, PRESETS)
    if set(glass) != set(INPUTS):
        raise InvalidArgument(
            f"glass must have {', '.join(INPUTS)}; got {', '.join(glass) or 'none of them'}"
        )
    value = predicted(*(glass[name] for name in INPUTS), preset=preset)
    up = [np.zeros_like(part) for part in value]
    down = [np.zeros_like(part) for part in value]
    for other in _moved(glass, ranges or {}, preset):
        for i, (here, there) in enumerate(zip(value, other, strict=True)):
            up[i] = up[i] + np.maximum(there - here, 0) ** 2
            down[i] = down[i] + np.minimum(there - here, 0) ** 2
    return {
        name: Interval(here, here - np.sqrt(below), here + np.sqrt(above))
        for name, here, below, above in zip(Predicted._fields, value, down, up, strict=True)
    }


def inputs(
    formula: str, bead: str = "formula unit"
) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    """The inputs of a measured glass and their ranges, the quartiles where there are three entries or more.

    Parameters
    ----------
    formula : str
        One of :func:`glasslib.glasses.measured`.
    bead : str
        What a bead is, as there.

    Returns
    -------
    values, ranges : dict

    Examples
    --------
    >>> values, ranges = inputs("SiO2")
    >>> round(values["bead_molar_mass"], 1), ranges["rho"]
    (60.1, (2200.0, 2204.0))
    """
    measured = glasses.measured(bead)
    check_choice("formula", formula, measured)
    glass = measured[formula]
    v_l, v_t = glass.longitudinal_speed, glass.transverse_speed
    assert v_l is not None and v_t is not None  # as of all measured glasses
    values = {
        "rho": glass.density,
        "v_l": v_l,
        "v_t": v_t,
        "glass_temperature": glass.glass_temperature,
        "bead_molar_mass": float(f"{1e3 * N_A * glass.bead_mass:.6g}"),
    }
    return values, glasses.quartiles(formula)


def _moved(
    glass: Mapping[str, FloatOrArray],
    ranges: Mapping[str, tuple[FloatOrArray, FloatOrArray]],
    preset: str,
) -> Iterator[Predicted]:
    """The predictions with one input or one constant at an end of its range, for all of them in turn."""
    for name, (low, high) in ranges.items():
        check_choice("ranges", name, INPUTS)
        if not (np.all(low <= glass[name]) and np.all(glass[name] <= high)):
            raise InvalidArgument(
                f"ranges must contain the values: {name} is {glass[name]}, its range {low} to {high}"
            )
        for end in (low, high):
            moved = {**glass, name: end}
            yield predicted(*(moved[each] for each in INPUTS), preset=preset)
    for case in list(CASES)[1:]:
        yield predicted(*(glass[each] for each in INPUTS), preset=preset, case=case)


def curves(reduced_T_g: float, preset: str = "paper") -> dict[str, tuple[FloatArray, FloatArray]]:
    """Heat capacity over its Debye value, and conductivity in the unit of Figure 1, over T/T_D, with one speed of sound.

    Parameters
    ----------
    reduced_T_g : float
        T_g/T_D, from 1 to 6.3.
    preset : str
        One of ``PRESETS``.

    Returns
    -------
    dict
        'heat' and 'conductivity', each a pair of arrays.

    Examples
    --------
    >>> T, heat = curves(4.2)["heat"]
    >>> round(float(heat.max()), 1)
    8.5
    """
    check_choice("preset", preset, PRESETS)
    x = _place("reduced_T_g", reduced_T_g, *RATIOS, logarithmic=True)
    series = _kept(preset)
    return {
        name: (T, np.exp(chebyshev.chebval(x, series["nominal", name].T)))
        for name, (T, _) in CURVES.items()
    }


def _place(
    name: str, value: FloatOrArray, low: float, high: float, *, logarithmic: bool = False
) -> FloatOrArray:
    """Where a value lies between two ends: -1 at the lower, 1 at the upper."""
    value = np.asarray(check_range(name, value, low, high, closed=True))
    if logarithmic:
        return 2 * np.log(value / low) / np.log(high / low) - 1
    return 2 * (value - low) / (high - low) - 1


@lru_cache
def _kept(preset: str) -> dict[tuple[str, str], FloatArray]:
    """The kept series of a preset: (case, quantity) to an array with a row for each T, order, or one."""
    kept = data.load(KEPT)
    coefficients = np.column_stack([kept[f"c{i}"] for i in range(TERMS)])
    found: dict[tuple[str, str], list[FloatArray]] = {}
    for of, case, name, row in zip(
        kept["preset"], kept["case"], kept["quantity"], coefficients, strict=True
    ):
        if of == preset:
            found.setdefault((str(case), str(name)), []).append(row)
    return {key: np.array(rows) for key, rows in found.items()}


def for_a_page() -> dict[str, object]:
    """All that the page *Your own glass* needs to predict without Python, as JSON can hold it.

    Examples
    --------
    >>> for_a_page()["ratios"]
    (1.0, 6.3)
    """
    presets = {
        preset: {
            "beads": {case: record.changed(CASES[case]).beads() for case in CASES},
            "orientation": record.orientation_average,
            "branches": preset == "consistent",
            "series": {
                case: {name: _seven_digits(rows) for (of, name), rows in kept.items() if of == case}
                for case in CASES
            },
        }
        for preset, record in PRESETS.items()
        for kept in [_kept(preset)]
    }
    atoms = {name: inputs(name, "atom")[0]["bead_molar_mass"] for name in glasses.measured()}
    known = {name: inputs(name) for name in glasses.measured()}
    return {
        "constants": {"k": k, "hbar": hbar, "N_A": N_A},
        "inputs": {
            name: {"says": kind.text, "low": kind.low, "high": kind.high}
            for name, kind in INPUTS.items()
        },
        "quantities": {name: quantity._asdict() for name, quantity in QUANTITIES.items()},
        "presets": presets,
        "ratios": RATIOS,
        "speeds": SPEEDS,
        "signed": SIGNED,
        "temperatures": {name: T.tolist() for name, (T, _) in CURVES.items()},
        "glasses": {
            name: {"values": values, "ranges": ranges, "atom": atoms[name]}
            for name, (values, ranges) in known.items()
        },
        "measured": {
            name: [np.asarray(part).tolist() for part in curve]
            for name, curve in headline.measured().items()
        },
    }


def _seven_digits(rows: FloatArray) -> list[list[float]]:
    return [[float(f"{c:.7g}") for c in row] for row in rows]


# ---- the kept series, computed


def of_ratio(reduced_T_g: float, preset: str, case: str) -> dict[str, float]:
    """The predictions that depend on T_g/T_D alone, computed and not interpolated; temperatures in T_D.

    Examples
    --------
    >>> round(of_ratio(4.2, "paper", "nominal")["boson_peak_T"], 4)
    0.0382
    """
    a = _record(reduced_T_g, preset, case)
    found: dict[str, float] = {}
    for part in ("ripplons", "plateau"):
        found |= headline.PARTS[part].compute(a)
    for name in ("boson_peak_T", "boson_peak_T_friction"):
        found[name] /= a.debye_temperature
    return {name: float(found[name]) for name in OF_RATIO}


def _record(reduced_T_g: float, preset: str, case: str, speeds: float | None = None) -> Assumptions:
    a = PRESETS[preset].changed(CASES[case])
    by_glass = {"debye_temperature": 300.0, "glass_temperature": 300.0 * reduced_T_g}
    by_speed = {"transverse_over_longitudinal": speeds} if preset == "consistent" else {}
    return a.changed({**by_glass, **by_speed})


def _series(preset: str, case: str) -> Iterator[tuple[str, str, FloatArray]]:
    """Name, T/T_D or order, and coefficients of each series of one preset and case."""

    def scalars(x: float) -> FloatArray:
        found = of_ratio(_between(x, *RATIOS, logarithmic=True), preset, case)
        return np.array([v if name in SIGNED else np.log(v) for name, v in found.items()])

    for name, row in zip(OF_RATIO, _fit(scalars, TERMS).T, strict=True):
        yield name, "", row

    def gruneisen(x: float) -> FloatArray:
        def of_speeds(y: float) -> FloatArray:
            ratio = _between(x, *RATIOS, logarithmic=True)
            record = _record(ratio, preset, case, _between(y, *SPEEDS))
            return np.asarray(headline.gruneisen(1e-2, record))

        return _fit(of_speeds, SPEED_TERMS if preset == "consistent" else 1)

    for order, row in enumerate(_fit(gruneisen, TERMS).T):
        yield "gruneisen", str(order), row
    if case != "nominal":
        return

    def heat_and_flow(x: float) -> FloatArray:
        record = _record(_between(x, *RATIOS, logarithmic=True), preset, case)
        return np.log(np.array([draw(T, record) for T, draw in CURVES.values()]))

    for (name, (T, _)), rows in zip(
        CURVES.items(), _fit(heat_and_flow, TERMS).transpose(1, 2, 0), strict=True
    ):
        for at, row in zip(T, rows, strict=True):
            yield name, f"{at:.9g}", row


def _between(place: float, low: float, high: float, *, logarithmic: bool = False) -> float:
    """The value at a place from -1 to 1 between two ends."""
    if logarithmic:
        return float(low * (high / low) ** ((place + 1) / 2))
    return float(low + (high - low) * (place + 1) / 2)


def _fit(function: Callable[[float], FloatArray], terms: int) -> FloatArray:
    """Chebyshev coefficients of a function, along the first axis."""
    places = chebyshev.chebpts1(terms)
    values = np.array([function(float(x)) for x in places])
    coefficients = np.linalg.solve(
        chebyshev.chebvander(places, terms - 1), values.reshape(terms, -1)
    )
    return coefficients.reshape(values.shape)


def _main() -> None:
    print(HEADER)
    print("preset", "case", "quantity", "at", *(f"c{i}" for i in range(TERMS)), sep=",")
    for preset in PRESETS:
        for case in CASES:
            for name, at, row in _series(preset, case):
                print(preset, case, name, at, *(f"{c:.8g}" for c in row), sep=",")


if __name__ == "__main__":
    _main()
