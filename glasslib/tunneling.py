"""The standard tunneling model: a flat density of two-level systems, coupled to strain. SI units.

`P` is the density P̄ of two-level systems per energy and volume, J⁻¹ m⁻³, each counted once (E > 0);
`g`, J, is their coupling: a strain ∇φ shifts the splitting of a system by 2 g ∇φ.
"""

import numpy as np
from scipy.constants import hbar, k
from scipy.special import zeta

from glasslib.checks import within


def level_heat_capacity(E, T):
    """Heat capacity of one two-level system, J/K: k_B (E/2k_B T)² sech²(E/2k_B T).

    Parameters
    ----------
    E : float or array
        Splitting, J, not negative.
    T : float or array
        Temperature, K.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `E` is negative or `T` not positive.
    """
    half = within("E", E, closed=True) / (2 * k * within("T", T))
    # sech² from a falling exponential: half² / cosh² would overflow far below the splitting
    return 4 * k * half**2 * np.exp(-2 * half) / (1 + np.exp(-2 * half)) ** 2


def heat_capacity(T, P):
    """Heat capacity of a flat density of two-level systems, J/(K m³): (π²/6) k_B² P̄ T.

    Parameters
    ----------
    T : float or array
        Temperature, K.
    P : float or array
        J⁻¹ m⁻³.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.

    Notes
    -----
    All systems take part, however slow: the limit of an infinitely long measurement.
    """
    return np.pi**2 / 6 * k**2 * within("P", P) * within("T", T)


def mean_free_path(omega, T, P, g, rho, c_s):
    """Mean free path of a phonon against resonant absorption, m.

    1/l = π P̄ g² ω/(ρ c_s³) tanh(ħω/2k_B T): the golden rule without an average over orientations.

    Parameters
    ----------
    omega : float or array
        Angular frequency, rad/s.
    T : float or array
        Temperature, K.
    P, g : float or array
        J⁻¹ m⁻³ and J.
    rho, c_s : float or array
        Mass density, kg/m³, and sound speed, m/s.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.

    Notes
    -----
    Holds while the phonon does not saturate the systems it meets, and below the frequencies at which
    relaxation takes over.
    """
    omega, T = within("omega", omega), within("T", T)
    strength = np.pi * within("P", P) * within("g", g) ** 2
    return within("rho", rho) * within("c_s", c_s) ** 3 / (strength * omega * np.tanh(hbar * omega / (2 * k * T)))


def conductivity(T, P, g, rho, c_s):
    """Thermal conductivity limited by resonant absorption, W/(m K): ρ c_s k_B³ T²/(2π ħ² P̄ g²).

    The kinetic integral of :func:`glasslib.phonons.conductivity` over :func:`mean_free_path`, in
    closed form, for three equal branches and no Debye cutoff.

    Parameters
    ----------
    T : float or array
        Temperature, K.
    P, g, rho, c_s : float or array
        As for :func:`mean_free_path`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    strength = 2 * np.pi * hbar**2 * within("P", P) * within("g", g) ** 2
    return within("rho", rho) * within("c_s", c_s) * k**3 * within("T", T) ** 2 / strength


def path_over_wavelength(strength, x=1.0):
    """Mean free path over wavelength, l/λ with λ = 2π c_s/ω, of a phonon of energy x k_B T.

    1/(2π² C tanh(x/2)): no property of the glass but the strength C is left in it (Section I).

    Parameters
    ----------
    strength : float or array
        C = P̄ g²/(ρ c_s²), a pure number.
    x : float or array
        ħω/k_B T.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return 1 / (2 * np.pi**2 * within("strength", strength) * np.tanh(within("x", x) / 2))


def conducted_ratio(strength):
    """The one ratio l/λ for all phonons that gives the same conductivity: 1/(12 ζ(3) C).

    Parameters
    ----------
    strength : float or array
        C = P̄ g²/(ρ c_s²), a pure number.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `strength` is not positive.
    """
    return 1 / (12 * zeta(3) * within("strength", strength))
