"""Theories of the low-temperature glass side by side, fitted to the same heat capacity and conductivity. SI units.

Density, sound speed and Debye temperature are those of the glass; a theory has its adjusted parameters besides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.constants import k

from glasslib import data, heterogeneous_elasticity, phonons, soft_potential, tunneling
from glasslib.checks import FloatArray, FloatOrArray, check_choice
from glasslib.fitting import Fit, fit, relative_residuals
from glasslib.glasses import Glass, silica

# attempt time of hopping in the soft-potential model, in s: κ depends on its logarithm
ATTEMPT_TIME = 1e-13


class Curves(NamedTuple):
    """Heat capacity, in J/(K m³), and thermal conductivity, in W/(m K), at some temperatures.

    Examples
    --------
    >>> Curves(1.0, 2.0).conductivity
    2.0
    """

    heat_capacity: FloatOrArray
    conductivity: FloatOrArray


class Measured(NamedTuple):
    """Temperatures in K, values of one quantity there, and their relative standard uncertainty.

    Examples
    --------
    >>> Measured(np.array([1.0, 2.0]), np.array([3.0, 24.0]), 0.1).relative_uncertainty
    0.1
    """

    T: FloatArray
    values: FloatArray
    relative_uncertainty: FloatOrArray


@dataclass(frozen=True)
class Theory:
    """A theory with adjusted parameters.

    Attributes
    ----------
    name : str
        Name, for figures.
    curves : function
        Of temperatures in K, a glass, and the parameters by name, in SI units; returns :class:`Curves`.
    start, limits : dict
        Typical values of the parameters, and where they are bounded.

    Examples
    --------
    >>> list(THEORIES["soft potential"].start)
    ['W', 'P_s', 'coupling', 'cutoff']
    >>> THEORIES["standard tunneling"].curves(1.0, silica, P=1e46, g=4e-20).conductivity.round(4)
    np.float64(0.0212)
    """

    name: str
    curves: Callable[..., Curves]
    start: Mapping[str, float]
    limits: Mapping[str, tuple[float, float]]


def _debye(T: FloatArray, glass: Glass) -> FloatOrArray:
    return phonons.debye_heat_capacity(T / glass.debye_temperature) * k / glass.bead_size**3


def _standard(T: FloatArray, glass: Glass, P: float, g: float) -> Curves:
    path = lambda omega, T: tunneling.mean_free_path(
        omega, T, P, g, glass.density, glass.sound_speed
    )
    return Curves(
        _debye(T, glass) + tunneling.heat_capacity(T, P),
        phonons.conductivity(T, glass.sound_speed, path, glass.debye_temperature),
    )


def _soft_potential(
    T: FloatArray, glass: Glass, W: float, P_s: float, coupling: float, cutoff: float | None = None
) -> Curves:
    strength = soft_potential.scattering_strength(
        P_s, coupling, W, glass.density, glass.sound_speed
    )
    return Curves(
        _debye(T, glass) + soft_potential.heat_capacity(T, W, P_s, cutoff=cutoff),
        soft_potential.conductivity(
            T, W, strength, glass.sound_speed, glass.debye_temperature, cutoff, ATTEMPT_TIME
        ),
    )


def _heterogeneous(T: FloatArray, glass: Glass, P: float, g: float, disorder: float) -> Curves:
    T_D, c_s = glass.debye_temperature, glass.sound_speed
    heat = heterogeneous_elasticity.heat_capacity(T, disorder, T_D) * k / glass.bead_size**3
    strength = P * g**2 / (glass.density * c_s**2)
    return Curves(
        heat + tunneling.heat_capacity(T, P),
        heterogeneous_elasticity.conductivity(T, disorder, c_s, T_D, strength),
    )


THEORIES = {
    theory.name: theory
    for theory in (
        Theory("standard tunneling", _standard, {"P": 1e45, "g": 1.6e-19}, {}),
        Theory(
            "soft potential",
            _soft_potential,
            {"W": 5e-23, "P_s": 1e23, "coupling": 5e-20, "cutoff": 50.0},
            {"W": (1e-24, 2e-22), "cutoff": (1.0, 1e4)},
        ),
        Theory(
            "heterogeneous elasticity",
            _heterogeneous,
            {"P": 1e45, "g": 1.6e-19, "disorder": 0.22},
            {"disorder": (0.01, 0.2499)},
        ),
    )
}


def measured_silica(lowest: float, highest: float) -> tuple[Measured, Measured]:
    """Heat capacity, in J/(K m³), and conductivity, in W/(m K), of vitreous silica between two temperatures, in K.

    The data of Zeller and Pohl as digitized, with the density of the glass; relative uncertainties of 10 and 20 %, as
    their headers have them.

    Examples
    --------
    >>> heat, conductivity = measured_silica(0.1, 30.0)
    >>> len(heat.T), len(conductivity.T)
    (41, 27)
    """
    heat = data.load("cp_aSiO2_zeller_pohl_1971_digitized")
    heat = heat.where((heat["T_K"] >= lowest) & (heat["T_K"] <= highest))
    kappa = data.load("kappa_aSiO2_zeller_pohl_1971_digitized")
    kappa = kappa.where((kappa["use"] == 1) & (kappa["T_K"] >= lowest) & (kappa["T_K"] <= highest))
    return (
        Measured(heat["T_K"], 1e3 * heat["cp_J_per_gK"] * silica.density, 0.1),
        Measured(kappa["T_K"], kappa["kappa_W_per_mK"], 0.2),
    )


def fit_theory(name: str, glass: Glass, heat: Measured, conductivity: Measured) -> Fit:
    """Fit a theory to heat capacity and conductivity together, in their logarithms.

    Parameters
    ----------
    name : str
        Key of `THEORIES`.
    glass : Glass
        Density, sound speed and Debye temperature.
    heat, conductivity : Measured
        The data, the same for each theory.

    Returns
    -------
    Fit

    Raises
    ------
    InvalidArgument
        Where there is no such theory, or where the data cannot be fitted.

    Examples
    --------
    >>> found = fit_theory("standard tunneling", silica, *measured_silica(0.06, 0.5))
    >>> f"{found.values['P']:.1e}", f"{found.values['g']:.1e}"
    ('8.6e+45', '3.5e-20')
    """
    theory = THEORIES[check_choice("name", name, THEORIES)]

    def residuals(parameters: Mapping[str, float]) -> FloatArray:
        stored = theory.curves(heat.T, glass, **parameters).heat_capacity
        carried = theory.curves(conductivity.T, glass, **parameters).conductivity
        pairs = (stored, heat), (carried, conductivity)
        return np.concatenate(
            [
                relative_residuals(computed, measured.values, measured.relative_uncertainty)
                for computed, measured in pairs
            ]
        )

    return fit(residuals, theory.start, theory.limits)
