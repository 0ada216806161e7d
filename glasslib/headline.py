"""The results that the theory is known for, from one record of assumptions; and two records compared.

Each is computed by the function of the chapter that ``RESULTS`` names, never by a formula of its own.
"""

from dataclasses import fields, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy import constants

from glasslib import casimir, conductivity, data, droplet, friction, landscape, mixing, phonons, rayleigh, ripplons, scattering, tunneling, waiting
from glasslib.checks import one_of
from glasslib.glasses import silica


class Result(NamedTuple):
    """One headline result: what it is, and the chapter that computes it, under which name."""

    says: str
    symbol: str
    unit: str
    chapter: str
    claim: str = ""  # id in the ledger of numbers
    told: str = ""  # or the name of a number in the chapter's text
    measured: float | None = None  # in silica, where it can be measured


RESULTS = {
    "entropy": Result("configurational entropy per bead at the glass transition", "s_c(T_g)", "k_B", "droplet", "II-sc-0.82"),
    "beads": Result("beads in a cooperative region", "N*", "1", "droplet", "II-190"),
    "across": Result("size of a region over the bead spacing", "ξ/a", "1", "droplet", "II-5.8"),
    "barrier": Result("barrier for rearrangement at the glass transition", "F‡", "k_B T_g", "origin", "III.A-39"),
    "region": Result("size of a region", "ξ", "Å", "origin", "III.A-xi"),
    "density": Result("density of two-level systems", "P̄", "J⁻¹ m⁻³", "origin", "III.A-Pbar"),
    "path": Result("mean free path of a thermal phonon, in wavelengths", "l/λ", "1", "scattering", "III.B-70", measured=150.0),
    "gap": Result("measured mean free path over that of the theory", "150/(l/λ)", "1", "scattering", "III.B-2x"),
    "exponent": Result("exponent c of the tunneling amplitudes, from the barrier", "c", "1", "waiting", "III.C-c0.1"),
    "drift": Result("exponent with which the heat capacity grows with time", "d ln C/d ln t", "1", "waiting", "III.C-alpha"),
    "relaxation": Result("fastest relaxation at E = k_BT = 10 mK", "1/τ_min", "s⁻¹", "waiting", "III.C-ms"),
    "barrier_frequency": Result("frequency at the top of the barrier, times ξ/a", "ω‡ξ/a", "ω_D", "wall", "IV.B-1.6"),
    "crossover": Result("temperature above which the wall passes by heat", "T′", "K", "wall", told="T_prime"),
    "lowest": Result("lowest ripplon", "ω₂", "ω_D", "ripplons", "IV.C-0.15"),
    "terahertz": Result("lowest ripplon", "ω₂/2π", "THz", "ripplons", "IV.C-1THz"),
    "bump": Result("place of the bump of C/T³, sharp ripplons", "T_bump", "K", "bump", told="computed_K", measured=10.5),
    "bump_height": Result("its height over the phonons", "C/C_D", "1", "bump", told="bump_height", measured=5.5),
    "bump_friction": Result("place of the bump with friction", "T_bump", "K", "friction", told="bump_K", measured=10.5),
    "bump_friction_height": Result("its height over the phonons", "C/C_D", "1", "friction", told="bump_height", measured=5.5),
    "half": Result("where κ/T² has halved", "T_½", "T_D", "plateau", told="half_ours", measured=0.0085),
    "slope": Result("least slope of κ on its plateau", "d ln κ/d ln T", "1", "plateau", told="ours", measured=0.22),
    "floor": Result("lowest κ beyond the rise", "κ_min", "Fig. 1's unit", "plateau", told="floor"),
    "mixing": Result("mixing constant, counted", "B", "1", "mixing", "V-B"),
    "cold_slope": Result("exponent of κ with fast centers, below 0.01 T_D", "d ln κ/d ln T", "1", "mixing", "V-sub2", measured=1.9),
    "fast": Result("heat of fast centers over that after a minute", "C_fast/C", "1", "mixing", "V-tenth"),
    "attraction": Result("coefficient of the ripplon–ripplon attraction", "s", "1", "expansion", "VI-1.5"),
    "gruneisen": Result("Grüneisen parameter, ripplons with ripplons", "γ_rr", "1", "expansion", "VI-gamma-3"),
    "expansivity": Result("linear expansion at 1 K, ripplons with ripplons", "α_rr", "K⁻¹", "expansion", "VI-alpha", measured=-1e-9),
    "mixed": Result("ripplons with two-level systems over that", "α_rT/α_rr", "1", "expansion", "VI-1.2"),
    "direct": Result("bound on γ from direct coupling", "|γ|", "1", "expansion", "VI-8"),
    "wall_path": Result("path of a phonon that only vibrating walls scatter, at 10^−1.5 ω_D", "l/λ", "1", "rayleigh", "A-1e4"),
}

# where the plateau is looked for, and where the exponent of κ is averaged, T_D
PLATEAU, COLD = np.geomspace(1e-3, 0.3, 240), np.geomspace(3e-4, 2e-2, 120)


@lru_cache(maxsize=16)
def lines(assumptions, place="plateau"):
    """Ripplons of a domain as frequencies and numbers of modes, with friction: for the 'plateau', or for the 'bump' at its T_g/T_D.

    Parameters
    ----------
    assumptions : Assumptions
    place : {'plateau', 'bump'}

    Returns
    -------
    omega, degeneracy : array
        As :func:`glasslib.friction.spectrum` gives them.

    Raises
    ------
    ValueError
        Where `place` is neither of the two.
    """
    ratio, D = {
        "plateau": (assumptions.reduced(), assumptions.smearing_plateau),
        "bump": (assumptions.reduced("friction"), assumptions.smearing_bump),
    }[one_of("place", place, ("plateau", "bump"))]
    sharp = ripplons.frequency(ripplons.ORDERS, assumptions.beads("ripplons"), assumptions.lindemann)
    return friction.spectrum(sharp, ripplons.DEGENERACY, ratio, assumptions.cutoff_frequency, D or np.inf, assumptions.profile)


def plateau(T, assumptions):
    """Thermal conductivity of the assumed glass in the unit K of Figure 1, with friction.

    Parameters
    ----------
    T : float or array
        Temperature, T_D.
    assumptions : Assumptions

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `T` is outside 1e-4 to 1.
    """
    a = assumptions
    path = a.path or scattering.path_in_wavelengths(a.beads("scattering"), orientation=a.orientation)
    return conductivity.conductivity(T, a.reduced(), *lines(a), a.counting, a.excited, ratio=path)


def contraction(T, assumptions, term="rr"):
    """Linear expansion coefficient of the assumed glass by the attraction of its regions, 1/K.

    Parameters
    ----------
    T : float or array
        Temperature, K.
    assumptions : Assumptions
    term : {'rr', 'rT'}
        Ripplons with ripplons, or with two-level systems.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `T` is not positive.
    """
    beads, glass = assumptions.beads("expansion"), assumptions.glass
    own = np.cbrt(beads) * glass.bead_size
    region = own if assumptions.region_expansion is None else assumptions.region_expansion * 1e-10
    linear = casimir.expansivity(T, glass, beads, assumptions.lindemann, term, **_pairs(assumptions, term)) / 3
    return linear * (own / region) ** 3


def gruneisen(T, assumptions, term="rr"):
    """Grüneisen parameter of the assumed glass by the attraction of its regions.

    Parameters
    ----------
    T : float or array
        Temperature, T_D; well below the ripplons.
    assumptions : Assumptions
    term : {'rr', 'rT'}

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `T` is not positive.
    """
    ratio = assumptions.glass_temperature / (assumptions.debye_gruneisen or assumptions.debye_temperature)
    heat = {"rounded": 1.0, "flat density": np.pi**2 / 6}[assumptions.heat]
    chosen = _pairs(assumptions, term)
    return casimir.gruneisen(T, assumptions.beads("expansion"), assumptions.lindemann, ratio, term, heat=heat, **chosen)


def heat(T, assumptions):
    """Heat capacity of a domain over that of its phonons by Debye's cube, with friction: the bump of Figure 15.

    Parameters
    ----------
    T : float or array
        Temperature, T_D.
    assumptions : Assumptions

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `T` is not positive.
    """
    a = assumptions
    moving = ripplons.average_heat_capacity(T, a.reduced("friction"), *lines(a, "bump"), a.sides) / a.beads("ripplons")
    return (moving + phonons.debye_heat_capacity(T)) / (12 * np.pi**4 / 5 * np.asarray(T) ** 3)


def curves(assumptions):
    """Four curves that show what a record of assumptions means, for figures.

    Parameters
    ----------
    assumptions : Assumptions

    Returns
    -------
    dict
        'droplet': free energy of a region, k_B T_g, over its beads; 'heat': C/T³ over the level of Debye
        phonons, over T in K; 'conductivity': κ in W/(m K), over T in K; 'gruneisen': Grüneisen parameter by
        ripplons with ripplons and with two-level systems together, over T in K. Each a pair of arrays.

    Raises
    ------
    ValueError
        As :func:`headline`.
    """
    return {name: draw(assumptions) for name, draw in CURVES.items()}


def _droplet_curve(a):
    gamma, N = droplet.wall_energy(a.lindemann), np.linspace(0, 300, 121)
    return N, droplet.free_energy(N, gamma, droplet.entropy_at_glass_transition(gamma, a.patience))


def _heat_curve(a):
    t = np.geomspace(3e-3, 0.2, 90)
    return t * a.debye_temperature, heat(t, a)


def _conductivity_curve(a):
    return PLATEAU * a.debye_temperature, _kappa(a) * phonons.conductivity_scale(a.debye_temperature, a.sound_speed)


def _gruneisen_curve(a):
    T = np.geomspace(0.2, 5.0, 40)
    return T, gruneisen(T / a.debye_temperature, a) + gruneisen(T / a.debye_temperature, a, "rT")


CURVES = {"droplet": _droplet_curve, "heat": _heat_curve, "conductivity": _conductivity_curve, "gruneisen": _gruneisen_curve}


def measured():
    """What is measured in vitreous silica, to lay curves of :func:`curves` on: 'heat' and 'conductivity'.

    Returns
    -------
    dict
        Name of the curve to a pair of arrays, in its units; digitised, see the headers of :mod:`glasslib.data`.
    """
    heat = data.load("cp_aSiO2_zeller_pohl_1971_digitised")
    heat = heat.where((heat["T_K"] > 1) & (heat["T_K"] < 60))
    flow = data.load("kappa_aSiO2_zeller_pohl_1971_digitised")
    flow = flow.where(flow["use"] == 1)
    per_bead = 1000 * ripplons.per_domain(silica.density, silica.sound_speed, 1.0)
    over_phonons = heat["cp_over_T3_J_per_gK4"] * per_bead / (12 * np.pi**4 / 5)
    return {"heat": (heat["T_K"], over_phonons), "conductivity": (flow["T_K"], flow["kappa_W_per_mK"])}


def _pairs(assumptions, term):
    counted = {"rr": "once", "rT": "ordered"}[term] if assumptions.pairs == "once each" else None
    return {"top": assumptions.highest, "pairs": counted}


def headline(assumptions):
    """All results of ``RESULTS`` for one record of assumptions.

    Parameters
    ----------
    assumptions : Assumptions

    Returns
    -------
    dict
        Name of the result to its value, in the unit that ``RESULTS`` gives.

    Raises
    ------
    ValueError
        Where a combination has no such result; the message says which.
    """
    found = {}
    for part in PARTS:
        found |= part(assumptions)
    return {name: float(found[name]) for name in RESULTS}


def _relaxation(a):
    gamma = droplet.wall_energy(a.lindemann)
    entropy = droplet.entropy_at_glass_transition(gamma, a.patience)
    omega = landscape.barrier_frequency(gamma, entropy)
    return {
        "entropy": entropy,
        "beads": droplet.cooperative_size(gamma, entropy),
        "across": droplet.mosaic_size(a.patience, a.lindemann),
        "barrier": droplet.barrier(gamma, entropy),
        "barrier_frequency": omega * np.cbrt(a.beads()),
        "crossover": landscape.crossover_temperature(omega) * a.debye_temperature,
    }


def _scattering(a):
    spacing = a.glass.bead_size if a.bead_size is None else a.bead_size * 1e-10
    region = np.cbrt(a.beads()) * spacing
    path = scattering.path_in_wavelengths(a.beads("scattering"), orientation=a.orientation)
    density = landscape.two_level_density(a.glass_temperature, region)
    return {"region": region * 1e10, "density": density, "path": path, "gap": 150.0 / path}


def _own_exponent(a):
    factor = a.barrier_frequency or _relaxation(a)["barrier_frequency"]
    return tunneling.amplitude_exponent(factor / np.cbrt(a.beads()) * a.glass.debye_frequency, a.glass_temperature)


def _tunneling(a):
    glass, E = a.glass, constants.k * 0.01
    g = scattering.coupling(glass.density, glass.sound_speed, glass.bead_size, glass.glass_temperature)
    own = _own_exponent(a)
    rate = tunneling.fastest_rate(E, 0.01, g, glass.density, glass.sound_speed)
    return {"exponent": own, "drift": (a.exponent or own) / 2, "relaxation": rate}


def _ripplons(a):
    beads = a.beads("ripplons")
    sharp = ripplons.frequency(ripplons.ORDERS, beads, a.lindemann), ripplons.DEGENERACY
    place, height = ripplons.bump(a.reduced("bump"), *sharp, beads, a.sides)
    lower, higher = ripplons.bump(a.reduced("friction"), *lines(a, "bump"), beads, a.sides)
    return {
        "lowest": sharp[0][0],
        "terahertz": sharp[0][0] * a.glass.debye_frequency / (2e12 * np.pi),
        "bump": place * a.debye_temperature,
        "bump_height": height,
        "bump_friction": lower * a.debye_temperature,
        "bump_friction_height": higher,
    }


def _plateau(a):
    seen = conductivity.plateau(PLATEAU, _kappa(a))
    return {"half": seen.half, "slope": seen.slope, "floor": seen.lowest}


@lru_cache(maxsize=4)
def _kappa(a):
    return plateau(PLATEAU, a)


def _mixing(a):
    sharp = ripplons.frequency(ripplons.ORDERS, a.beads("ripplons"), a.lindemann)
    counted = mixing.constant(sharp, ripplons.DEGENERACY)
    B, c = a.mixing or counted, a.exponent or _own_exponent(a)
    window = COLD[(COLD > 10**-3.5) & (COLD < 1e-2)]
    rate = waiting.rate_coefficient(2e-6, 5.7e-4, 1e-9)
    slow = waiting.heat_capacity(0.01, 60.0, rate, c)
    return {
        "mixing": counted,
        "cold_slope": mixing.conductivity_exponent(window, B, c, a.fast).mean(),
        "fast": mixing.heat_capacity(0.01, 60.0, rate, c, B) / slow,
    }


def _contraction(a):
    beads, T = a.beads("expansion"), 1e-2
    A = casimir.attraction(T, beads, a.lindemann, a.reduced(), **_pairs(a, "rr"))
    unit = np.log(2) ** 2 * np.pi**2 * T**2 / beads ** (19 / 12)
    w = 10**-1.5
    rate = rayleigh.decay_rate(
        w, w, beads, a.lindemann, a.reduced("bump"), a.fragility, orders=2, omega=w, pressure=a.pressure
    )
    return {
        "attraction": 2 * A / unit,
        "gruneisen": gruneisen(T, a),
        "expansivity": contraction(1.0, a),
        "mixed": contraction(1.0, a, "rT") / contraction(1.0, a),
        "direct": casimir.direct_bound(a.lindemann, np.pi**2 / 6),
        "wall_path": w / (2 * np.pi * rate),
    }


_GLASS = {"density", "sound_speed", "debye_temperature", "glass_temperature"}
_CHAIN = {"patience", "lindemann"}
# each group of results, and the fields that it may depend on
PARTS = {
    _relaxation: _CHAIN | {"debye_temperature"},
    _scattering: _CHAIN | _GLASS | {"bead_size", "size_scattering", "orientation"},
    _tunneling: _CHAIN | _GLASS | {"barrier_frequency", "exponent"},
    _ripplons: _CHAIN | _GLASS | {"size_ripplons", "ratio_bump", "ratio_friction", "sides", "cutoff", "smearing_bump", "profile"},
    _plateau: _CHAIN | _GLASS | {"size_ripplons", "size_scattering", "orientation", "cutoff", "smearing_plateau", "profile", "counting", "excited", "path"},
    _mixing: _CHAIN | _GLASS | {"size_ripplons", "barrier_frequency", "exponent", "mixing", "fast"},
    _contraction: _CHAIN | _GLASS | {"size_expansion", "region_expansion", "ratio_bump", "debye_gruneisen", "highest", "pairs", "heat", "pressure", "fragility"},
}


class Move(NamedTuple):
    """One result under two records: both values, and which fields move it, with what each alone would make of it."""

    first: float
    second: float
    causes: dict


def compare(first, second, least=1e-3):
    """What differs between the results of two records, and which fields move it.

    Parameters
    ----------
    first, second : Assumptions
    least : float
        Relative change below which a field is not named.

    Returns
    -------
    dict
        Name of each result to a :class:`Move`. Its `causes` hold, for each field that differs, the value
        that the first record's result takes if this field alone is changed, the farthest first.

    Raises
    ------
    ValueError
        Where a field alone cannot be set as in the second record; the message says why.
    """
    a, b = headline(first), headline(second)
    causes = {name: {} for name in RESULTS}
    for one in fields(first):
        if getattr(second, one.name) == getattr(first, one.name):
            continue
        alone = _alone(first, second, one.name)
        for part in (part for part, rests_on in PARTS.items() if one.name in rests_on):
            for name, value in part(alone).items():
                if abs(value / a[name] - 1) > least:
                    causes[name][one.name] = float(value)
    farthest = {name: sorted(those.items(), key=lambda item: -abs(item[1] - a[name])) for name, those in causes.items()}
    return {name: Move(a[name], b[name], dict(farthest[name])) for name in RESULTS}


def _alone(first, second, name):
    """The first record with one field of the second, and with what that field needs."""
    changes = {name: getattr(second, name)}
    if changes.get("profile") == "exact":
        changes |= {"smearing_bump": None, "smearing_plateau": None}
    return replace(first, **changes)
