"""The standard tunneling model: a flat density of two-level systems, coupled to strain. SI units.

`P` is the density P̄ of two-level systems per energy and volume, J⁻¹ m⁻³, each counted once (E > 0);
`g`, J, is their coupling: a strain ∇φ shifts the splitting of a system by 2 g ∇φ.
"""

import numpy as np
from scipy.constants import hbar, k
from scipy.special import zeta

from glasslib.checks import BELOW_ONE, within


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
    # sech² from a falling exponential: half² / cosh² would overflow far below the splitting, where nothing is left
    half = np.minimum(within("E", E, closed=True) / (2 * k * within("T", T)), 400.0)
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


def amplitude(V, omega, Delta_0):
    """Tunneling amplitude through a parabolic barrier, Δ₀ e^{−πV/ħω} (Eq. 21), in the unit of Δ₀.

    Parameters
    ----------
    V : float or array
        Height of the barrier, J, not negative.
    omega : float or array
        Frequency of the inverted parabola, rad/s.
    Delta_0 : float or array
        Largest amplitude.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `V` is negative or another argument not positive.
    """
    return within("Delta_0", Delta_0) * np.exp(-np.pi * within("V", V, closed=True) / (hbar * within("omega", omega)))


def amplitude_exponent(omega, glass_temperature):
    """Exponent c of the distribution of amplitudes, ħω‡/(π√2 k_B T_g) (below Eq. 22, where the print lacks π).

    Parameters
    ----------
    omega : float or array
        Frequency ω‡ at the top of the barrier, rad/s.
    glass_temperature : float or array
        T_g, K.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return hbar * within("omega", omega) / (np.pi * np.sqrt(2) * k * within("glass_temperature", glass_temperature))


def amplitude_density(Delta, Delta_0, c):
    """Distribution of tunneling amplitudes over its constant A, (Δ₀/Δ)^c/Δ (Eq. 22), in 1/unit of Δ.

    Parameters
    ----------
    Delta : float or array
        Amplitude.
    Delta_0 : float or array
        Largest amplitude, in the same unit.
    c : float or array
        Exponent, in [0, 1); 0 is the standard tunneling model.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    Delta, c = within("Delta", Delta), within("c", c, high=BELOW_ONE, closed=True)
    return (within("Delta_0", Delta_0) / Delta) ** c / Delta


def relaxation_rate(E, Delta, T, g, rho, c_s):
    """Rate at which a two-level system relaxes by one phonon, 3g²Δ²E coth(E/2k_B T)/(2πρc_s⁵ħ⁴), 1/s (Eq. 23).

    Parameters
    ----------
    E, Delta : float or array
        Splitting and tunneling amplitude, J, Δ ≤ E.
    T : float or array
        Temperature, K.
    g, rho, c_s : float or array
        As for :func:`mean_free_path`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive, or Δ above E.

    Notes
    -----
    Three equal branches; processes with two phonons take over above a few kelvin. The print leaves out
    ħ⁴, since it sets ħ = 1.
    """
    E, T, Delta = within("E", E), within("T", T), within("Delta", Delta)
    within("Delta / E", Delta / E, high=np.nextafter(1, 2))
    elastic = 2 * np.pi * within("rho", rho) * within("c_s", c_s) ** 5 * hbar**4
    return 3 * (within("g", g) * Delta) ** 2 * E / (elastic * np.tanh(E / (2 * k * T)))


def fastest_rate(E, T, g, rho, c_s):
    """Fastest relaxation rate at splitting E, that of Δ = E, 1/s (Eq. 25).

    Parameters
    ----------
    E, T, g, rho, c_s : float or array
        As for :func:`relaxation_rate`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return relaxation_rate(E, E, T, g, rho, c_s)


def rate_density(E, rate, fastest, Delta_0, c):
    """Joint distribution of splittings and relaxation rates over P̄A, (τ/τ_min)^{c/2} (Δ₀/E)^c τ/2√(1−τ_min/τ) (Eq. 24).

    Parameters
    ----------
    E : float or array
        Splitting.
    rate, fastest : float or array
        1/τ and 1/τ_min(E), s⁻¹, the first below the second.
    Delta_0 : float or array
        Largest tunneling amplitude, in the unit of E.
    c : float or array
        Exponent, in [0, 1).

    Returns
    -------
    float or array
        In s.

    Raises
    ------
    ValueError
        Where an argument is outside its range, or `rate` not below `fastest`.

    Notes
    -----
    Counts asymmetries of one sign, as the paper does; with both it doubles.
    """
    slower = within("rate / fastest", within("rate", rate) / within("fastest", fastest), high=1.0)
    c = within("c", c, high=BELOW_ONE, closed=True)
    weight = (within("Delta_0", Delta_0) / within("E", E)) ** c * slower ** (-c / 2)
    return weight / (2 * rate * np.sqrt(1 - slower))


def conductivity_exponent(c):
    """Exponent of T in the conductivity, 2 + c, if Eq. 22 holds down to zero barrier (end of Section III.C).

    Parameters
    ----------
    c : float or array
        In [0, 1).

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `c` is outside [0, 1).
    """
    return 2 + within("c", c, high=BELOW_ONE, closed=True)


def sound_change(E, epsilon, T, omega, tau, g, rho, c_s):
    """Relative change of the sound speed by the relaxation of one two-level system per volume, m³ (Eq. 56).

    −(g²/2ρc_s²)(ε/E)² β/cosh²(βE/2) / (1 + ω²τ²): to be summed over the systems in a unit of volume.

    Parameters
    ----------
    E, epsilon : float or array
        Splitting and asymmetry, J.
    T : float or array
        Temperature, K.
    omega, tau : float or array
        Angular frequency of the sound, rad/s, and relaxation time of the system, s.
    g, rho, c_s : float or array
        As for :func:`mean_free_path`.

    Returns
    -------
    float or array
        Negative: what follows a strain makes the medium softer. The print has neither the sign nor
        the half in βE/2.

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    half = np.minimum(within("E", E) / (2 * k * within("T", T)), 400.0)
    thermal = 4 * np.exp(-2 * half) / (1 + np.exp(-2 * half)) ** 2 / (k * T)  # β/cosh²(βE/2)
    stiffness = 2 * within("rho", rho) * within("c_s", c_s) ** 2
    moved = (within("g", g) * within("epsilon", epsilon) / E) ** 2
    return -moved * thermal / (stiffness * (1 + (within("omega", omega) * within("tau", tau)) ** 2))
