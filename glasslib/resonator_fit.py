"""Two-level systems of a resonator from its quality factor and its frequency shift, by least squares. SI units.

The scattering strength times the filling factor is found twice, from the loss and from the shift; the two must agree,
since the one is the Kramers–Kronig twin of the other.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.linalg import helmert

from glasslib.arguments import T_KELVIN
from glasslib.checks import FloatArray, FloatOrArray, InvalidArgument, Real, as_real, checked
from glasslib.fitting import Fit, fit, relative_residuals
from glasslib.resonator import resonant_loss, resonant_shift

_START = {"critical_power": 1.0, "exponent": 0.5, "temperature_exponent": 1.0}
# the smallest other loss, over the smallest loss
_INVISIBLE = 1e-6
_LIMITS = {"exponent": (0.01, 2.0), "temperature_exponent": (0.01, 10.0)}


@checked(
    omega=Real("angular frequency of the resonator, in rad/s"),
    T=T_KELVIN,
    power=Real("power, in any unit", closed=True),
    scattering_strength=Real("scattering strength C times the filling factor"),
    critical_power=Real("critical power at 1 K, in the unit of the power"),
    exponent=Real("exponent β of the power", high=2.0, closed=True),
    temperature_exponent=Real("exponent μ of the critical power, ∝ T^μ", high=10.0, closed=True),
    other_loss=Real("loss that depends on neither temperature nor power", closed=True),
)
def quality_factor(
    omega: FloatOrArray,
    T: FloatOrArray,
    power: FloatOrArray,
    scattering_strength: FloatOrArray,
    critical_power: FloatOrArray,
    exponent: FloatOrArray = 1.0,
    temperature_exponent: FloatOrArray = 0.0,
    other_loss: FloatOrArray = 0.0,
) -> FloatOrArray:
    """Internal quality factor, 1/Q = πC tanh(ħω/2k_BT)/√(1 + (power/critical power)^β) + other loss.

    Notes
    -----
    β = 1 and a critical power ∝ 1/(T₁T₂) follow from the Bloch equations in a uniform field; other exponents describe
    fields and relaxation that are not known. Without the quasiparticles of a superconductor.

    Examples
    --------
    >>> round(float(quality_factor(3.5e10, 0.1, 0.0, 5e-7, 1.0)))
    731012
    """
    ratio = power / (critical_power * T**temperature_exponent)
    loss = resonant_loss(omega, T, scattering_strength, ratio, np.maximum(exponent, 1e-12))
    return 1 / (loss + other_loss)


def fit_quality_factor(
    omega: float, T: object, power: object | None, Q: object, uncertainty: float = 0.05
) -> Fit:
    """Fit the arguments of :func:`quality_factor` to measured quality factors, at several powers or at one.

    Parameters
    ----------
    omega : float
        Angular frequency of the resonator, in rad/s.
    T, power, Q : array
        Temperature in K, power in any unit, quality factor: one of each for each measurement. Without powers (None),
        only the scattering strength and the other loss are adjusted: the strength is that without saturation if the
        power was low, and too small if it was not.
    uncertainty : float
        Relative standard uncertainty of Q; it enters the cost only.

    Returns
    -------
    Fit

    Raises
    ------
    InvalidArgument
        Where a list is not one of positive numbers, or where they differ in length.

    Examples
    --------
    >>> T, power = np.tile([0.05, 0.1, 0.2, 0.4, 0.8], 4), np.repeat([1e-17, 1e-15, 1e-13, 1e-11], 5)
    >>> Q = quality_factor(3.5e10, T, power, 5e-7, 1e-14, 0.8, 1.5, 1e-8)
    >>> found = fit_quality_factor(3.5e10, T, power, Q)
    >>> f"{found.values['scattering_strength']:.3g}"
    '5e-07'
    """
    if power is None:
        temperature, measured = _columns(T=T, Q=Q)
        powers, fixed, adjusted = np.zeros(1), {"critical_power": 1.0}, {}
    else:
        temperature, powers, measured = _columns(T=T, power=power, Q=Q)
        fixed = {}
        adjusted = {**_START, "critical_power": float(np.exp(np.mean(np.log(powers))))}

    def residuals(parameters: Mapping[str, float]) -> FloatArray:
        computed = quality_factor(omega, temperature, powers, **fixed, **parameters)
        return np.asarray(relative_residuals(computed, measured, uncertainty))

    start = {
        "scattering_strength": 1 / (np.pi * measured.min()),
        **adjusted,
        "other_loss": 0.5 / measured.max(),
    }
    # a smaller loss would not show
    least = {"other_loss": (_INVISIBLE / measured.max(), np.inf)}
    return fit(residuals, start, {**_LIMITS, **least})


def fit_shift(omega: float, T: object, shift: object, uncertainty: float) -> Fit:
    """Fit the scattering strength to relative frequency shifts δf/f, from any common reference.

    Parameters
    ----------
    omega : float
        Angular frequency of the resonator, in rad/s.
    T, shift : array
        Temperature in K, and shift.
    uncertainty : float
        Standard uncertainty of a shift; it enters the cost only.

    Returns
    -------
    Fit
        The shift at T = 0 is adjusted too, and not counted in the points.

    Raises
    ------
    InvalidArgument
        Where a list is not one of numbers, or where they differ in length.

    Examples
    --------
    >>> T = np.array([0.1, 0.2, 0.4, 0.8])
    >>> found = fit_shift(3.5e10, T, resonant_shift(3.5e10, T, 5e-7) - 1e-6, 1e-8)
    >>> f"{found.values['scattering_strength']:.3g}"
    '5e-07'
    """
    temperature, shifts = _columns(T=T, shift=shift)
    # orthonormal differences: all that does not depend on the reference
    differences = helmert(temperature.size)

    def residuals(parameters: Mapping[str, float]) -> FloatArray:
        computed = resonant_shift(omega, temperature, **parameters)
        return differences @ (computed - shifts) / uncertainty

    return fit(residuals, {"scattering_strength": max(float(np.ptp(shifts)), 1e-12)})


def _columns(**columns: object) -> list[FloatArray]:
    arrays = {name: as_real(name, column) for name, column in columns.items()}
    lengths = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
    if (
        any(array.ndim != 1 for array in arrays.values())
        or len({*map(np.size, arrays.values())}) > 1
    ):
        raise InvalidArgument(f"{' and '.join(arrays)} must be lists of one length, got {lengths}")
    return list(arrays.values())
