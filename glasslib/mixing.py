"""Quantum mixing of a two-level system with the ripplons above it (Section V.A, Eqs. 58-69, Figure 22).

Reduced units: energies and temperatures in ħω_D = k_B T_D, amplitudes too; times in seconds. A domain's
ripplons are given by their frequencies `omega` and their `degeneracy`, as :mod:`glasslib.ripplons` gives them.
"""

import numpy as np
from scipy.integrate import quad_vec
from scipy.special import beta, betainc, lambertw

from glasslib.checks import BELOW_ONE, one_of, within

_COLD = 60.0


def bare_splitting(shifted, amplitude, omega, degeneracy):
    """Bare splitting, −ε, of a domain that the ripplons leave with the splitting ε̃ (Eq. 59).

    Parameters
    ----------
    shifted : float or array
        ε̃ taken positive, from 0 to below the lowest ripplon.
    amplitude : float or array
        Δ_i of the transition to each ripplon.
    omega, degeneracy : array
        Ripplons. Amplitudes that differ can be put into the latter, as squares.

    Returns
    -------
    float or array
        ε̃ + ΣΔ_i²/(ω_i − ε̃).

    Raises
    ------
    ValueError
        Where an argument is outside its range.

    Notes
    -----
    Exact for Δ = 0, whatever the size of the Δ_i: it is the secular equation of Eq. 58.
    """
    y, gaps = _gaps(shifted, omega)
    return (y + within("amplitude", amplitude) ** 2 * np.sum(degeneracy / gaps, axis=-1))[()]


def slope(shifted, amplitude, omega, degeneracy):
    """Slope of :func:`bare_splitting`, 1 + ΣΔ_i²/(ω_i − ε̃)²; Eq. 66 keeps the 1.

    Parameters
    ----------
    shifted, amplitude, omega, degeneracy
        As for :func:`bare_splitting`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    _, gaps = _gaps(shifted, omega)
    return (1 + within("amplitude", amplitude) ** 2 * np.sum(degeneracy / gaps**2, axis=-1))[()]


def shift(amplitude, omega, degeneracy):
    """Σ = ΣΔ_i²/ω_i, the bare splitting that the ripplons shift to zero (Eqs. 61, 65).

    Parameters
    ----------
    amplitude, omega, degeneracy
        As for :func:`bare_splitting`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return within("amplitude", amplitude) ** 2 * constant(omega, degeneracy)


def levels(epsilon, Delta, amplitude, omega, degeneracy):
    """Energies of a domain from Eq. 58, with any number of ripplons and for either sign of ε, by diagonalisation.

    Parameters
    ----------
    epsilon : float or array
        Energy of the other state over the first (liquid) one; negative in Section V.
    Delta : float
        Tunneling amplitude between the two, zero or positive.
    amplitude : float
        Of the transition from the first state to each ripplon on the other.
    omega, degeneracy : array
        Ripplons, each frequency once.

    Returns
    -------
    array
        Increasing along the last axis, from the other state without ripplons as zero. Of each set of
        degenerate ripplons only the one that couples.

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    omega = np.atleast_1d(within("omega", omega))
    epsilon = np.asarray(within("epsilon", epsilon, low=-np.inf))
    H = np.zeros((*epsilon.shape, omega.size + 2, omega.size + 2))
    H[..., 1, 1] = -epsilon
    H[..., 0, 1] = H[..., 1, 0] = within("Delta", Delta, low=-1e-300) / 2
    H[..., 1, 2:] = H[..., 2:, 1] = within("amplitude", amplitude) * np.sqrt(degeneracy)
    place = np.arange(2, omega.size + 2)
    H[..., place, place] = omega
    return np.linalg.eigvalsh(H)


def dressed_amplitude(Delta, amplitude, omega, degeneracy):
    """Tunneling amplitude that mixing leaves, Δ(1 − ½ΣΔ_i²/ω_i²) (Eq. 60).

    Parameters
    ----------
    Delta : float or array
        Amplitude without mixing.
    amplitude, omega, degeneracy
        As for :func:`bare_splitting`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.

    Notes
    -----
    To second order in Δ_i/ω_i. To all orders, at ε̃ = 0, it is Δ(1 + ΣΔ_i²/ω_i²)^{−½}.
    """
    admixed = within("amplitude", amplitude) ** 2 * constant(omega, degeneracy, "amplitude")
    return within("Delta", Delta) * (1 - admixed / 2)


def bare_amplitude(dressed, B):
    """Δ_Q that becomes Δ̃_Q by mixing, Δ̃_Q e^{BΔ̃_Q²/2} (Eq. 63, integrated).

    Parameters
    ----------
    dressed, B : float or array
        Δ̃_Q, and the mixing constant.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    dressed = within("dressed", dressed)
    return dressed * np.exp(within("B", B) * dressed**2 / 2)


def self_consistent_amplitude(Delta, B, law="exponential"):
    """Tunneling amplitude Δ̃_Q that is left of Δ_Q when all amplitudes are reduced alike (Eqs. 62, 64).

    Parameters
    ----------
    Delta, B : float or array
        Δ_Q, and the mixing constant.
    law : {'exponential', 'quadratic'}
        'exponential': Eq. 64, √[W(BΔ²)/B], which grows without end, if slowly;
        'quadratic': Eq. 62, [√(1+2BΔ²)−1]/BΔ, which stays below √(2/B).

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive, or `law` neither of the two.
    """
    square = within("B", B) * within("Delta", Delta) ** 2
    if one_of("law", law, ("exponential", "quadratic")) == "exponential":
        return np.sqrt(lambertw(square).real / B)
    return 2 * Delta / (np.sqrt(1 + 2 * square) + 1)


def constant(omega, degeneracy, of="shift"):
    """The mixing constant B, with every Δ_i equal to Δ: Σω_D/ω_i or Σ(ω_D/ω_i)².

    Parameters
    ----------
    omega, degeneracy : array
        Ripplons.
    of : {'shift', 'amplitude'}
        'shift': Σω_D/ω_i, as Σ = BΔ²/ω_D needs (Eq. 65); 'amplitude': Σ(ω_D/ω_i)², as Eq. 62 would
        need before the paper replaces ω_i by ω_D.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Where a frequency is not positive, or `of` neither of the two.
    """
    power = {"shift": 1, "amplitude": 2}[one_of("of", of, ("shift", "amplitude"))]
    return float(np.sum(degeneracy / within("omega", omega) ** power))


def fast_share(shift, glass_temperature):
    """Centers, of those with a given amplitude, whose bare splitting lies below Σ: 1 − e^{−Σ/T_g} (Eq. 67 has Σ/T_g).

    Parameters
    ----------
    shift, glass_temperature : float or array
        Σ and k_B T_g.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return -np.expm1(-within("shift", shift) / within("glass_temperature", glass_temperature))


def norm(B, c, glass_temperature, lowest, highest):
    """A₁, which makes the distribution of ε̃ and Δ count one state per domain (unnumbered, before Eq. 68).

    Parameters
    ----------
    B : float or array
        Mixing constant, zero or positive.
    c : float or array
        Exponent of the distribution of Δ, in (0, 1).
    glass_temperature : float or array
        k_B T_g.
    lowest, highest : float or array
        Δ_min and Δ_max.

    Returns
    -------
    float or array
        Of P(Δ) = A₁ Δ_max^c/Δ^{1+c}.

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    c, low, high = within("c", c, high=1), within("lowest", lowest), within("highest", highest)
    fast = within("B", B, low=-1e-300) * (high ** (2 - c) - low ** (2 - c)) / ((2 - c) * within("glass_temperature", glass_temperature))
    return 1 / (high**c * (fast + (low**-c - high**-c) / c))


def decay_rate(E, B, c, beads, A=1.0, highest=1.0, fast="delta"):
    """Rate at which a phonon of energy E is absorbed, with the fast centers (Eq. 68), in ω_D.

    Parameters
    ----------
    E : float or array
        ħω_D; far above Δ_min.
    B, c : float or array
        Mixing constant, zero or positive, and exponent of the distribution of Δ, in [0, 1).
    beads : float or array
        Beads in a domain, N*.
    A, highest : float or array
        A₁ and Δ_max.
    fast : {'delta', 'step'}
        Where the fast centers lie: all at ε̃ = 0 (Eq. 67), or evenly below Σ = BΔ², as the matrix of
        Eq. 58 has them.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range, or `fast` neither of the two.

    Notes
    -----
    As printed: without the factor tanh(E/2T), which the average started from.
    """
    E, c = within("E", E), within("c", c, low=0, high=BELOW_ONE, closed=True)
    regular, mixed = beta(1 - c / 2, 0.5) / 2, within("B", B, low=-1e-300) * E
    if one_of("fast", fast, ("delta", "step")) == "step":
        least = 2 / (1 + np.sqrt(1 + 4 * mixed**2))  # of (Δ/E)², where √(E²-Δ²) = Σ
        mixed = regular * (1 - betainc(1 - c / 2, 0.5, least))
    bracket = mixed + regular
    return np.pi / 3 * within("A", A) / within("beads", beads) * E * (within("highest", highest) / E) ** c * bracket


def conductivity_exponent(T, B, c, fast="delta"):
    """Local exponent d ln κ/d ln T of the conductivity that Eq. 68 gives, all phonons together.

    Parameters
    ----------
    T : float or array
        Temperature, far below 1, where no phonon mode ends.
    B, c, fast
        As for :func:`decay_rate`.

    Returns
    -------
    float or array
        2 + c for B = 0; 1 + c where BT is large, for the printed delta.

    Raises
    ------
    ValueError
        Where an argument is outside its range, or `fast` neither of the two.
    """
    T, step = np.asarray(within("T", T)), 1e-3

    def conductivity(T):
        def integrand(x):
            return T**3 * x**2 * (x / 2 / np.sinh(x / 2)) ** 2 / decay_rate(x * T, B, c, 1.0, fast=fast)

        return quad_vec(integrand, 1e-9, _COLD, epsrel=1e-10)[0]

    return (np.log(conductivity(T * np.exp(step)) / conductivity(T * np.exp(-step))) / (2 * step))[()]


def heat_capacity(T, t, rate, c, B):
    """What the fast centers add to the heat capacity that is seen after a time t (first term of Eq. 69).

    Parameters
    ----------
    T, t : float or array
        Temperature, and time in seconds.
    rate : float
        1/τ_min = rate · E³ coth(E/2T), 1/s (Eq. 25).
    c, B : float
        As for :func:`decay_rate`.

    Returns
    -------
    float or array
        In the unit of :func:`glasslib.waiting.heat_capacity`, to which it is added.

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    T, t, rate = np.broadcast_arrays(within("T", T), within("t", t), within("rate", rate))
    c, B = within("c", c, low=0, high=BELOW_ONE, closed=True), within("B", B, low=-1e-300)
    # a splitting takes part if t > τ_min, which grows towards small E: x³ coth(x/2) > 1/(rate T³ t)
    threshold = 1 / (rate * T**3 * t)
    low, high = np.zeros(T.shape), np.full(T.shape, _COLD)
    for _ in range(60):
        middle = (low + high) / 2
        slow = middle**3 / np.tanh(np.maximum(middle, 1e-12) / 2) < threshold
        low, high = np.where(slow, middle, low), np.where(slow, high, middle)

    def integrand(u):
        x = high + (_COLD - high) * u
        return (_COLD - high) * (x / (2 * np.cosh(x / 2))) ** 2 * x ** (1 - c)

    integral = quad_vec(integrand, 0, 1, epsrel=1e-10)[0]
    return (B * T ** (2 - c) * integral)[()]


def _gaps(shifted, omega):
    """The shifted splitting, and its distance to each ripplon along a last axis."""
    omega = np.atleast_1d(within("omega", omega))
    y = np.asarray(within("shifted", shifted, low=-1e-300, high=np.min(omega)))
    return y, omega - y[..., None]
