"""Debye phonons: the heat they store and the heat they carry (Section I, Figure 1).

One sound speed for three branches. Functions that take a temperature in kelvin return SI units;
those that take `t` = T/T_D are in the reduced units of Figure 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.constants import h, hbar, k

from glasslib.arguments import C_S, T_KELVIN
from glasslib.checks import (
    Choice,
    Flag,
    FloatArray,
    FloatOrArray,
    Instance,
    Real,
    check_range,
    checked,
)
from glasslib.thermal import X_MAX, einstein, gauss_legendre

# heat capacity of Debye phonons per bead over (T/T_D)³, in k_B
DEBYE_CUBE = 12 * np.pi**4 / 5

# Nodes for integrals over ħω/k_B T, as a fraction of the upper end, which is at most X_MAX. The
# heat capacity of a mode has its nearest poles at ±2πi: 100 nodes are exact to rounding.
_NODES = 100
_FRACTION, _WEIGHT = gauss_legendre(0.0, 1.0, _NODES)
# a mean free path may change faster with the frequency than the heat capacity of a mode
_PATH_NODES = 400
_PATH_FRACTION, _PATH_WEIGHT = gauss_legendre(0.0, 1.0, _PATH_NODES)

_REDUCED_T = Real("temperature over the Debye temperature, T/T_D")
_DEBYE_TEMPERATURE = Real("Debye temperature T_D, at which the modes end, in K")


@checked(_NODES, t=_REDUCED_T)
def debye_heat_capacity(t: FloatOrArray) -> FloatOrArray:
    """Heat capacity of Debye phonons per bead, 9 t³ ∫₀^{1/t} x⁴eˣ/(eˣ−1)² dx, in k_B.

    It is 3 at high temperature and (12π⁴/5) t³ = 233.78 t³ at low temperature, the Debye limit
    quoted in the caption of Fig. 15. Multiplied by k_B/a³ it is in J/(K m³).

    Examples
    --------
    >>> round(float(debye_heat_capacity(0.01)) / 0.01**3, 2)
    233.78
    """
    top = np.asarray(np.minimum(1 / t, X_MAX))
    moment = np.sum(_WEIGHT * _FRACTION**2 * einstein(top[..., None] * _FRACTION), axis=-1)
    return 9 * (t * top) ** 3 * moment


@checked(
    T=T_KELVIN,
    sound_speed=C_S,
    planck=Choice("h for the wavelength, hbar for the reduced wavelength", options=("h", "hbar")),
)
def thermal_wavelength(
    T: FloatOrArray, sound_speed: FloatOrArray, planck: str = "h"
) -> FloatOrArray:
    """Wavelength of the phonon of energy k_B T, λ = h c_s/k_B T, in m.

    With h it is 2π c_s/ω, the wavelength in the paper's equations. With ħ it is the reduced
    wavelength c_s/ω of the paper's introduction, shorter by 2π.

    Examples
    --------
    >>> round(float(thermal_wavelength(1.0, 4100.0)) * 1e9, 1)  # vitreous silica at 1 K, in nm
    196.8
    """
    quantum = {"h": h, "hbar": hbar}[planck]
    return quantum * sound_speed / (k * T)


@checked(
    _PATH_NODES,
    T=T_KELVIN,
    sound_speed=C_S,
    mean_free_path=Instance(
        "function ``mean_free_path(omega, T)`` that returns the mean free path l, in m, for an"
        " angular frequency, in rad/s, and a temperature, in K, both arrays that broadcast",
        of=Callable,
    ),
    debye_temperature=_DEBYE_TEMPERATURE.or_none("no cutoff, as in a pure power law"),
)
def conductivity(
    T: FloatOrArray,
    sound_speed: FloatOrArray,
    mean_free_path: Callable[[FloatArray, FloatArray], FloatOrArray],
    debye_temperature: FloatOrArray | None = None,
) -> FloatOrArray:
    """Thermal conductivity of phonons with a given mean free path, in W/(m K).

    The kinetic relation κ = ⅓ Σ C l c_s over all modes (Section I), that is
    k_B/(2π² c_s²) ∫₀^{ω_D} ω² [x²eˣ/(eˣ−1)²] l(ω, T) dω with x = ħω/k_B T.

    Notes
    -----
    A kinetic formula, valid where l is longer than the wavelength. The mean free path has to be a
    smooth function of the frequency, since the integral is a sum over fixed nodes.

    Examples
    --------
    >>> kappa = conductivity(1.0, 4100.0, lambda omega, T: 150 * 2 * np.pi * 4100.0 / omega)
    >>> round(float(kappa), 4)  # every phonon travels 150 wavelengths
    0.0199
    """
    T = np.asarray(T)
    top = X_MAX if debye_temperature is None else np.minimum(debye_temperature / T, X_MAX)
    x = np.asarray(top)[..., None] * _PATH_FRACTION
    highest = k * T / hbar * top
    path = mean_free_path(np.asarray(highest)[..., None] * _PATH_FRACTION, T[..., None])
    path = check_range("mean_free_path(omega, T)", path, closed=True)
    moment = np.sum(_PATH_WEIGHT * _PATH_FRACTION**2 * einstein(x) * path, axis=-1)
    return k * highest**3 / (2 * np.pi**2 * sound_speed**2) * moment


@checked(debye_temperature=_DEBYE_TEMPERATURE, sound_speed=C_S)
def conductivity_scale(debye_temperature: FloatOrArray, sound_speed: FloatOrArray) -> FloatOrArray:
    """Unit K of the conductivity in Figure 1, k_B³ T_D²/(π ħ² c_s), in W/(m K).

    The caption prints ħ to the first power, which is not a conductivity.

    Examples
    --------
    >>> round(float(conductivity_scale(342.0, 4100.0)), 3)
    2.149
    """
    return k**3 * debye_temperature**2 / (np.pi * hbar**2 * sound_speed)


@checked(
    _NODES,
    t=_REDUCED_T,
    ratio=Real("mean free path over the wavelength, l/λ: 150 and 1 for the lines of Figure 1"),
    debye_cutoff=Flag("whether the modes end at the Debye frequency"),
)
def scaled_conductivity(
    t: FloatOrArray, ratio: FloatOrArray, debye_cutoff: bool = True
) -> FloatOrArray:
    """κ/K of Figure 1 if every phonon travels the same number of its own wavelengths.

    ratio · t² ∫₀^{1/t} x³eˣ/(eˣ−1)² dx, with λ = 2π c_s/ω. Without the cutoff, 6ζ(3) ratio · t².

    Examples
    --------
    >>> round(float(scaled_conductivity(0.1, 1.0)), 4)
    0.0715
    """
    top = np.asarray(np.minimum(1 / t, X_MAX) if debye_cutoff else X_MAX)
    moment = np.sum(_WEIGHT * _FRACTION * einstein(top[..., None] * _FRACTION), axis=-1)
    return ratio * (t * top) ** 2 * moment
