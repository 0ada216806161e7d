"""The heat capacity in a measurement of finite duration (Section III.C, Eqs. 26-28, Figure 11).

Reduced units: energies and temperatures in k_B T_D, so that `T` is T/T_D and `Delta_0` is
Δ₀/k_B T_D; times in seconds. The relaxation of the two-level systems enters through one number,
`rate`: the fastest relaxation at splitting E is 1/τ_min = rate · E³ coth(E/2T) (Eq. 25). Heat
capacities are in units of k_B · k_B T_D · P̄ A; multiplied by these they are in J/(K m³).
"""

from __future__ import annotations

import numpy as np
from scipy.constants import hbar, k
from scipy.special import binom, exprel, factorial, gammaln, hyp2f1, polygamma

from glasslib.arguments import AMPLITUDE_EXPONENT, GLASS_TEMPERATURE, T_REDUCED
from glasslib.checks import FloatArray, FloatOrArray, Real, checked

# Nodes in u of the substitution y = exp(u - exp(-u)) for integrals over y from 0 to infinity of
# functions that fall as exp(-y): the trapezoidal rule then converges exponentially, even if the
# function has a power or a logarithm at y = 0. The ends leave out less than 1e-18.
_STEP = 0.075
_U = np.arange(-4.1, 4.35, _STEP)
_Y = np.exp(_U - np.exp(-_U))
_WEIGHT = _STEP * _Y * (1 + np.exp(-_U))

# coefficients of 1/sqrt(1 - q) in powers of q: 35 are exact to the last digit for q < 0.4
_ROOT = binom(np.arange(1, 36) - 0.5, np.arange(1, 36))

# coefficients of ln[Γ(1-x)Γ(½)/Γ(½-x)]/x in powers of x: 20 are exact to the last digit for
# x < 0.05
_ORDER = np.arange(1, 21)
_QUOTIENT = (
    (-1.0) ** _ORDER * (polygamma(_ORDER - 1, 1) - polygamma(_ORDER - 1, 0.5)) / factorial(_ORDER)
)

# beyond this sinh overflows
_LARGEST = 700.0

_TIME = Real("duration of the measurement, in s")
_RATE = Real(
    "rate coefficient 1/(τ_min E³ coth(E/2T)), in s⁻¹ with E and T in T_D;"
    " :func:`rate_coefficient` computes it"
)
_DELTA_0 = Real("largest tunneling amplitude Δ₀, in k_B T_D")


@checked(
    z=Real(
        "logarithm ln(t/τ_min) of the time over the shortest relaxation time, of either sign",
        low=-np.inf,
    ),
    c=AMPLITUDE_EXPONENT,
)
def relaxed_count(z: FloatOrArray, c: FloatOrArray) -> FloatOrArray:
    """Systems of one splitting that have relaxed, ∫₀^z e^{cz′/2}/√(1−e^{−z′}) dz′ (Eq. 27).

    The inner integral of Eq. 27; 0 for t < τ_min. In closed form 2W ₂F₁(½, 1+c/2; ³⁄₂; W²) with
    W² = 1−e^{−z}, and for large z the same as
    (2/c) e^{cz/2} ₂F₁(½, −c/2; 1−c/2; e^{−z}) + B(−c/2, ½); at c = 0 it is 2 arcosh(e^{z/2}).

    Examples
    --------
    >>> round(float(relaxed_count(20.0, 0.0)), 3)  # z + ln 4
    21.386
    """
    z = np.maximum(z, 0.0)
    w_squared = -np.expm1(-np.minimum(z, 1.0))
    early = 2 * np.sqrt(w_squared) * hyp2f1(0.5, 1 + c / 2, 1.5, w_squared)
    return np.where(z <= 1, early, _late(np.maximum(z, 1.0), c))[()]


def _late(z: FloatOrArray, c: FloatOrArray) -> FloatOrArray:
    # The second closed form, its two terms of order 2/c taken together so that nothing is lost for
    # c → 0: the integral of e^{cz/2}, plus what 1/√(1−e^{−z}) adds to it up to infinity, minus the
    # part of that beyond z.
    q = np.exp(-z)
    rest: FloatOrArray = 0.0
    for order, coefficient in reversed([*enumerate(_ROOT, start=1)]):
        rest = rest * q + coefficient / (order - c / 2)
    return z * exprel(c * z / 2) + _added(c) - rest * np.exp((c / 2 - 1) * z)


def _added(c: FloatOrArray) -> FloatOrArray:
    """B(−c/2, ½) + 2/c, without cancellation: 2 ln 2 at c = 0."""
    half = np.minimum(c, 0.1) / 2
    # the logarithm of a quotient of gamma functions, over c/2: as a power series where c is small
    series = np.polynomial.polynomial.polyval(half, _QUOTIENT)
    half = np.maximum(c, 0.1) / 2
    direct = (gammaln(1 - half) + gammaln(0.5) - gammaln(0.5 - half)) / half
    slope = np.where(c < 0.1, series, direct)
    return -slope * exprel(c / 2 * slope)


@checked(len(_Y), T=T_REDUCED, t=_TIME, rate=_RATE, c=AMPLITUDE_EXPONENT, Delta_0=_DELTA_0)
def heat_capacity(
    T: FloatOrArray,
    t: FloatOrArray,
    rate: FloatOrArray,
    c: FloatOrArray = 0.0,
    Delta_0: FloatOrArray = 1.0,
) -> FloatOrArray:
    """Heat capacity of the two-level systems that relax within t, in k_B · k_B T_D · P̄ A.

    ½ ∫₀^∞ dE [E/2T sech(E/2T)]² (Δ₀/E)^c ∫₀^{ln(t/τ_min)} dz e^{cz/2}/√(1−e^{−z}) (Eqs. 26, 27).
    Eq. 27 is printed without P̄.

    Notes
    -----
    The density of asymmetries is taken as constant, as in the paper, so T must be far below T_g.
    The amplitudes follow Eq. 22 up to Δ = E, which is an extrapolation if the barrier is low. The
    relative accuracy is 1e-8 or better, until the result underflows.

    Examples
    --------
    >>> rate = rate_coefficient(2e-6, 5.7e-4, 1e-5)
    >>> round(float(heat_capacity(1e-3, 1.0, rate, 0.1)), 5)
    0.04575
    """
    x_0, z, c_column, weight = _nodes(T, t, rate, c)
    integral = np.exp(-x_0) * np.sum(weight * relaxed_count(z, c_column), axis=-1)
    return T * (Delta_0 / T) ** c * integral / 2


@checked(len(_Y), T=T_REDUCED, t=_TIME, rate=_RATE, c=AMPLITUDE_EXPONENT)
def time_exponent(
    T: FloatOrArray, t: FloatOrArray, rate: FloatOrArray, c: FloatOrArray = 0.0
) -> FloatOrArray:
    """Local exponent d ln C/d ln t of :func:`heat_capacity`; c/2 at long times (Eq. 28).

    Examples
    --------
    >>> rate = rate_coefficient(2e-6, 5.7e-4, 1e-5)
    >>> round(float(time_exponent(1e-3, 3600.0, rate, 0.1)), 4)
    0.0666
    """
    _, z, c_column, weight = _nodes(T, t, rate, c)
    # the integrand of `relaxed_count` at its upper end
    late = np.exp(c_column * z / 2) / np.sqrt(-np.expm1(-z))
    return np.sum(weight * late, axis=-1) / np.sum(weight * relaxed_count(z, c_column), axis=-1)


@checked(len(_Y), T=T_REDUCED, t=_TIME, rate=_RATE, c=AMPLITUDE_EXPONENT)
def temperature_exponent(
    T: FloatOrArray, t: FloatOrArray, rate: FloatOrArray, c: FloatOrArray = 0.0
) -> FloatOrArray:
    """Local exponent d ln C/d ln T of :func:`heat_capacity`: 1 − c + 3 d ln C/d ln t.

    Follows from Eq. 27 without approximation, since 1/τ_min is E³ times a function of E/T.

    Examples
    --------
    >>> rate = rate_coefficient(2e-6, 5.7e-4, 1e-5)
    >>> round(float(temperature_exponent(1e-3, 3600.0, rate, 0.1)), 2)
    1.1
    """
    return 1 - c + 3 * time_exponent(T, t, rate, c)


@checked(
    len(_Y),
    T=T_REDUCED,
    t=_TIME,
    rate=_RATE,
    c=AMPLITUDE_EXPONENT.but(
        "exponent c of the distribution of tunneling amplitudes; at c = 0 the heat capacity grows"
        " as the logarithm of the time, and there is no such law",
        high=1.0,
        closed=False,
    ),
    Delta_0=_DELTA_0,
)
def long_time_heat_capacity(
    T: FloatOrArray,
    t: FloatOrArray,
    rate: FloatOrArray,
    c: FloatOrArray,
    Delta_0: FloatOrArray = 1.0,
) -> FloatOrArray:
    """Leading power law of :func:`heat_capacity` at long times, ∝ t^{c/2} T^{1+c/2} (Eq. 28).

    In k_B · k_B T_D · P̄ A, as the heat capacity itself.

    Notes
    -----
    Reached only at times far beyond those of an experiment.

    Examples
    --------
    >>> rate = rate_coefficient(2e-6, 5.7e-4, 1e-5)
    >>> round(float(long_time_heat_capacity(1e-3, 1.0, rate, 0.1)), 3)
    0.073
    """
    growth = (t * rate * T**3) ** (c / 2)
    power = np.asarray(c)[..., None] / 2
    terms = _WEIGHT * _level(_Y) * np.exp(-_Y) * (_Y / np.tanh(_Y / 2)) ** power
    return T * (Delta_0 / T) ** c * growth * np.sum(terms, axis=-1) / c


@checked(
    tau=Real("shortest relaxation time τ_min at that splitting and temperature, in s"),
    E=Real("splitting E, in T_D"),
    T=T_REDUCED,
)
def rate_coefficient(tau: FloatOrArray, E: FloatOrArray, T: FloatOrArray) -> FloatOrArray:
    """Rate coefficient from one reference relaxation time, 1/(τ E³ coth(E/2T)), in s⁻¹.

    Examples
    --------
    >>> round(float(rate_coefficient(2e-6, 5.7e-4, 1e-5)) / 1e15, 2)
    2.7
    """
    return np.tanh(E / (2 * T)) / (tau * E**3)


@checked(glass_temperature=GLASS_TEMPERATURE)
def rate_coefficient_from_theory(glass_temperature: FloatOrArray) -> FloatOrArray:
    """Rate coefficient from Eqs. 18 and 25 with the Debye bead size, 9π k_B T_g/ħ, in s⁻¹.

    It depends on no other constant of the material.

    Examples
    --------
    >>> round(float(rate_coefficient_from_theory(1500.0)) / 1e15, 2)
    5.55
    """
    return 9 * np.pi * k * glass_temperature / hbar


def _level(x: FloatOrArray) -> FloatOrArray:
    """Heat capacity of a level at x k_B T, in k_B, without its factor e^{−x}."""
    return (x / (1 + np.exp(-x))) ** 2


def _nodes(
    T: FloatOrArray, t: FloatOrArray, rate: FloatOrArray, c: FloatOrArray
) -> tuple[FloatOrArray, FloatArray, FloatArray, FloatArray]:
    """The threshold x₀ = E/T at which τ_min = t, and nodes beyond it along a last axis.

    The nodes are z = ln(t/τ_min), c and weights. The weights hold x^{−c} and the level's heat
    capacity without its factor e^{−x₀}, which may underflow.
    """
    speed = np.asarray(np.log(t) + np.log(rate) + 3 * np.log(T))[..., None]
    c_column = np.asarray(c)[..., None]
    x_0 = _threshold(speed)
    x = x_0 + _Y
    # z is the logarithm of x³ coth(x/2) over its value at the threshold; near the threshold,
    # coth(x/2) is less than coth(x₀/2) by a fraction that must not come from a difference of equals
    less = 2 * np.exp(-x_0) * np.expm1(-_Y) / (np.expm1(-x) * (1 + np.exp(-x_0)))
    coths = np.where(x_0 > _Y, np.log1p(-np.minimum(less, 0.9)), _log_coth(x) - _log_coth(x_0))
    z = 3 * np.log1p(_Y / x_0) + coths
    return x_0[..., 0], z, c_column, _WEIGHT * _level(x) * np.exp(-_Y) * x**-c_column


def _threshold(speed: FloatArray) -> FloatArray:
    """x at which x³ coth(x/2) = e^{−speed}, by Newton's method in ln x.

    The left side grows from 2x² to x³.
    """
    v = np.where(speed > np.log(0.5), -(speed + np.log(2)) / 2, -speed / 3)
    for _ in range(8):
        x = np.exp(v)
        slope = 3 - x / np.sinh(np.minimum(x, _LARGEST))
        v = v - (speed + 3 * v + _log_coth(x)) / slope
    return np.exp(v)


def _log_coth(x: FloatArray) -> FloatArray:
    """ln coth(x/2), without overflow."""
    return np.log1p(np.exp(-x)) - np.log(-np.expm1(-x))
