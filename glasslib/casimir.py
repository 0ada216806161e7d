"""Attraction of regions by way of phonons, and the contraction it causes (Section VI, Eqs. 70-82).

Reduced units: energies and temperatures in ħω_D = k_B T_D, lengths in bead spacings a, energies per volume
in ħω_D/a³; `beads` is the size N* = (ξ/a)³ of a domain. :func:`bulk_modulus` and :func:`expansivity` are SI.
The free energy of a pair goes with r⁻⁶, so per volume it is A(−1 + 2δV/V); `attraction` is that A.

Where the paper makes a choice in more than one way it is an argument, with the paper's as default:
`pairs`, whether ΣΣ takes each pair twice ('ordered') or 'once'; `top`, the highest ripplon; `sides`,
whether n(ε) has 'one' sign of ε or 'both'; `heat`, the heat capacity of the two-level systems in k_B²T/T_gξ³.
"""

import numpy as np
from scipy.constants import k
from scipy.special import exp1, expi, expit, exprel, roots_legendre

from glasslib.checks import one_of, within
from glasslib.ripplons import domain_radius, frequency

TERMS = ("rr", "rT", "TT")
_PRINTED_PAIRS = {"rr": "ordered", "rT": "once", "TT": "ordered"}
# ⟨J²⟩ of one pair, summed over partners beyond the radius of a region: T_g² (a/ξ)³ times this, per 1/ξ³
_ORIENTED = 2 / 3

_node, _weight = roots_legendre(160)
# u = E/k_B T on (0, 60), denser towards 0, where the integrand goes as u ln u
_u, _du = 15 * (_node + 1) ** 2, 30 * (_node + 1) * _weight


def dipole_coupling(r, between, along_i, along_j):
    """Coupling J of two regions by phonons in k_B T_g, all three branches alike (Eq. 70).

    Parameters
    ----------
    r : float or array
        Distance, in a.
    between, along_i, along_j : float or array
        Cosines of the angles of g_i with g_j, and of either with the line that joins the regions.
        The magnitude of g is that of Eq. 18.

    Returns
    -------
    float or array
        −(3/4π)[between − 3 along_i along_j]/r³, as scalar phonons give it; the paper prints the other
        sign. Only J² enters what follows.

    Raises
    ------
    ValueError
        Where `r` is not positive, or a cosine outside −1 to 1.
    """
    cosines = {"between": between, "along_i": along_i, "along_j": along_j}
    between, along_i, along_j = (within(name, value, -1, 1, closed=True) for name, value in cosines.items())
    return -3 / (4 * np.pi) * (between - 3 * along_i * along_j) / within("r", r) ** 3


def lowering(J, first, second):
    """How far J pulls down the lowest of two states that it mixes, exactly (Eq. 72, and the same for the other pairs).

    Parameters
    ----------
    J : float or array
        Coupling, of either sign.
    first, second : float or array
        The two excitation energies, whose sum parts the states.

    Returns
    -------
    float or array
        Negative; −J²/(first + second) for small J.

    Raises
    ------
    ValueError
        Where an energy is not positive or `J` not finite.
    """
    gap = within("first", first) + within("second", second)
    J = within("J", J, low=-np.inf)
    return -2 * J**2 / (gap + np.sqrt(gap**2 + 4 * J**2))


def exchange(x, y, T):
    """[x tanh(x/2T) − y tanh(y/2T)]/(x² − y²), what two transitions gain per J² (Eqs. 73, 77, 81).

    Parameters
    ----------
    x, y : float or array
        Their energies; they may be equal.
    T : float or array
        Temperature.

    Returns
    -------
    float or array
        1/(x + y) for T → 0, 1/2T for T → ∞.

    Raises
    ------
    ValueError
        Where an argument is not positive.

    Notes
    -----
    Half of [tanh + tanh]/(x + y) and of [tanh − tanh]/(x − y): of a state and its partner excited together,
    and of one excitation that goes over. The second is written without a difference of nearly equal terms.
    """
    x, y, T = within("x", x), within("y", y), within("T", T)
    near, far = np.minimum(x, y) / T, np.maximum(x, y) / T
    together = (np.tanh(near / 2) + np.tanh(far / 2)) / (near + far)
    over = 2 * np.exp(-near) * exprel(near - far) / ((1 + np.exp(-near)) * (1 + np.exp(-far)))
    return ((together + over) / (2 * T))[()]


def pair_ripplons(J, epsilon_i, epsilon_j, omega_i, omega_j, T):
    """Free energy of two regions that lend each other ripplons, to second order (Eq. 73; Eq. 74 for T ≪ ω).

    Parameters
    ----------
    J : float or array
        Their coupling.
    epsilon_i, epsilon_j, omega_i, omega_j : float or array
        Transition and ripplon of each (Eq. 71).
    T : float or array
        Temperature.

    Returns
    -------
    float or array
        Of the pair, taken once; negative.

    Raises
    ------
    ValueError
        Where an energy or `T` is not positive.

    Notes
    -----
    For the whole product of the two regions' off-diagonal parts; the flip-flop printed in Eq. 72 is half of it.
    """
    share = _lending(epsilon_i, omega_i, T, "i") * _lending(epsilon_j, omega_j, T, "j")
    return -within("J", J, low=-np.inf) ** 2 * share * exchange(omega_i, omega_j, T)


def pair_mixed(J, epsilon_i, omega_i, epsilon_j, T):
    """Free energy of a region that lends ripplons and a two-level system, to second order (Eq. 77; Eq. 78 for T ≪ ω).

    Parameters
    ----------
    J, epsilon_i, omega_i, T : float or array
        As for :func:`pair_ripplons`.
    epsilon_j : float or array
        Splitting of the two-level system.

    Returns
    -------
    float or array
        Of one assignment of the two parts; negative.

    Raises
    ------
    ValueError
        Where an energy or `T` is not positive.
    """
    share = _lending(epsilon_i, omega_i, T, "i")
    return -within("J", J, low=-np.inf) ** 2 * share * exchange(omega_i, within("epsilon_j", epsilon_j), T)


def pair_levels(J, epsilon_i, epsilon_j, T):
    """Free energy of two coupled two-level systems, to second order (Eq. 81).

    Parameters
    ----------
    J, epsilon_i, epsilon_j, T : float or array
        As for :func:`pair_ripplons`.

    Returns
    -------
    float or array
        Of the pair, taken once; negative.

    Raises
    ------
    ValueError
        Where an energy or `T` is not positive.
    """
    kernel = exchange(within("epsilon_i", epsilon_i), within("epsilon_j", epsilon_j), T)
    return -within("J", J, low=-np.inf) ** 2 * kernel


def exact_shift(J, T, epsilon, omega, term, half=False):
    """Change of the free energy of two coupled three-level centers, by diagonalising the 9×9 matrix (Eqs. 71, 72).

    Parameters
    ----------
    J, T : float
        Coupling and temperature.
    epsilon, omega : pair of float
        Transition and ripplon of each center.
    term : {'rr', 'rT', 'TT'}
        Which transitions J couples: both ripplons, the first one's with the second's ε, or both ε.
    half : bool
        Keep only the half of the coupling that the paper prints: one center is raised while the other is lowered.

    Returns
    -------
    float
        For any J. Its rounding error is some 1e-16 of the energies.

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    T = within("T", T)
    ladders = [np.array([0, e, e + w]) for e, w in zip(within("epsilon", epsilon), within("omega", omega))]
    up = {"T": np.eye(3, k=-1) * [1, 0, 0], "r": np.eye(3, k=-1) * [0, 1, 0]}
    raised, other = (up[part] for part in one_of("term", term, TERMS))
    # |2 3⟩⟨3 2|, |2 2⟩⟨3 1| and |1 2⟩⟨2 1|: one is raised, the other lowered
    coupling = np.kron(raised, other.T)
    if not half:
        coupling = coupling + np.kron(raised, other)
    bare = np.add.outer(*ladders).ravel()
    levels = np.linalg.eigvalsh(np.diag(bare) + within("J", J, low=-np.inf) * (coupling + coupling.T))
    # ln of the ratio of the two sums, both started at their lowest level
    ground = levels[0]
    ratio = np.exp(-(levels - ground) / T).sum() / np.exp(-(bare - bare.min()) / T).sum()
    return float(ground - bare.min() - T * np.log(ratio))


def perimeter_order(beads):
    """Order of the highest ripplon that Section VI counts, πR/a; elsewhere it is :func:`glasslib.ripplons.highest_order`.

    Parameters
    ----------
    beads : float or array
        Beads in a domain, N*.

    Returns
    -------
    float or array
        11.4 for 200 beads; not an integer.

    Raises
    ------
    ValueError
        Where `beads` is not positive.
    """
    return np.pi * domain_radius(beads)


def mode_sum(beads, lindemann, top=None):
    """ΣΣ(2l₁+1)(2l₂+1)/(ω_l₁ + ω_l₂) over the ripplons of two regions (between Eqs. 74 and 75).

    Parameters
    ----------
    beads, lindemann : float or array
        Size of a domain, and d_L/a.
    top : float or array, optional
        Highest order, from 2 to 60; :func:`perimeter_order` if not given. Between integers the sum is
        interpolated in (top + 1)³, as which it grows.

    Returns
    -------
    float or array
        In 1/ω_D.

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    top = perimeter_order(beads) if top is None else top
    orders, omega = _ripplons(beads, lindemann, top)
    of_pair = np.multiply.outer(2 * orders + 1, 2 * orders + 1) / (omega[..., :, None] + omega[..., None, :])
    square = of_pair.cumsum(axis=-1).cumsum(axis=-2)
    return _up_to(np.diagonal(square, axis1=-2, axis2=-1), top, 3)


def mixed_sum(beads, lindemann, glass_temperature, top=9.0):
    """Σ(2l+1) T_g⟨1/(ω_l + ε)⟩ over the ripplons of one region and the ε of another (between Eqs. 78 and 79).

    Parameters
    ----------
    beads, lindemann : float or array
        Size of a domain, and d_L/a.
    glass_temperature : float or array
        T_g.
    top : float or array
        Highest order, from 2 to 60; between integers the sum is interpolated in (top + 1)².

    Returns
    -------
    float or array
        A pure number: the mean over n(ε) is eˣE₁(x)/T_g with x = ω_l/T_g.

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    orders, omega = _ripplons(beads, lindemann, top)
    x = omega / np.asarray(within("glass_temperature", glass_temperature))[..., None]
    return _up_to(np.cumsum((2 * orders + 1) * np.exp(x) * exp1(x), axis=-1), top, 2)


def active(T, glass_temperature, sides="one"):
    """Share of the centers that are thermally active, from n(ε) flat below T_g (between Eqs. 74 and 75).

    Parameters
    ----------
    T, glass_temperature : float or array
        Temperature, well below T_g, and T_g.
    sides : {'one', 'both'}
        Which signs of ε occur.

    Returns
    -------
    float or array
        T ln 2/T_g for one sign. For both it is 1 at any T: what one sign gains the other loses.

    Raises
    ------
    ValueError
        Where a temperature is not positive, or `sides` neither of the two.
    """
    share = within("T", T) / within("glass_temperature", glass_temperature)
    return np.log(2) * share if one_of("sides", sides, ("one", "both")) == "one" else np.ones_like(share)[()]


def attraction(T, beads, lindemann, glass_temperature, term="rr", *, top=None, pairs=None, sides="one"):
    """Attraction A of all pairs of regions per volume; the free energy is A(−1 + 2δV/V) (above Eqs. 75, 79; below Eq. 81).

    Parameters
    ----------
    T : float or array
        Temperature, well below the ripplons.
    beads, lindemann, glass_temperature : float or array
        Size of a domain, d_L/a, T_g.
    term : {'rr', 'rT', 'TT'}
        Ripplons with ripplons, ripplons with two-level systems, two-level systems with each other.
    top : float or array, optional
        Highest ripplon. As printed: to the perimeter for 'rr', to 9 for 'rT'.
    pairs : {'ordered', 'once'}, optional
        As printed: 'ordered' for 'rr' and 'TT', 'once' for 'rT'. What follows is 'once' for the former two
        and 'ordered' for 'rT', where either of a pair may lend its ripplons.
    sides : {'one', 'both'}
        Which signs of ε occur; 'TT' does not depend on it but for its norm, and 'one' is taken.

    Returns
    -------
    float or array
        In ħω_D/a³.

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    return _terms(T, beads, lindemann, glass_temperature, term, top, pairs, sides)[0]


def attraction_slope(T, beads, lindemann, glass_temperature, term="rr", *, top=None, pairs=None, sides="one"):
    """dA/dT of :func:`attraction`.

    Parameters
    ----------
    T, beads, lindemann, glass_temperature, term, top, pairs, sides
        As for :func:`attraction`.

    Returns
    -------
    float or array
        In k_B/a³.

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    return _terms(T, beads, lindemann, glass_temperature, term, top, pairs, sides)[1]


def free_levels(T, beads, glass_temperature):
    """Free energy per volume of two-level systems that do not interact, −(π²/12)T²/T_gξ³ (below Eq. 78).

    Parameters
    ----------
    T : float or array
        Temperature, well below T_g.
    beads, glass_temperature : float or array
        Size of a domain, T_g.

    Returns
    -------
    float or array
        In ħω_D/a³, for one sign of ε, the lower state as zero.

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return -np.pi**2 / 12 * within("T", T) ** 2 / (within("glass_temperature", glass_temperature) * within("beads", beads))


def bulk_modulus(rho, c_s):
    """Bulk modulus of three scalar phonon branches, ρc_s²/3, in Pa (below Eq. 76).

    Parameters
    ----------
    rho, c_s : float or array
        Density, kg/m³, and speed of sound, m/s.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return within("rho", rho) * within("c_s", c_s) ** 2 / 3


def expansivity(T, glass, beads, lindemann, term="rr", **choices):
    """Volume expansivity (∂V/∂T)/V of a glass by the attraction of its regions, in 1/K (Eqs. 75, 79).

    Parameters
    ----------
    T : float or array
        Temperature, K.
    glass : Glass
        Its four constants.
    beads, lindemann : float or array
        Size of a domain, and d_L/a.
    term : {'rr', 'rT', 'TT'}
        As for :func:`attraction`.
    **choices
        `top`, `pairs`, `sides`, as for :func:`attraction`.

    Returns
    -------
    float or array
        −(2/K) dA/dT; the linear one is a third of it.

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    reduced = within("T", T) / glass.debye_temperature
    slope = attraction_slope(reduced, beads, lindemann, glass.reduced_glass_temperature, term, **choices)
    return -2 * slope * k / glass.bead_size**3 / bulk_modulus(glass.density, glass.sound_speed)


def gruneisen(T, beads, lindemann, glass_temperature, term="rr", *, heat=1.0, **choices):
    """Grüneisen parameter (∂p/∂T)_V/c_V of the attraction of regions (Eqs. 76, 80).

    Parameters
    ----------
    T, beads, lindemann, glass_temperature, term
        As for :func:`attraction`.
    heat : float
        c_V in k_B²T/(T_gξ³): 1 in Eqs. 76 and 80, π²/6 for one sign of ε, as in Eq. 82.
    **choices
        `top`, `pairs`, `sides`, as for :func:`attraction`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    slope = attraction_slope(T, beads, lindemann, glass_temperature, term, **choices)
    return -2 * slope * glass_temperature * beads / (within("heat", heat) * T)


def levels_share(tau):
    """What temperature takes from the attraction of two-level systems, as a share of it (below Eq. 81).

    Parameters
    ----------
    tau : float or array
        T/T_g, up to 0.3.

    Returns
    -------
    float or array
        (π²/3)τ²[ln(1/τ) − 0.1232] for small τ: it is lost, where the paper prints that it is gained.

    Raises
    ------
    ValueError
        Where `tau` is outside its range.
    """
    tau = within("tau", tau, high=0.3, closed=True)
    x = np.multiply.outer(tau, _u)
    return (2 * tau * (_both_tails(x) @ (_du * expit(-_u))))[()]


def direct(T, g, correlation, heat=np.pi**2 / 6):
    """Grüneisen parameter of two-level systems that a dilation shifts, 2g α₀ ln 2/(heat T) (Phillips; above Eq. 82).

    Parameters
    ----------
    T, g : float or array
        Temperature, and coupling to phonons in the same unit.
    correlation : float or array
        α₀, how far the shift goes with the sign of ε, from −1 to 1.
    heat : float
        As for :func:`gruneisen`.

    Returns
    -------
    float or array
        Negative where a dilation raises ε, α₀ > 0.

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    alpha_0 = within("correlation", correlation, -1, 1, closed=True)
    return -2 * within("g", g) * alpha_0 * np.log(2) / (within("heat", heat) * within("T", T))


def direct_bound(lindemann, heat=np.pi**2 / 6):
    """The same at most, if α₀ is T/T_g: (2 ln 2/heat) a/d_L (Eq. 82).

    Parameters
    ----------
    lindemann : float or array
        d_L/a, which is also k_B T_g/g.
    heat : float
        As for :func:`gruneisen`.

    Returns
    -------
    float or array
        In magnitude; the sign is open.

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return 2 * np.log(2) / (within("heat", heat) * within("lindemann", lindemann))


def interaction_heat(beads, lindemann, glass_temperature, **choices):
    """Heat capacity of the volume that the ripplon-TLS attraction moves, over that of two-level systems (Section VI).

    Parameters
    ----------
    beads, lindemann, glass_temperature : float or array
        Size of a domain, d_L/a, T_g.
    **choices
        `top`, `pairs`, `sides`, as for :func:`attraction`.

    Returns
    -------
    float or array
        K(2A′/K)² T over T/T_gξ³, with ρc_s²a³ = T_g (a/d_L)²: proportional to (a/ξ)¹¹(d_L/a)².

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    slope = attraction_slope(1e-3, beads, lindemann, glass_temperature, "rT", **choices)
    modulus = glass_temperature / lindemann**2 / 3
    return 4 * slope**2 / modulus * glass_temperature * beads


def _terms(T, beads, lindemann, glass_temperature, term, top, pairs, sides):
    """A and dA/dT."""
    T, T_g = within("T", T), within("glass_temperature", glass_temperature)
    one_of("term", term, TERMS)
    pairs = one_of("pairs", pairs or _PRINTED_PAIRS[term], ("ordered", "once"))
    # per volume: two densities 1/ξ³, and ⟨J²⟩ summed over partners, (2/3)T_g²/ξ³
    unit = _ORIENTED * T_g**2 / within("beads", beads) ** 3 * (1 if pairs == "ordered" else 0.5)
    n, dn = active(T, T_g, sides), np.log(2) / T_g if sides == "one" else 0.0
    if term == "rr":
        unit = unit * mode_sum(beads, lindemann, top)
        return unit * n**2, unit * 2 * n * dn
    if term == "rT":
        unit = unit * mixed_sum(beads, lindemann, T_g, 9.0 if top is None else top) / T_g
        return unit * n, unit * dn * np.ones_like(T)[()]
    tau = T / T_g
    x = np.multiply.outer(tau, _u)
    heat = _both_tails(x) @ (_du * _u / (2 * np.cosh(_u / 2)) ** 2)
    return unit / T_g * (1 - levels_share(tau)), -unit / T_g**2 * 2 * heat[()]


def _both_tails(x):
    """e^{−2x}Ei(x) + E₁(x): the principal part of ∫e^{−x−y}·2x/(x²−y²)dy."""
    return np.exp(-2 * x) * expi(x) + exp1(x)


def _ripplons(beads, lindemann, top):
    """Orders from 2 to beyond `top`, and along the last axis their frequencies."""
    orders = np.arange(2, int(np.max(within("top", top, 2, 60, closed=True))) + 2)
    return orders, frequency(orders, np.asarray(beads)[..., None], np.asarray(lindemann)[..., None])


def _up_to(sums, top, power):
    """The sum to `top` from the sums to 2, 3, …: linear in (top + 1)^power between integers."""
    top, sums = np.asarray(top, dtype=float), np.asarray(sums)
    shape = np.broadcast_shapes(top.shape, sums.shape[:-1])
    top, sums = np.broadcast_to(top, shape), np.broadcast_to(sums, (*shape, sums.shape[-1]))
    floor = np.floor(top)
    place = floor.astype(int)[..., None] - 2
    lower, upper = (np.take_along_axis(sums, place + step, axis=-1)[..., 0] for step in (0, 1))
    part = ((top + 1) ** power - (floor + 1) ** power) / ((floor + 2) ** power - (floor + 1) ** power)
    return (lower + (upper - lower) * part)[()]


def _lending(epsilon, omega, T, site):
    """Probability that a center is in its upper state, with or without the ripplon."""
    T = within("T", T)
    up = (1 + np.exp(-within(f"omega_{site}", omega) / T)) * np.exp(-within(f"epsilon_{site}", epsilon) / T)
    return up / (1 + up)
