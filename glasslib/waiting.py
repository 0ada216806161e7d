"""The heat capacity that a measurement of finite length sees (Section III.C, Eqs. 26-28, Figure 11).

Reduced units: energies and temperatures in k_B T_D, so that `T` is T/T_D and `Delta_0` is Δ₀/k_B T_D;
times in seconds. The relaxation of the two-level systems enters through one number, `rate`: the
fastest relaxation at splitting E is 1/τ_min = rate · E³ coth(E/2T) (Eq. 25). Heat capacities are in
units of k_B · k_B T_D · P̄ A, that is: multiply by these for J/(K m³).
"""

import numpy as np
from scipy.constants import hbar, k
from scipy.special import binom, exprel, factorial, gammaln, hyp2f1, polygamma

from glasslib.checks import BELOW_ONE, within

# Nodes in u of the substitution y = exp(u - exp(-u)) for integrals over y from 0 to infinity of what
# falls as exp(-y): the trapezoidal rule then converges exponentially, whatever power or logarithm
# stands at y = 0. The ends leave out less than 1e-18.
_STEP = 0.075
_U = np.arange(-4.1, 4.35, _STEP)
_Y = np.exp(_U - np.exp(-_U))
_WEIGHT = _STEP * _Y * (1 + np.exp(-_U))

# coefficients of 1/sqrt(1 - q) in powers of q: 35 are exact to the last digit for q < 0.4
_ROOT = binom(np.arange(1, 36) - 0.5, np.arange(1, 36))

# coefficients of ln[Γ(1-x)Γ(½)/Γ(½-x)]/x in powers of x: 20 are exact to the last digit for x < 0.05
_ORDER = np.arange(1, 21)
_QUOTIENT = (-1.0) ** _ORDER * (polygamma(_ORDER - 1, 1) - polygamma(_ORDER - 1, 0.5)) / factorial(_ORDER)


def relaxed(z, c):
    """Systems of one splitting that have relaxed, ∫₀^z e^{cz'/2}/√(1−e^{−z'}) dz' (inner integral of Eq. 27).

    In closed form 2W ₂F₁(½, 1+c/2; ³⁄₂; W²) with W² = 1−e^{−z}, and for large z the same as
    (2/c) e^{cz/2} ₂F₁(½, −c/2; 1−c/2; e^{−z}) + B(−c/2, ½); at c = 0 it is 2 arcosh(e^{z/2}).

    Parameters
    ----------
    z : float or array
        ln(t/τ_min), of either sign. Where t < τ_min nothing has relaxed and the result is exactly 0.
    c : float or array
        Exponent of the distribution of tunneling amplitudes, in [0, 1).

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `c` is outside [0, 1) or `z` is not finite.
    """
    z, c = np.maximum(within("z", z, low=-np.inf), 0.0), _exponent(c)
    w_squared = -np.expm1(-np.minimum(z, 1.0))
    early = 2 * np.sqrt(w_squared) * hyp2f1(0.5, 1 + c / 2, 1.5, w_squared)
    return np.where(z <= 1, early, _late(np.maximum(z, 1.0), c))[()]


def _late(z, c):
    # The second closed form, its two terms of order 2/c taken together so that c -> 0 loses nothing:
    # the integral of e^{cz/2}, what 1/sqrt(1 - e^{-z}) adds to it up to infinity, less the rest of that.
    q, rest = np.exp(-z), 0.0
    for order, coefficient in reversed([*enumerate(_ROOT, start=1)]):
        rest = rest * q + coefficient / (order - c / 2)
    return z * exprel(c * z / 2) + _added(c) - rest * np.exp((c / 2 - 1) * z)


def _added(c):
    """B(-c/2, ½) + 2/c, without cancellation: 2 ln 2 at c = 0."""
    half = np.minimum(c, 0.1) / 2
    # the logarithm of a quotient of gamma functions, over c/2: as a power series where c is small
    series = np.polynomial.polynomial.polyval(half, _QUOTIENT)
    half = np.maximum(c, 0.1) / 2
    direct = (gammaln(1 - half) + gammaln(0.5) - gammaln(0.5 - half)) / half
    slope = np.where(c < 0.1, series, direct)
    return -slope * exprel(c / 2 * slope)


def heat_capacity(T, t, rate, c=0.0, Delta_0=1.0):
    """Heat capacity of the two-level systems that relax within a time t, in k_B · k_B T_D · P̄ A (Eqs. 26, 27).

    ½ ∫₀^∞ dE [E/2T sech(E/2T)]² (Δ₀/E)^c ∫₀^{ln(t/τ_min)} dz e^{cz/2}/√(1−e^{−z}). The print of Eq. 27
    omits P̄.

    Parameters
    ----------
    T, t : float or array
        T/T_D, and the time of the measurement, s.
    rate : float or array
        1/(τ_min E³ coth(E/2T)), s⁻¹ with E and T in T_D; :func:`rate_coefficient` computes it.
    c : float or array
        Exponent of the distribution of tunneling amplitudes, in [0, 1).
    Delta_0 : float or array
        Largest tunneling amplitude over k_B T_D.

    Returns
    -------
    float or array
        Relative accuracy 1e-8 or better, until the result underflows.

    Raises
    ------
    ValueError
        Where an argument is outside its range.

    Notes
    -----
    The density of asymmetries is taken as constant, as in the paper, so T must be far below T_g. The
    amplitudes follow Eq. 22 up to Δ = E, which is an extrapolation where the barrier is low.
    """
    x_0, z, c, weight = _nodes(T, t, rate, c)
    integral = np.exp(-x_0) * np.sum(weight * relaxed(z, c), axis=-1)
    return (_scaled(T, Delta_0, c[..., 0]) * integral / 2)[()]


def time_exponent(T, t, rate, c=0.0):
    """Local exponent d ln C/d ln t of :func:`heat_capacity`; c/2 in the limit of long times (Eq. 28).

    Parameters
    ----------
    T, t, rate, c
        As for :func:`heat_capacity`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    _, z, c, weight = _nodes(T, t, rate, c)
    late = np.exp(c * z / 2) / np.sqrt(-np.expm1(-z))  # the integrand of `relaxed` at its upper end
    return (np.sum(weight * late, axis=-1) / np.sum(weight * relaxed(z, c), axis=-1))[()]


def temperature_exponent(T, t, rate, c=0.0):
    """Local exponent d ln C/d ln T of :func:`heat_capacity`: 1 − c + 3 d ln C/d ln t, at all T and t.

    Follows from Eq. 27 without approximation, since τ_min⁻¹ is E³ times a function of E/T.

    Parameters
    ----------
    T, t, rate, c
        As for :func:`heat_capacity`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    return 1 - _exponent(c) + 3 * time_exponent(T, t, rate, c)


def long_time_heat_capacity(T, t, rate, c, Delta_0=1.0):
    """Leading power law of :func:`heat_capacity` at long times, ∝ t^{c/2} T^{1+c/2} (Eq. 28), in the same unit.

    Parameters
    ----------
    T, t, rate, Delta_0
        As for :func:`heat_capacity`.
    c : float or array
        In (0, 1): at c = 0 the growth is logarithmic and there is no such law.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.

    Notes
    -----
    Reached only at times far beyond the laboratory's: see the chapter.
    """
    T, t, c = within("T", T), within("t", t), within("c", c, high=1.0)
    growth = (t * within("rate", rate) * T**3) ** (c / 2)
    power = np.asarray(c)[..., None] / 2
    integral = np.sum(_WEIGHT * _level(_Y) * np.exp(-_Y) * (_Y / np.tanh(_Y / 2)) ** power, axis=-1)
    return _scaled(T, Delta_0, c) * growth * integral / c


def rate_coefficient(tau, E, T):
    """What makes the fastest relaxation time at one splitting and temperature equal tau: 1/(τ E³ coth(E/2T)), s⁻¹.

    Parameters
    ----------
    tau : float or array
        τ_min at that splitting, s.
    E, T : float or array
        In T_D.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    E = within("E", E)
    return np.tanh(E / (2 * within("T", T))) / (within("tau", tau) * E**3)


def rate_of_theory(glass_temperature):
    """`rate` from Eqs. 18 and 25 with the Debye relation for the bead size: 9π k_B T_g/ħ, s⁻¹.

    Every constant of the material but the glass transition temperature drops out.

    Parameters
    ----------
    glass_temperature : float or array
        K.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where it is not positive.
    """
    return 9 * np.pi * k * within("glass_temperature", glass_temperature) / hbar


def _exponent(c):
    return within("c", c, high=BELOW_ONE, closed=True)


def _scaled(T, Delta_0, c):
    T = within("T", T)
    return T * (within("Delta_0", Delta_0) / T) ** c


def _level(x):
    """Heat capacity of a level at x k_B T, in k_B, without its factor e^{-x}."""
    return (x / (1 + np.exp(-x))) ** 2


def _nodes(T, t, rate, c):
    """The threshold x₀ = E/T at which τ_min = t, and nodes beyond it: z = ln(t/τ_min), c and weights, along a last axis.

    The weights hold x^{-c} and the level's heat capacity without its factor e^{-x₀}, which may underflow.
    """
    speed = np.log(within("t", t)) + np.log(within("rate", rate)) + 3 * np.log(within("T", T))
    speed, c = (np.asarray(value)[..., None] for value in (speed, _exponent(c)))
    x_0 = _threshold(speed)
    x = x_0 + _Y
    # z is the logarithm of x³ coth(x/2) over its value at the threshold; near that, coth(x/2) is
    # less than coth(x_0/2) by a fraction that must not come from a difference of equals
    less = 2 * np.exp(-x_0) * np.expm1(-_Y) / (np.expm1(-x) * (1 + np.exp(-x_0)))
    coths = np.where(_Y < x_0, np.log1p(-np.minimum(less, 0.9)), _log_coth(x) - _log_coth(x_0))
    return x_0[..., 0], 3 * np.log1p(_Y / x_0) + coths, c, _WEIGHT * _level(x) * np.exp(-_Y) * x**-c


def _threshold(speed):
    """x at which x³ coth(x/2) = e^{-speed}, by Newton's method in ln x; the left side grows from 2x² to x³."""
    v = np.where(speed > np.log(0.5), -(speed + np.log(2)) / 2, -speed / 3)
    for _ in range(8):
        x = np.exp(v)
        slope = 3 - x / np.sinh(np.minimum(x, 700.0))
        v = v - (speed + 3 * v + _log_coth(x)) / slope
    return np.exp(v)


def _log_coth(x):
    return np.log1p(np.exp(-x)) - np.log(-np.expm1(-x))
