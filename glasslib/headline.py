"""The results that the theory is known for, from one record of assumptions; and two records compared.

Each is computed by the function of the chapter that ``RESULTS`` names, never by a formula of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy import constants

from glasslib import (
    conductivity,
    data,
    droplet,
    elastic_interaction,
    elasticity,
    equilibrium,
    friction,
    landscape,
    mixing,
    neighbors,
    phonons,
    rayleigh,
    ripplons,
    scattering,
    time_dependent_heat,
    tunneling,
)
from glasslib.arguments import T_KELVIN, T_REDUCED
from glasslib.assumptions import GLASS, Assumptions
from glasslib.checks import (
    Choice,
    FloatArray,
    FloatOrArray,
    Instance,
    Real,
    check_choice,
    check_range,
    checked,
)
from glasslib.glasses import silica
from glasslib.spectrum import Spectrum

Curve = tuple[FloatArray, FloatArray]
_ASSUMPTIONS = Instance("the record of assumptions", of=Assumptions)
_TERM = Choice("ripplons with ripplons, or with two-level systems", options=("rr", "rT"))


class Result(NamedTuple):
    """One headline result: what it is, and the chapter that computes it, under which name.

    Examples
    --------
    >>> RESULTS["boson_peak_T"].unit
    'K'
    """

    says: str
    symbol: str
    unit: str
    chapter: str
    claim: str = ""  # id in the ledger of numbers
    glue_name: str = ""  # or the name of a number in the chapter's text
    measured: float | None = None  # in silica, where it can be measured


RESULTS = {
    "entropy_at_T_g": Result(
        "configurational entropy per bead at the glass transition",
        "s_c(T_g)",
        "k_B",
        "droplet",
        "II-sc-0.82",
    ),
    "cooperative_beads": Result("beads in a cooperative region", "N*", "1", "droplet", "II-190"),
    "region_size_over_bead": Result(
        "size of a region over the bead spacing", "ξ/a", "1", "droplet", "II-5.8"
    ),
    "barrier_at_T_g": Result(
        "barrier for rearrangement at the glass transition", "F‡", "k_B T_g", "origin", "III.A-39"
    ),
    "region_size": Result("size of a region", "ξ", "Å", "origin", "III.A-xi"),
    "two_level_density": Result(
        "density of two-level systems", "P̄", "J⁻¹ m⁻³", "origin", "III.A-Pbar"
    ),
    "predicted_mfp": Result(
        "mean free path of a thermal phonon, in wavelengths",
        "l/λ",
        "1",
        "scattering",
        "III.B-70",
        measured=150.0,
    ),
    "mfp_discrepancy": Result(
        "measured mean free path over that of the theory",
        "150/(l/λ)",
        "1",
        "scattering",
        "III.B-2x",
    ),
    "amplitude_exponent_from_barrier": Result(
        "exponent c of the tunneling amplitudes, from the barrier",
        "c",
        "1",
        "time_dependent_heat",
        "III.C-c0.1",
    ),
    "heat_time_exponent": Result(
        "exponent with which the heat capacity grows with time",
        "d ln C/d ln t",
        "1",
        "time_dependent_heat",
        "III.C-alpha",
    ),
    "max_relaxation_rate": Result(
        "fastest relaxation at E = k_BT = 10 mK",
        "1/τ_min",
        "s⁻¹",
        "time_dependent_heat",
        "III.C-ms",
    ),
    "barrier_top_frequency": Result(
        "frequency at the top of the barrier, times ξ/a", "ω‡ξ/a", "ω_D", "wall", "IV.B-1.6"
    ),
    "tunneling_crossover_T": Result(
        "crossover from tunneling to thermal activation", "T′", "K", "wall", glue_name="T_prime"
    ),
    "lowest_ripplon": Result("lowest ripplon", "ω₂", "ω_D", "ripplons", "IV.C-0.15"),
    "lowest_ripplon_THz": Result("lowest ripplon", "ω₂/2π", "THz", "ripplons", "IV.C-1THz"),
    "boson_peak_T": Result(
        "boson-peak temperature (maximum of C/T³), sharp ripplons",
        "T_bump",
        "K",
        "bump",
        glue_name="computed_K",
        measured=10.5,
    ),
    "boson_peak_height": Result(
        "boson-peak height over the Debye value, sharp ripplons",
        "C/C_D",
        "1",
        "bump",
        glue_name="bump_height",
        measured=5.5,
    ),
    "boson_peak_T_friction": Result(
        "boson-peak temperature with friction",
        "T_bump",
        "K",
        "friction",
        glue_name="bump_K",
        measured=10.5,
    ),
    "boson_peak_height_friction": Result(
        "boson-peak height over the Debye value, with friction",
        "C/C_D",
        "1",
        "friction",
        glue_name="bump_height",
        measured=5.5,
    ),
    "plateau_onset_T": Result(
        "temperature at which κ/T² has halved",
        "T_½",
        "T_D",
        "plateau",
        glue_name="half_ours",
        measured=0.0085,
    ),
    "plateau_min_slope": Result(
        "least slope of κ on its plateau",
        "d ln κ/d ln T",
        "1",
        "plateau",
        glue_name="ours",
        measured=0.22,
    ),
    "plateau_min_kappa": Result(
        "lowest κ on the plateau", "κ_min", "Fig. 1's unit", "plateau", glue_name="floor"
    ),
    "counted_mixing_constant": Result("mixing constant, counted", "B", "1", "mixing", "V-B"),
    "cold_kappa_exponent": Result(
        "exponent of κ with fast centers, below 0.01 T_D",
        "d ln κ/d ln T",
        "1",
        "mixing",
        "V-sub2",
        measured=1.9,
    ),
    "fast_heat_ratio": Result(
        "heat capacity of fast centers over that of the others, after 1 min",
        "C_fast/C_slow",
        "1",
        "mixing",
        glue_name="fast_ratio",
    ),
    "attraction_coefficient": Result(
        "coefficient of the ripplon–ripplon attraction", "s", "1", "expansion", "VI-1.5"
    ),
    "gruneisen_rr": Result(
        "Grüneisen parameter, ripplons with ripplons", "γ_rr", "1", "expansion", "VI-gamma-3"
    ),
    "expansivity_rr": Result(
        "linear expansion at 1 K, ripplons with ripplons",
        "α_rr",
        "K⁻¹",
        "expansion",
        "VI-alpha",
        measured=-1e-9,
    ),
    "expansivity_ratio": Result(
        "expansion by ripplons with two-level systems over that by ripplons",
        "α_rT/α_rr",
        "1",
        "expansion",
        "VI-1.2",
    ),
    "gruneisen_direct_bound": Result(
        "bound on γ from direct coupling", "|γ|", "1", "expansion", "VI-8"
    ),
    "wall_scattering_mfp": Result(
        "mean free path with scattering by vibrating walls only, at 10^−1.5 ω_D",
        "l/λ",
        "1",
        "rayleigh",
        "A-1e4",
    ),
}

# where the plateau is looked for, and where the exponent of κ is averaged, T_D
PLATEAU, COLD = np.geomspace(1e-3, 0.3, 240), np.geomspace(3e-4, 2e-2, 120)


@lru_cache(maxsize=16)
def lines(assumptions: Assumptions, place: str = "plateau") -> Spectrum:
    """Ripplons of a domain with friction, for the 'plateau', or for the 'bump' of the heat capacity at its T_g/T_D.

    Examples
    --------
    >>> from glasslib.assumptions import consistent
    >>> round(lines(consistent).modes, 6)
    96.0
    """
    ratio, D = {
        "plateau": (assumptions.reduced(), assumptions.smearing_strength_conductivity),
        "bump": (assumptions.reduced("friction"), assumptions.smearing_strength_heat),
    }[check_choice("place", place, ("plateau", "bump"))]
    return friction.broadened_spectrum(
        _sharp(assumptions),
        ratio,
        assumptions.cutoff_frequency,
        D or np.inf,
        assumptions.ripplon_profile,
    )


def _sharp(a: Assumptions) -> Spectrum:
    return ripplons.spectrum(a.beads("ripplons"), a.lindemann_ratio, a.tension_by)


@checked(T=Real("temperature, in T_D", low=1e-4, high=1.0, closed=True), assumptions=_ASSUMPTIONS)
def plateau(T: FloatOrArray, assumptions: Assumptions) -> FloatOrArray:
    """Thermal conductivity of the assumed glass with friction, in the unit K of Figure 1.

    Examples
    --------
    >>> from glasslib.assumptions import as_printed
    >>> bool(plateau(0.01, as_printed) < plateau(0.1, as_printed))
    True
    """
    a = assumptions
    ratio = a.mfp_over_wavelength or _predicted_mfp_of_heat(a)
    if a.excited_weight in equilibrium.READINGS:
        T = check_range("T", T, 1e-4, 0.5, closed=True)
        kappa = equilibrium.conductivity(T, a.reduced(), lines(a), a.excited_weight, ratio=ratio)
    else:
        kappa = conductivity.conductivity(
            T, a.reduced(), lines(a), a.counting_method, a.excited_weight, ratio=ratio
        )
    if a.transverse_over_longitudinal is None:
        return kappa
    return kappa * elasticity.conductivity_ratio(*a.branch_speeds)


def _predicted_mfp_of_heat(a: Assumptions) -> float:
    """The one l/λ for all phonons that gives the conductivity of Eq. 20."""
    concentration = scattering.region_concentration(a.beads("scattering"))
    return float(tunneling.effective_mfp_ratio(a.orientation_average * concentration))


def _predicted_mfp(a: Assumptions) -> float:
    beads = a.beads("scattering")
    return float(scattering.predicted_mfp_over_wavelength(beads, orientation=a.orientation_average))


@checked(T=T_KELVIN, assumptions=_ASSUMPTIONS, term=_TERM)
def contraction(T: FloatOrArray, assumptions: Assumptions, term: str = "rr") -> FloatOrArray:
    """Linear expansion coefficient of the assumed glass from the attraction of its regions, in 1/K.

    Examples
    --------
    >>> from glasslib.assumptions import as_printed
    >>> bool(contraction(1.0, as_printed) < 0)
    True
    """
    a = assumptions
    beads, glass = a.beads("expansion"), a.glass
    own = np.cbrt(beads) * glass.bead_size
    given = a.region_size_expansion_angstrom
    region = own if given is None else given * 1e-10
    if a.transverse_over_longitudinal is None:
        modulus = elastic_interaction.bulk_modulus(glass.density, glass.sound_speed)
    else:
        modulus = elasticity.bulk_modulus(glass.density, *a.branch_speeds)
    slope = _attraction_slope(np.asarray(T) / glass.debye_temperature, a, term, a.reduced())
    volumetric = elastic_interaction.expansivity_of_slope(slope, glass.bead_size, modulus)
    return volumetric / 3 * (own / region) ** 3


def _attraction_slope(T: FloatOrArray, a: Assumptions, term: str, ratio: float) -> FloatOrArray:
    """dA/dT, in k_B/a³, at a temperature in T_D, for T_g/T_D = `ratio`."""
    coupling = 1.0  # mean square of J, over that of the paper
    if a.transverse_over_longitudinal is not None:
        of_solid = elasticity.interaction_strength(*a.branch_speeds)
        coupling = float(of_solid / neighbors.RMS_COUPLING**2)
    region = a.beads("expansion"), a.lindemann_ratio, ratio, term
    if a.pair_model == "retarded":
        return neighbors.attraction_slope(
            T, *region, tension_by=a.tension_by, coupling_ratio=coupling
        )
    return coupling * elastic_interaction.attraction_slope(
        T,
        *region,
        highest_order=a.highest_ripplon,
        pair_counting=a.pair_counting,
        tension_by=a.tension_by,
    )


@checked(
    T=T_REDUCED.but("temperature, in T_D, well below the ripplons"),
    assumptions=_ASSUMPTIONS,
    term=_TERM,
)
def gruneisen(T: FloatOrArray, assumptions: Assumptions, term: str = "rr") -> FloatOrArray:
    """Grüneisen parameter of the assumed glass from the attraction of its regions.

    Examples
    --------
    >>> from glasslib.assumptions import as_printed
    >>> bool(gruneisen(0.01, as_printed) < 0)
    True
    """
    a = assumptions
    ratio = a.glass_temperature / (a.debye_temperature_gruneisen or a.debye_temperature)
    coefficient = {"rounded": 1.0, "flat density": np.pi**2 / 6}[a.heat_capacity_coefficient]
    slope = _attraction_slope(T, a, term, ratio)
    beads = a.beads("expansion")
    return elastic_interaction.gruneisen_of_slope(slope, T, beads, ratio, coefficient)


@checked(T=T_REDUCED, assumptions=_ASSUMPTIONS)
def reduced_heat_capacity(T: FloatOrArray, assumptions: Assumptions) -> FloatOrArray:
    """Heat capacity of a domain with friction over the Debye value of its phonons: the boson peak of Figure 15.

    Examples
    --------
    >>> from glasslib.assumptions import as_printed
    >>> bool(reduced_heat_capacity(0.03, as_printed) > 1)
    True
    """
    a = assumptions
    domain = ripplons.average_heat_capacity(
        T, a.reduced("friction"), lines(a, "bump"), a.asymmetry_signs
    )
    total = domain / a.beads("ripplons") + phonons.debye_heat_capacity(T)
    return total / (phonons.DEBYE_CUBE * T**3)


def curves(assumptions: Assumptions) -> dict[str, Curve]:
    """Four curves that show the consequences of a record of assumptions, for figures.

    Returns
    -------
    dict
        'droplet': free energy of a region, k_B T_g, over its beads; 'heat': C/T³ over the level of Debye
        phonons, over T in K; 'conductivity': κ in W/(m K), over T in K; 'gruneisen': Grüneisen parameter from
        ripplons with ripplons and with two-level systems together, over T in K. Each a pair of arrays.

    Examples
    --------
    >>> from glasslib.assumptions import as_printed
    >>> sorted(curves(as_printed))
    ['conductivity', 'droplet', 'gruneisen', 'heat']
    """
    return {name: curve.draw(assumptions) for name, curve in CURVES.items()}


def _droplet_curve(a: Assumptions) -> Curve:
    gamma, N = droplet.wall_energy(a.lindemann_ratio), np.linspace(0, 300, 121)
    s_c = droplet.entropy_at_glass_transition(gamma, a.timescale_ratio)
    return N, np.asarray(droplet.free_energy(N, gamma, s_c))


def _heat_curve(a: Assumptions) -> Curve:
    t = np.geomspace(3e-3, 0.2, 90)
    return t * a.debye_temperature, np.asarray(reduced_heat_capacity(t, a))


def _conductivity_curve(a: Assumptions) -> Curve:
    unit = phonons.conductivity_scale(a.debye_temperature, a.sound_speed)
    return PLATEAU * a.debye_temperature, _kappa(a) * unit


def _gruneisen_curve(a: Assumptions) -> Curve:
    T = np.geomspace(0.2, 5.0, 40)
    t = T / a.debye_temperature
    return T, np.asarray(gruneisen(t, a) + gruneisen(t, a, "rT"))


class _Curve(NamedTuple):
    """A curve, and the part of the results that rests on the same fields."""

    part: str
    draw: Callable[[Assumptions], Curve]


CURVES = {
    "droplet": _Curve("relaxation", _droplet_curve),
    "heat": _Curve("ripplons", _heat_curve),
    "conductivity": _Curve("plateau", _conductivity_curve),
    "gruneisen": _Curve("expansion", _gruneisen_curve),
}


def measured() -> dict[str, Curve]:
    """Measured data of vitreous silica for two of the `curves`: 'heat' and 'conductivity', in the same units.

    Digitized; see the headers of :mod:`glasslib.data`.

    Examples
    --------
    >>> sorted(measured())
    ['conductivity', 'heat']
    """
    heat = data.load("cp_aSiO2_zeller_pohl_1971_digitized")
    heat = heat.where((heat["T_K"] > 1) & (heat["T_K"] < 60))
    flow = data.load("kappa_aSiO2_zeller_pohl_1971_digitized")
    flow = flow.where(flow["use"] == 1)
    per_bead = 1000 * ripplons.heat_per_domain_factor(silica.density, silica.sound_speed, 1.0)
    over_phonons = heat["cp_over_T3_J_per_gK4"] * per_bead / phonons.DEBYE_CUBE
    return {
        "heat": (heat["T_K"], over_phonons),
        "conductivity": (flow["T_K"], flow["kappa_W_per_mK"]),
    }


def headline(assumptions: Assumptions) -> dict[str, float]:
    """All results of ``RESULTS`` for one record of assumptions, in the unit that ``RESULTS`` gives.

    Raises
    ------
    InvalidArgument
        Where a combination has no such result; the message says which.

    Examples
    --------
    >>> from glasslib.assumptions import as_printed
    >>> round(headline(as_printed)["cooperative_beads"])
    191
    """
    values: dict[str, float] = {}
    for part in PARTS.values():
        values |= part.compute(assumptions)
    return {name: float(values[name]) for name in RESULTS}


def _relaxation(a: Assumptions) -> dict[str, float]:
    gamma = droplet.wall_energy(a.lindemann_ratio)
    entropy = droplet.entropy_at_glass_transition(gamma, a.timescale_ratio)
    omega = landscape.barrier_frequency(gamma, entropy)
    return {
        "entropy_at_T_g": entropy,
        "cooperative_beads": droplet.cooperative_size(gamma, entropy),
        "region_size_over_bead": droplet.mosaic_size(a.timescale_ratio, a.lindemann_ratio),
        "barrier_at_T_g": droplet.barrier(gamma, entropy),
        "barrier_top_frequency": omega * np.cbrt(a.beads()),
        "tunneling_crossover_T": landscape.crossover_temperature(omega) * a.debye_temperature,
    }


def _scattering(a: Assumptions) -> dict[str, float]:
    spacing = (
        a.glass.bead_size if a.bead_spacing_angstrom is None else a.bead_spacing_angstrom * 1e-10
    )
    region = np.cbrt(a.beads()) * spacing
    path = _predicted_mfp(a)
    density = landscape.two_level_density(a.glass_temperature, region)
    return {
        "region_size": region * 1e10,
        "two_level_density": density,
        "predicted_mfp": path,
        "mfp_discrepancy": 150.0 / path,
    }


def _own_exponent(a: Assumptions) -> float:
    factor = a.barrier_frequency_factor or _relaxation(a)["barrier_top_frequency"]
    frequency = factor / np.cbrt(a.beads()) * a.glass.debye_frequency
    return float(tunneling.amplitude_exponent(frequency, a.glass_temperature))


def _tunneling(a: Assumptions) -> dict[str, float]:
    glass, E = a.glass, constants.k * 0.01
    g = scattering.coupling(
        glass.density, glass.sound_speed, glass.bead_size, glass.glass_temperature
    )
    own = _own_exponent(a)
    rate = tunneling.max_relaxation_rate(E, 0.01, g, glass.density, glass.sound_speed)
    return {
        "amplitude_exponent_from_barrier": own,
        "heat_time_exponent": (a.amplitude_exponent or own) / 2,
        "max_relaxation_rate": float(rate),
    }


def _ripplons(a: Assumptions) -> dict[str, float]:
    beads = a.beads("ripplons")
    sharp = _sharp(a)
    place, height = ripplons.boson_peak(a.reduced("ripplons"), sharp, beads, a.asymmetry_signs)
    lower, higher = ripplons.boson_peak(
        a.reduced("friction"), lines(a, "bump"), beads, a.asymmetry_signs
    )
    return {
        "lowest_ripplon": sharp.lowest,
        "lowest_ripplon_THz": sharp.lowest * a.glass.debye_frequency / (2e12 * np.pi),
        "boson_peak_T": place * a.debye_temperature,
        "boson_peak_height": height,
        "boson_peak_T_friction": lower * a.debye_temperature,
        "boson_peak_height_friction": higher,
    }


def _plateau(a: Assumptions) -> dict[str, float]:
    seen = conductivity.plateau(PLATEAU, _kappa(a))
    return {
        "plateau_onset_T": seen.onset_T,
        "plateau_min_slope": seen.min_log_slope,
        "plateau_min_kappa": seen.kappa_min,
    }


@lru_cache(maxsize=4)
def _kappa(a: Assumptions) -> FloatArray:
    return np.asarray(plateau(PLATEAU, a))


def _mixing(a: Assumptions) -> dict[str, float]:
    counted = mixing.mixing_constant(_sharp(a))
    B, c = a.mixing_constant or counted, a.amplitude_exponent or _own_exponent(a)
    window = COLD[(COLD > 10**-3.5) & (COLD < 1e-2)]
    rate = time_dependent_heat.rate_coefficient(2e-6, 5.7e-4, 1e-9)
    slow = time_dependent_heat.heat_capacity(0.01, 60.0, rate, c)
    exponents = mixing.conductivity_exponent(window, B, c, a.fast_centers)
    return {
        "counted_mixing_constant": counted,
        "cold_kappa_exponent": float(np.mean(exponents)),
        "fast_heat_ratio": float(
            mixing.heat_capacity(0.01, 60.0, rate, c, B, a.fast_centers) / slow
        ),
    }


def _expansion(a: Assumptions) -> dict[str, float]:
    beads, T = a.beads("expansion"), 1e-2
    A = _attraction_slope(T, a, "rr", a.reduced()) * T / 2  # proportional to T²
    unit = np.log(2) ** 2 * np.pi**2 * T**2 / beads ** (19 / 12)
    w = 10**-1.5
    waves = {"scalar": (1.0, 1.0)}  # share of the branches, and speed over the mean
    if a.transverse_over_longitudinal is not None:
        v_l, v_t = (v / a.sound_speed for v in a.branch_speeds)
        waves = {"longitudinal": (1 / 3, v_l), "transverse": (2 / 3, v_t)}
    rate = sum(
        share
        * rayleigh.decay_rate(
            w,
            w,
            beads,
            a.lindemann_ratio,
            a.reduced("ripplons"),
            a.strength,
            orders=2,
            omega=w,
            pressure=a.pressure,
            tension_by=a.tension_by,
            wave=wave,
            speed=speed,
        )
        for wave, (share, speed) in waves.items()
    )
    return {
        "attraction_coefficient": 2 * A / unit,
        "gruneisen_rr": gruneisen(T, a),
        "expansivity_rr": contraction(1.0, a),
        "expansivity_ratio": contraction(1.0, a, "rT") / contraction(1.0, a),
        "gruneisen_direct_bound": elastic_interaction.gruneisen_direct_bound(
            a.lindemann_ratio, np.pi**2 / 6
        ),
        "wall_scattering_mfp": w / (2 * np.pi * rate),
    }


class Part(NamedTuple):
    """A group of results that are computed together: by which function, from which fields, and whether it takes a while.

    Examples
    --------
    >>> sorted(PARTS["relaxation"].fields)
    ['debye_temperature', 'lindemann_ratio', 'timescale_ratio']
    """

    compute: Callable[[Assumptions], dict[str, float]]
    fields: frozenset[str]
    slow: bool = False


def _part(
    compute: Callable[[Assumptions], dict[str, float]],
    *names: str,
    glass: bool = True,
    slow: bool = False,
) -> Part:
    chain = ("timescale_ratio", "lindemann_ratio")
    return Part(compute, frozenset(chain + names + (GLASS if glass else ())), slow)


PARTS = {
    "relaxation": _part(_relaxation, "debye_temperature", glass=False),
    "scattering": _part(
        _scattering, "bead_spacing_angstrom", "beads_scattering", "orientation_average"
    ),
    "tunneling": _part(_tunneling, "barrier_frequency_factor", "amplitude_exponent"),
    "ripplons": _part(
        _ripplons,
        "beads_ripplons",
        "tension_by",
        "reduced_T_g_ripplons",
        "reduced_T_g_friction",
        "asymmetry_signs",
        "cutoff_factor",
        "smearing_strength_heat",
        "ripplon_profile",
        slow=True,
    ),
    "plateau": _part(
        _plateau,
        "beads_ripplons",
        "tension_by",
        "beads_scattering",
        "orientation_average",
        "cutoff_factor",
        "smearing_strength_conductivity",
        "ripplon_profile",
        "counting_method",
        "excited_weight",
        "mfp_over_wavelength",
        "transverse_over_longitudinal",
        slow=True,
    ),
    "mixing": _part(
        _mixing,
        "beads_ripplons",
        "tension_by",
        "barrier_frequency_factor",
        "amplitude_exponent",
        "mixing_constant",
        "fast_centers",
        slow=True,
    ),
    "expansion": _part(
        _expansion,
        "beads_expansion",
        "tension_by",
        "region_size_expansion_angstrom",
        "reduced_T_g_ripplons",
        "debye_temperature_gruneisen",
        "highest_ripplon",
        "pair_counting",
        "pair_model",
        "transverse_over_longitudinal",
        "heat_capacity_coefficient",
        "pressure",
        "strength",
    ),
}


class Move(NamedTuple):
    """One result under two records: both values, and the fields that change it, with the value that each alone gives.

    Examples
    --------
    >>> Move(190.0, 200.0, {"lindemann_ratio": 200.0}).causes
    {'lindemann_ratio': 200.0}
    """

    first: float
    second: float
    causes: dict[str, float]


def compare(first: Assumptions, second: Assumptions, least: float = 1e-3) -> dict[str, Move]:
    """Differences between the results of two records, and the fields that cause them.

    Parameters
    ----------
    first, second : Assumptions
    least : float
        Relative change below which a field is not named.

    Returns
    -------
    dict
        Name of each result to a :class:`Move`. Its `causes` hold, for each field that differs, the value
        that the first record's result takes if this field alone is changed, the largest change first.

    Raises
    ------
    InvalidArgument
        Where a field alone cannot be set as in the second record; the message says why.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from glasslib.assumptions import as_printed
    >>> warmer = replace(as_printed, glass_temperature=1400.0)
    >>> list(compare(as_printed, warmer)["two_level_density"].causes)
    ['glass_temperature']
    """
    a, b = headline(first), headline(second)
    causes: dict[str, dict[str, float]] = {name: {} for name in RESULTS}
    for item in fields(first):
        if getattr(second, item.name) == getattr(first, item.name):
            continue
        alone = first.changed({item.name: getattr(second, item.name)})
        for part in PARTS.values():
            if item.name in part.fields:
                for name, value in part.compute(alone).items():
                    if abs(value / a[name] - 1) > least:
                        causes[name][item.name] = float(value)
    moves = {}
    for name, changed in causes.items():
        by_size = sorted(changed.items(), key=lambda cause: -abs(cause[1] - a[name]))
        moves[name] = Move(a[name], b[name], dict(by_size))
    return moves
