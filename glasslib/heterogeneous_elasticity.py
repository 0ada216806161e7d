"""Heterogeneous elasticity: scalar waves in a medium whose stiffness varies in space, without two-level systems.

The self-consistent Born approximation with one number, the disorder γ, which is proportional to the variance of the
local stiffness. A wave of wave number k has the propagator 1/(k²(1 − Σ) − w²) and the self-energy

Σ(w) = 3γ ∫₀¹ k⁴ dk/(k²(1 − Σ) − (w + i0)²).

Wave numbers are in k_D; frequencies in c₀k_D, with c₀ the sound speed of the mean stiffness, where a function does not
say that it takes SI units.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.constants import hbar, k
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq, newton

from glasslib import phonons
from glasslib.arguments import C_S, T_KELVIN
from glasslib.checks import FloatArray, FloatOrArray, InvalidArgument, Number, Real, checked
from glasslib.thermal import einstein, gauss_panels

# beyond it the medium has no stiffness at w = 0
CRITICAL_DISORDER = 0.25

# the solution is followed from frequencies with these imaginary parts down to real ones
_IMAGINARY = [*(2 * 0.6 ** np.arange(30)), 0.0]
_WORK = 50
# the tables of one disorder: frequencies from _LOWEST, and points of the spline
_LOWEST, _POINTS = 1e-3, 1200
# the highest frequency at which a boson peak or a crossing is looked for
_MOST = 0.8

_DISORDER = Real("disorder γ", high=CRITICAL_DISORDER)
_ONE_DISORDER = Number(_DISORDER.text, high=CRITICAL_DISORDER)
_NOT_TOO_SMALL = Number(_DISORDER.text, low=0.01, high=CRITICAL_DISORDER)
_W = Real("frequency, in c₀k_D", low=1e-6, high=10.0, closed=True)
_DEBYE = Real("Debye temperature T_D, from the measured sound speed, in K")


@checked(disorder=_DISORDER)
def sound_speed(disorder: FloatOrArray) -> FloatOrArray:
    """Speed of long waves over c₀, √[(1 + √(1 − 4γ))/2]: 1 without disorder, 1/√2 at the critical disorder.

    Examples
    --------
    >>> round(float(sound_speed(0.2)), 4)
    0.8507
    """
    return np.sqrt((1 + np.sqrt(1 - 4 * disorder)) / 2)


@checked(_WORK, w=_W, disorder=_DISORDER)
def self_energy(w: FloatOrArray, disorder: FloatOrArray) -> NDArray[np.complex128]:
    """Self-energy Σ(w), a complex number, to 1e-8.

    Notes
    -----
    By Newton's method, from the only solution at a complex frequency down to the real one. The imaginary part is
    zero above the highest frequency of the medium.

    Examples
    --------
    >>> complex(self_energy(0.2, 0.2).round(4))
    (0.3552+0.0598j)
    """
    shape = np.broadcast_shapes(np.shape(w), np.shape(disorder))
    frequency, strength = (np.broadcast_to(part, shape).ravel() for part in (w, disorder))
    stiffness = np.ones(frequency.size, dtype=np.complex128)
    for imaginary in _IMAGINARY:
        z = (frequency + 1j * imaginary) ** 2
        stiffness = newton(  # type: ignore[call-overload]  # the stubs know real arrays only
            _residue,
            stiffness,
            fprime=_slope,
            args=(z, strength),
            tol=1e-12,
            maxiter=200,
            full_output=True,
            disp=False,
        )[0]
    solved = np.abs(_residue(stiffness, z, strength)) < 1e-8
    return np.where(solved, 1 - stiffness, np.nan).reshape(shape)[()]


@checked(_WORK, w=_W, disorder=_DISORDER)
def wave_number(w: FloatOrArray, disorder: FloatOrArray) -> NDArray[np.complex128]:
    """Complex wave number of a wave that decays, q = w/√(1 − Σ), in k_D.

    Examples
    --------
    >>> complex(wave_number(0.2, 0.2).round(4))
    (0.2483+0.0115j)
    """
    return w / np.sqrt(1 - self_energy(w, disorder))


@checked(_WORK, w=_W, disorder=_DISORDER)
def density_of_states(w: FloatOrArray, disorder: FloatOrArray) -> FloatOrArray:
    """Density of modes g(w), normalized to one, (2w/π) Im 3∫₀¹ k² dk/(k²(1 − Σ) − w²), in 1/c₀k_D.

    For w → 0 it is that of Debye, 3w²/c³ with c of :func:`sound_speed`.

    Examples
    --------
    >>> round(float(density_of_states(0.234, 0.2)), 4)
    0.3942
    """
    stiffness = 1 - self_energy(w, disorder)
    q2 = w**2 / stiffness
    modes = 3 * (1 + q2 * _logarithm(q2)) / stiffness
    return np.maximum(2 * w / np.pi * modes.imag, 0.0)


@checked(_WORK, w=_W, disorder=_DISORDER)
def attenuation(w: FloatOrArray, disorder: FloatOrArray) -> FloatOrArray:
    """Inverse mean free path of the energy of a wave, 1/l = 2 Im q, in k_D.

    Examples
    --------
    >>> round(float(attenuation(0.2, 0.2)), 4)
    0.023
    """
    return np.maximum(2 * wave_number(w, disorder).imag, 0.0)


@checked(disorder=_DISORDER)
def rayleigh_coefficient(disorder: FloatOrArray) -> FloatOrArray:
    """Coefficient A of Rayleigh scattering, 1/l → A w⁴ for w → 0, (3π/2)γ/[c⁸(1 − γ/c⁴)] with c of :func:`sound_speed`.

    Examples
    --------
    >>> round(float(rayleigh_coefficient(0.2)), 3)
    5.562
    """
    stiffness = sound_speed(disorder) ** 2
    return 1.5 * np.pi * disorder / (stiffness**4 * (1 - disorder / stiffness**2))


@checked(disorder=_NOT_TOO_SMALL)
def boson_peak(disorder: float) -> tuple[float, float]:
    """Frequency at which g/w² is largest, in c₀k_D, and its height over that of Debye.

    Returns
    -------
    float
        Frequency.
    float
        Height.

    Notes
    -----
    The first maximum below w = 0.8. For γ → 1/4 it goes to w = 0 as (1/4 − γ)^{1/4}, and its height grows to
    1 + 2√3/π = 2.10, the largest of this medium.

    Examples
    --------
    >>> place, height = boson_peak(0.2)
    >>> round(place, 3), round(height, 2)
    (0.233, 1.48)
    """
    w = np.geomspace(1e-4, _MOST, 600)
    debye = 3 / sound_speed(disorder) ** 3
    scaled = density_of_states(w, disorder) / w**2 / debye
    inside = np.flatnonzero((scaled[1:-1] > scaled[:-2]) & (scaled[1:-1] >= scaled[2:])) + 1
    if not inside.size:
        raise InvalidArgument(
            f"disorder must be so large that g/w² has a maximum, got {disorder:.6g}"
        )
    near = slice(inside[0] - 2, inside[0] + 3)
    curve = CubicSpline(w[near], scaled[near])
    places = curve.derivative().roots(extrapolate=False)
    place = float(places[np.argmax(curve(places))])
    return place, float(curve(place))


@checked(disorder=_NOT_TOO_SMALL)
def ioffe_regel(disorder: float) -> float:
    """Frequency at which the mean free path is one wavelength, 2π/Re q, in c₀k_D.

    It is within 5 % of the boson peak for γ from 0.18 to 0.245 only. For less disorder the peak is well below it;
    at the critical disorder the peak goes to zero, and this frequency does not.

    Returns
    -------
    float
        Frequency.

    Examples
    --------
    >>> round(ioffe_regel(0.2), 3)
    0.234
    """

    def excess(w: float) -> float:
        q = complex(wave_number(w, disorder))
        return q.real - 4 * np.pi * q.imag

    if excess(_MOST) > 0:
        raise InvalidArgument(
            f"disorder must be so large that a mean free path is as short as a wavelength, got {disorder:.6g}"
        )
    return brentq(excess, 1e-4, _MOST)


# ---- in the units of a glass


@checked(_POINTS, T=T_KELVIN, disorder=_ONE_DISORDER, debye_temperature=_DEBYE)
def heat_capacity(
    T: FloatOrArray, disorder: float, debye_temperature: FloatOrArray
) -> FloatOrArray:
    """Heat capacity per bead, in k_B: 3 ∫ g(w) einstein(ħw/k_BT) dw.

    As :func:`glasslib.phonons.debye_heat_capacity`, 3 at high temperature and (12π⁴/5)(T/T_D)³ at low temperature.
    Multiplied by k_B/a³ it is in J/(K m³).

    Examples
    --------
    >>> round(float(heat_capacity(10.0, 0.24, 342.0)), 5)
    0.0088
    """
    w, weight, modes = _modes(disorder)
    # w = 1 in kelvins
    unit = np.asarray(debye_temperature / sound_speed(disorder) / T)
    return 3 * np.sum(weight * modes * einstein(unit[..., None] * w), axis=-1)


@checked(
    omega=Real("angular frequency of the wave, in rad/s"),
    disorder=_ONE_DISORDER,
    c_s=C_S,
    debye_temperature=_DEBYE,
)
def mean_free_path(
    omega: FloatOrArray, disorder: float, c_s: FloatOrArray, debye_temperature: FloatOrArray
) -> FloatOrArray:
    """Mean free path of a wave, in m; c_s is the measured sound speed, below c₀.

    Notes
    -----
    Below ħω = k_BT_D/1000 by the Rayleigh limit, for ħω above k_BT_D as at k_BT_D.

    Examples
    --------
    >>> round(float(mean_free_path(1e13, 0.24, 4100.0, 342.0)) * 1e9, 2)
    1.55
    """
    debye = k * debye_temperature / hbar
    return c_s / debye / _attenuation(omega / debye, disorder)


@checked(
    400,
    T=T_KELVIN,
    disorder=_ONE_DISORDER,
    c_s=C_S,
    debye_temperature=_DEBYE,
    scattering_strength=Real("scattering strength C of two-level systems, P̄g²/(ρc_s²)"),
)
def conductivity(
    T: FloatOrArray,
    disorder: float,
    c_s: FloatOrArray,
    debye_temperature: FloatOrArray,
    scattering_strength: FloatOrArray,
) -> FloatOrArray:
    """Thermal conductivity with scattering by the disorder and by two-level systems, in W/(m K).

    The kinetic integral of :func:`glasslib.phonons.conductivity` with 1/l = 2 Im q + (πCω/c_s) tanh(ħω/2k_BT). By the
    disorder alone it would be infinite, since ∫ω²·ω⁻⁴dω is.

    Examples
    --------
    >>> round(float(conductivity(1.0, 0.24, 4100.0, 342.0, 3e-4)), 4)
    0.0301
    """
    debye = np.asarray(k * debye_temperature / hbar)[..., None]
    speed, strength = (np.asarray(part)[..., None] for part in (c_s, scattering_strength))

    def path(omega: FloatArray, T: FloatArray) -> FloatArray:
        tunneling = np.pi * strength * omega / speed * np.tanh(hbar * omega / (2 * k * T))
        return 1 / (tunneling + debye / speed * _attenuation(omega / debye, disorder))

    return phonons.conductivity(T, c_s, path, debye_temperature)


# ---- the equation for the stiffness 1 − Σ


def _logarithm(q2: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """∫₀¹ dk/(k² − q²) for q² above the real axis."""
    q = np.sqrt(q2)
    q = np.abs(q.real) + 1j * np.maximum(q.imag * np.sign(q.real), 1e-300)
    return np.log((q - 1) / (q + 1)) / (2 * q)


def _residue(
    stiffness: NDArray[np.complex128], z: NDArray[np.complex128], disorder: FloatArray
) -> NDArray[np.complex128]:
    q2 = z / stiffness
    return stiffness - 1 + disorder / stiffness * (1 + 3 * q2 + 3 * q2**2 * _logarithm(q2))


def _slope(
    stiffness: NDArray[np.complex128], z: NDArray[np.complex128], disorder: FloatArray
) -> NDArray[np.complex128]:
    """Derivative of the residue by the stiffness: −3γ∫k⁶ dk/(k²s − z)²."""
    q2 = z / stiffness
    logarithm = _logarithm(q2)
    # ∫₀¹ k⁶ dk/(k² − q²)², by parts
    moment = (5 * (1 / 3 + q2 + q2**2 * logarithm) - 1 / (1 - q2)) / 2
    return 1 - 3 * disorder / stiffness**2 * moment


@lru_cache(maxsize=16)
def _modes(disorder: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Frequencies, their weights, and the density of modes there."""
    edges = np.concatenate([[0.0], np.geomspace(1e-3, 0.1, 40), np.linspace(0.1, 2.5, 241)[1:]])
    w, weight = gauss_panels(edges)
    return w, weight, np.asarray(density_of_states(np.maximum(w, 1e-6), disorder))


@lru_cache(maxsize=16)
def _path_table(disorder: float) -> CubicSpline:
    """1/l over w⁴, with w in the Debye frequency of the measured sound speed, against ln w."""
    w = np.geomspace(_LOWEST, 1.0, 400)
    return CubicSpline(np.log(w), attenuation(w * float(sound_speed(disorder)), disorder) / w**4)


def _attenuation(w: FloatOrArray, disorder: float) -> FloatOrArray:
    """1/l in k_D, at a frequency in the measured Debye frequency."""
    inside = np.clip(w, _LOWEST, 1.0)
    return _path_table(disorder)(np.log(inside)) * np.minimum(w, 1.0) ** 4
