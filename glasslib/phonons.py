"""Debye phonons: the heat they store and the heat they carry (Section I, Figure 1).

One sound speed for three branches. Functions that take a temperature in kelvin return SI units;
those that take `t` = T/T_D are in the reduced units of Figure 1.
"""

import numpy as np
from scipy.constants import h, hbar, k
from scipy.integrate import quad_vec

from glasslib.checks import one_of, within

# Beyond this many k_B T a phonon is not excited: the integrands have fallen by e^-80.
_COLD = 80.0


def _mode(x):
    """Heat capacity of a mode of energy x k_B T, in k_B: x² eˣ/(eˣ−1)², written so that it cannot overflow."""
    half = x / 2
    return np.where(x > 0, (half / np.sinh(np.maximum(half, 1e-150))) ** 2, 1.0)


def debye_heat_capacity(t):
    """Heat capacity of Debye phonons per molecular unit, in k_B.

    9 t³ ∫₀^{1/t} x⁴ eˣ/(eˣ−1)² dx: 3 at high temperature, (12π⁴/5) t³ = 233.78 t³ at low
    (the Debye limit quoted in the caption of Fig. 15).

    Parameters
    ----------
    t : float or array
        Temperature over the Debye temperature, positive.

    Returns
    -------
    float or array
        Of the shape of `t`. Divide by the volume of a unit, a³, and multiply by k_B for J/(K m³).

    Raises
    ------
    ValueError
        Where `t` is not positive.
    """
    t = within("t", t)
    top = np.minimum(1 / t, _COLD)
    integral, _ = quad_vec(lambda u: top * (u * top) ** 2 * _mode(u * top), 0, 1, epsabs=0, epsrel=1e-10)
    return 9 * t**3 * integral


def thermal_wavelength(T, sound_speed, planck="h"):
    """Wavelength of the phonon of energy k_B T, m.

    Parameters
    ----------
    T : float or array
        Temperature, K.
    sound_speed : float or array
        m/s.
    planck : {'h', 'hbar'}
        'h' gives λ = h c_s/k_B T = 2π c_s/ω, the wavelength that the paper's equations use;
        'hbar' gives the reduced wavelength c_s/ω of the paper's introduction, 2π times shorter.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `T` or `sound_speed` is not positive, or `planck` is neither of the two.
    """
    quantum = {"h": h, "hbar": hbar}[one_of("planck", planck, ("h", "hbar"))]
    return quantum * within("sound_speed", sound_speed) / (k * within("T", T))


def conductivity(T, sound_speed, mean_free_path, debye_temperature=np.inf):
    """Thermal conductivity of phonons with a given mean free path, W/(m K).

    The kinetic relation κ = ⅓ Σ C l c_s over all modes (Section I), that is
    k_B/(2π² c_s²) ∫₀^{ω_D} ω² [x² eˣ/(eˣ−1)²] l(ω, T) dω with x = ħω/k_B T.

    Parameters
    ----------
    T : float or array
        Temperature, K.
    sound_speed : float
        m/s.
    mean_free_path : callable
        ``mean_free_path(omega, T)``: l in m for angular frequency in rad/s; must broadcast.
    debye_temperature : float
        Where the modes end, K. Infinite by default: no cutoff, as in a pure power law.

    Returns
    -------
    float or array
        Of the shape of `T`.

    Raises
    ------
    ValueError
        Where a temperature or the sound speed is not positive.

    Notes
    -----
    A kinetic formula: it means nothing where l is shorter than the wavelength.
    """
    T, c_s = within("T", T), within("sound_speed", sound_speed)
    if debye_temperature != np.inf:
        within("debye_temperature", debye_temperature)
    top = np.minimum(debye_temperature / T, _COLD)
    thermal = k * T / hbar

    def integrand(u):
        x = u * top
        return top * x**2 * _mode(x) * mean_free_path(x * thermal, T)

    integral, _ = quad_vec(integrand, 0, 1, epsabs=0, epsrel=1e-9)
    return k * thermal**3 / (2 * np.pi**2 * c_s**2) * integral


def conductivity_scale(debye_temperature, sound_speed):
    """The unit K of Figure 1, k_B³ T_D²/(π ħ² c_s), W/(m K).

    The caption prints ħ to the first power, which is not a conductivity.

    Parameters
    ----------
    debye_temperature : float or array
        K.
    sound_speed : float or array
        m/s.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    T_D, c_s = within("debye_temperature", debye_temperature), within("sound_speed", sound_speed)
    return k**3 * T_D**2 / (np.pi * hbar**2 * c_s)


def scaled_conductivity(t, ratio, cutoff=True):
    """κ/K of Figure 1 where every phonon travels the same number of its own wavelengths.

    ratio · t² ∫₀^{1/t} x³ eˣ/(eˣ−1)² dx, with λ = 2π c_s/ω. Without the cutoff, 6ζ(3) ratio · t².

    Parameters
    ----------
    t : float or array
        Temperature over the Debye temperature, positive.
    ratio : float or array
        l/λ, positive: 150 and 1 for the two lines of Figure 1.
    cutoff : bool
        Whether the modes end at the Debye frequency.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `t` or `ratio` is not positive.
    """
    t, ratio = within("t", t), within("ratio", ratio)
    top = np.minimum(1 / t, _COLD) if cutoff else _COLD
    integral, _ = quad_vec(lambda u: top * (u * top) * _mode(u * top), 0, 1, epsabs=0, epsrel=1e-10)
    return ratio * t**2 * integral
