"""What two-level systems do in a resonator and to sound: loss, and shift of the frequency. SI units.

All follows from the scattering strength C of a flat distribution of two-level systems: P̄g²/(ρc_s²) for strain,
:func:`dielectric_strength` for an electric field. A loss is tan δ, the inverse quality factor of a resonator that
the glass fills; where it fills a part, the losses and shifts are multiplied by the filling factor. At the frequency
of the field some systems are excited (resonant part); the others follow their levels with a delay (relaxation).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.constants import epsilon_0, hbar, k
from scipy.special import digamma

from glasslib.arguments import C_S, RHO, T_KELVIN
from glasslib.checks import FloatArray, FloatOrArray, Real, checked
from glasslib.thermal import X_MAX, fermi_slope, gauss_legendre

_NODES = 300
_FRACTION, _WEIGHT = gauss_legendre(0.0, 1.0, _NODES)
# beyond this ħω/2πk_BT the digamma function is its asymptotic series, to rounding
_LARGE = 40.0
# beyond this ωτ a system does not relax within a period
_SLOW = 1e3

_OMEGA = Real("angular frequency of the field or of the sound, in rad/s")
_C = Real("scattering strength C, as P̄g²/(ρc_s²) or from :func:`dielectric_strength`")
_RATE = Real(
    "relaxation rate of symmetric systems over E³ coth(E/2k_BT), in 1/(s J³), as from :func:`relaxation_coefficient`"
)


@checked(
    P=Real("density P̄ of two-level systems, in 1/(J m³)"),
    dipole=Real("dipole moment p of a system; a field F shifts the splitting by up to 2pF, in C m"),
    permittivity=Real("permittivity of the glass over that of the vacuum"),
)
def dielectric_strength(
    P: FloatOrArray, dipole: FloatOrArray, permittivity: FloatOrArray
) -> FloatOrArray:
    """Scattering strength of two-level systems with dipole moments, C = P̄p²/(3ε₀ε_r).

    The twin of P̄g²/(ρc_s²) of strain, averaged over the directions of the dipole; πC is the loss at T = 0.

    Examples
    --------
    >>> debye = 3.33564e-30
    >>> round(float(dielectric_strength(1e45, debye, 4.0)) * 1e4, 2)
    1.05
    """
    return P * dipole**2 / (3 * epsilon_0 * permittivity)


@checked(
    omega=_OMEGA,
    T=T_KELVIN,
    scattering_strength=_C,
    power_ratio=Real("power over the critical power, at which the systems saturate", closed=True),
    exponent=Real("exponent β of the power; below 1 where the field is not uniform", high=2.0),
)
def resonant_loss(
    omega: FloatOrArray,
    T: FloatOrArray,
    scattering_strength: FloatOrArray,
    power_ratio: FloatOrArray = 0.0,
    exponent: FloatOrArray = 1.0,
) -> FloatOrArray:
    """Loss by resonant absorption, πC tanh(ħω/2k_BT)/√(1 + (power/critical power)^β).

    Without power it is c_s/(ωl) of :func:`glasslib.tunneling.mean_free_path`.

    Notes
    -----
    β = 1 follows from the Bloch equations in a uniform field with one critical power for all systems; another one
    is a description.

    Examples
    --------
    >>> round(float(resonant_loss(3.5e10, 0.1, 1e-4, 3.0)) * 1e4, 3)
    1.368
    """
    cold = np.tanh(hbar * omega / (2 * k * T))
    return np.pi * scattering_strength * cold / np.sqrt(1 + power_ratio**exponent)


@checked(
    coupling=Real("coupling to the field: g in J for strain, the dipole moment in C m for a field"),
    energy_time=Real("relaxation time T₁ of the populations, in s"),
    phase_time=Real("dephasing time T₂, in s"),
)
def critical_amplitude(
    coupling: FloatOrArray, energy_time: FloatOrArray, phase_time: FloatOrArray
) -> FloatOrArray:
    """Amplitude of strain, or of a field in V/m, at which a symmetric system saturates, ħ/(g√(T₁T₂)).

    The power over the critical power is the square of the amplitude over this one.

    Examples
    --------
    >>> round(float(critical_amplitude(1.6e-19, 1e-6, 1e-6)) * 1e10, 2)
    6.59
    """
    return hbar / (coupling * np.sqrt(energy_time * phase_time))


@checked(omega=_OMEGA, T=T_KELVIN, scattering_strength=_C)
def resonant_shift(
    omega: FloatOrArray, T: FloatOrArray, scattering_strength: FloatOrArray
) -> FloatOrArray:
    """Relative shift δf/f by the resonant part, from its value at T = 0.

    C [Re ψ(½ + ħω/2πik_BT) − ln(ħω/2πk_BT)]: the Kramers–Kronig twin of the loss πC tanh(ħω/2k_BT). It rises as
    C ln T for k_BT ≫ ħω, whatever the power.

    Notes
    -----
    It has a shallow minimum near k_BT = 0.45 ħω, where it is negative.

    Examples
    --------
    >>> round(float(resonant_shift(3.5e10, 0.5, 1e-4)) * 1e4, 3)
    0.56
    """
    x = hbar * omega / (2 * np.pi * k * T)
    near = np.minimum(x, _LARGE)
    exact = digamma(0.5 + 1j * near).real - np.log(near)
    far = np.maximum(x, _LARGE)
    # Re ψ(½ + ix) − ln x for large x
    series = -1 / (24 * far**2) - 7 / (960 * far**4) - 31 / (8064 * far**6)
    return scattering_strength * np.where(x < _LARGE, exact, series)[()]


@checked(g=Real("coupling g of a system to strain, in J"), rho=RHO, c_s=C_S)
def relaxation_coefficient(g: FloatOrArray, rho: FloatOrArray, c_s: FloatOrArray) -> FloatOrArray:
    """Relaxation rate by one phonon of a symmetric system over E³ coth(E/2k_BT), 3g²/(2πρc_s⁵ħ⁴), in 1/(s J³).

    See :func:`glasslib.tunneling.max_relaxation_rate`.

    Examples
    --------
    >>> rate = relaxation_coefficient(1.6e-19, 2200.0, 4100.0) * (k * 1.0) ** 3
    >>> round(float(rate) * 1e-6, 1)
    102.0
    """
    return 3 * g**2 / (2 * np.pi * rho * c_s**5 * hbar**4)


@checked(_NODES, omega=_OMEGA, T=T_KELVIN, scattering_strength=_C, relaxation_coefficient=_RATE)
def relaxation_loss(
    omega: FloatOrArray,
    T: FloatOrArray,
    scattering_strength: FloatOrArray,
    relaxation_coefficient: FloatOrArray,
) -> FloatOrArray:
    """Loss by systems that relax to the equilibrium of the moment by one phonon.

    C ∫₀^∞ sech²(x/2) Im(b artanh 1/b) dx with b² = 1 − iωτ and τ the relaxation time of symmetric systems of the
    splitting xk_BT. It grows as T³/ω while ωτ ≫ 1, up to the plateau :func:`loss_plateau`.

    Examples
    --------
    >>> round(float(relaxation_loss(2e4, 3.0, 3e-4, 4e76)) / 3e-4, 2)
    1.57
    """
    return scattering_strength * _relaxing(omega, T, relaxation_coefficient).imag


@checked(scattering_strength=_C)
def loss_plateau(scattering_strength: FloatOrArray) -> FloatOrArray:
    """Internal friction where thermal systems relax within a period, πC/2: it depends on neither ω nor T.

    Examples
    --------
    >>> round(float(loss_plateau(3e-4)) * 1e4, 3)
    4.712
    """
    return np.pi / 2 * scattering_strength


@checked(_NODES, omega=_OMEGA, T=T_KELVIN, scattering_strength=_C, relaxation_coefficient=_RATE)
def relaxation_shift(
    omega: FloatOrArray,
    T: FloatOrArray,
    scattering_strength: FloatOrArray,
    relaxation_coefficient: FloatOrArray,
) -> FloatOrArray:
    """Relative shift δf/f by systems that relax by one phonon: zero at T = 0, then negative.

    −(C/2) ∫₀^∞ sech²(x/2) [Re(b artanh 1/b) − 1] dx, as in :func:`relaxation_loss`; −(3C/2) ln T where ωτ ≪ 1.

    Examples
    --------
    >>> round(float(relaxation_shift(2e4, 0.5, 3e-4, 4e76)) / 3e-4, 2)
    -3.27
    """
    return -scattering_strength / 2 * _relaxing(omega, T, relaxation_coefficient).real


@checked(_NODES, omega=_OMEGA, T=T_KELVIN, scattering_strength=_C, relaxation_coefficient=_RATE)
def sound_speed_shift(
    omega: FloatOrArray,
    T: FloatOrArray,
    scattering_strength: FloatOrArray,
    relaxation_coefficient: FloatOrArray,
) -> FloatOrArray:
    """Relative change of the sound speed, or of a resonator's frequency, by both parts, from its value at T = 0.

    It rises as C ln T, and falls as −(C/2) ln T above the temperature at which thermal systems relax within a period.

    Examples
    --------
    >>> T = np.array([1e-3, 2e-3, 1.0, 2.0])
    >>> shift = sound_speed_shift(2e4, T, 1.0, 4e76)
    >>> slope = np.diff(shift)[[0, 2]] / np.log(2)
    >>> slope.round(2).tolist()
    [1.0, -0.49]
    """
    resonant = resonant_shift(omega, T, scattering_strength)
    return resonant + relaxation_shift(omega, T, scattering_strength, relaxation_coefficient)


def _relaxing(
    omega: FloatOrArray, T: FloatOrArray, coefficient: FloatOrArray
) -> NDArray[np.complex128]:
    """∫₀^∞ sech²(x/2) (b artanh(1/b) − 1) dx, where b² = 1 − iωτ."""
    x = X_MAX * _FRACTION
    columns: list[FloatArray] = [np.asarray(part)[..., None] for part in (omega, T, coefficient)]
    period, temperature, rate = columns
    slowness = period * np.tanh(x / 2) / (rate * (k * temperature * x) ** 3)
    near = np.clip(slowness, 1e-280, _SLOW)
    b = np.sqrt(1 - 1j * near)
    exact = b / 2 * (2 * np.log1p(b) - np.log(-1j * near)) - 1
    far = np.clip(slowness, _SLOW, 1e200)
    # 1/(3b²) + 1/(5b⁴) for large b
    inverse = 1 / (1 - 1j * far)
    series = inverse / 3 + inverse**2 / 5 + inverse**3 / 7
    response = np.where(slowness < _SLOW, exact, series)
    return np.sum(X_MAX * _WEIGHT * 4 * fermi_slope(x) * response, axis=-1)
