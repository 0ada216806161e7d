"""Elastic interaction of regions and the contraction it causes (Section VI, Eqs. 70-82).

Reduced units: energies and temperatures in ħω_D = k_B T_D, lengths in bead spacings a, energies per
volume in ħω_D/a³; `beads` is the size N* = (ξ/a)³ of a domain. :func:`bulk_modulus` and
:func:`expansivity` are in SI units.

Regions attract each other by exchanging phonons. Each region has a two-level system (splitting ε)
and ripplons (frequencies ω_l) on top of its upper state, which gives three terms:

- 'rr': the ripplons of one region with the ripplons of another;
- 'rT': the ripplons of one region with the two-level system of another;
- 'TT': the two-level system of one region with that of another.

The free energy of a pair is proportional to r⁻⁶, so that per volume it is A(−1 + 2δV/V);
:func:`attraction` is that A.

Where the paper makes different choices, or one that does not follow, the choice is an argument. The
defaults are those of the paper:

- `pair_counting`, how often the double sum over regions takes each pair. 'as printed': twice in
  'rr' and 'TT', once in 'rT'. 'once each': once in 'rr' and 'TT', but twice in 'rT', since either
  region of a pair may contribute the ripplons.
- `highest_order`, the order of the highest ripplon.
- `asymmetry_signs`, the signs of the asymmetry ε that occur in n(ε).
- `tension_by`, what the tension of a wall depends on, which sets the frequencies of the ripplons.
- `heat_capacity_coefficient`, the heat capacity of the two-level systems in k_B²T/(T_gξ³).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.constants import k
from scipy.special import exp1, expi, exprel, shichi

from glasslib import thermal
from glasslib.arguments import (
    ASYMMETRY_SIGNS,
    BEAD_SIZE,
    BEADS,
    C_S,
    LINDEMANN,
    PAIR_COUNTING,
    REDUCED_T_G,
    RHO,
    T_KELVIN,
    T_REDUCED,
    TENSION_BY,
)
from glasslib.checks import (
    Choice,
    Flag,
    FloatArray,
    FloatOrArray,
    Instance,
    InvalidArgument,
    Kind,
    Number,
    Real,
    check_range,
    checked,
)
from glasslib.glasses import Glass
from glasslib.ripplons import domain_radius, mode_frequency

TERMS = ("rr", "rT", "TT")

_COSINE = Real("cosine", low=-1, high=1, closed=True)
_J = Real("coupling of the two regions, of either sign, in ħω_D", low=-np.inf)
_EPSILON_I = Real("splitting of the two-level system of the first region, in ħω_D")
_EPSILON_J = Real("splitting of the two-level system of the second region, in ħω_D")
_OMEGA_I = Real("frequency of the ripplon of the first region, in ω_D")
_OMEGA_J = Real("frequency of the ripplon of the second region, in ω_D")
_T_COLD = T_REDUCED.but("temperature in T_D, well below the ripplons; for 'TT', at most 0.3 T_g")
_TERM = Choice("term of the interaction", options=TERMS)
_ORDER = Real("highest order of the ripplons", low=2, high=60, closed=True)
_ORDER_OF_TERM = _ORDER.or_none("the paper's choice: perimeter_order for 'rr', 9 for 'rT'")
_SLOPE = Real("slope dA/dT of an attraction, in k_B/a³", low=-np.inf)
_HEAT = Real("heat capacity of the two-level systems, in k_B²T/(T_gξ³)")

# domains whose perimeter_order is one of the orders that can be summed
_SMALLEST_DOMAIN, _LARGEST_DOMAIN = 1.09, 29000.0
# the largest T/T_g for which the attraction of two-level systems is computed
_WARMEST = 0.3
# ⟨J²⟩ of one pair, summed over partners beyond the radius of a region, in T_g² (a/ξ)³ per 1/ξ³
_ORIENTED = 2 / 3

# u = E/k_B T on (0, X_MAX), denser towards 0, where the integrands behave as u ln u
_NODES = 160
_root, _weight = thermal.gauss_legendre(0.0, 1.0, _NODES)
_u, _du = thermal.X_MAX * _root**2, 2 * thermal.X_MAX * _root * _weight

# what many functions of this module take
_REGION: dict[str, Kind] = {
    "beads": BEADS,
    "lindemann_ratio": LINDEMANN,
    "reduced_T_g": REDUCED_T_G,
}
_CONVENTIONS: dict[str, Kind] = {
    "highest_order": _ORDER_OF_TERM,
    "pair_counting": PAIR_COUNTING,
    "asymmetry_signs": ASYMMETRY_SIGNS,
    "tension_by": TENSION_BY,
}


@checked(
    r=Real("distance, in bead spacings a"),
    between=_COSINE.but("cosine of the angle between g_i and g_j"),
    along_i=_COSINE.but("cosine of the angle between g_i and the line that joins the regions"),
    along_j=_COSINE.but("cosine of the angle between g_j and the line that joins the regions"),
)
def dipole_coupling(
    r: FloatOrArray, between: FloatOrArray, along_i: FloatOrArray, along_j: FloatOrArray
) -> FloatOrArray:
    """Coupling J of two regions by phonons, all three branches alike, in k_B T_g (Eq. 70).

    −(3/4π)[cos(g_i, g_j) − 3 cos(g_i, r) cos(g_j, r)]/r³ for scalar phonons, with the magnitude of
    g from Eq. 18. The preprint prints the other sign; only J² is used in what follows.

    Examples
    --------
    >>> round(float(dipole_coupling(2.0, 1.0, 1.0, 1.0)), 4)
    0.0597
    """
    return -3 / (4 * np.pi) * (between - 3 * along_i * along_j) / r**3


@checked(
    J=_J,
    first=Real("first excitation energy, in ħω_D"),
    second=Real("second excitation energy, in ħω_D"),
)
def level_repulsion_shift(
    J: FloatOrArray, first: FloatOrArray, second: FloatOrArray
) -> FloatOrArray:
    """Shift of the lower of two states that J mixes, for any J, in ħω_D (Eq. 72).

    The states differ by the sum of the two excitation energies, of ripplons or of two-level
    systems. The shift is negative, and −J²/(first + second) for small J.

    Examples
    --------
    >>> round(float(level_repulsion_shift(0.1, 0.3, 0.5)), 5)
    -0.01231
    """
    gap = first + second
    return -2 * J**2 / (gap + np.sqrt(gap**2 + 4 * J**2))


@checked(
    x=Real("energy of the first transition, in ħω_D"),
    y=Real("energy of the second transition, in ħω_D"),
    T=T_REDUCED,
)
def second_order_kernel(x: FloatOrArray, y: FloatOrArray, T: FloatOrArray) -> FloatOrArray:
    """Gain of two coupled transitions per J², in 1/ħω_D (Eqs. 73, 77, 81).

    [x tanh(x/2T) − y tanh(y/2T)]/(x² − y²), where x and y may be equal: 1/(x + y) for T → 0, and
    1/2T for T → ∞.

    Notes
    -----
    Half of [tanh + tanh]/(x + y), from exciting both regions together, plus half of
    [tanh − tanh]/(x − y), from moving one excitation to the other region. The second is computed
    without a difference of nearly equal terms.

    Examples
    --------
    >>> round(float(second_order_kernel(0.2, 0.3, 0.01)), 6)
    2.0
    """
    near, far = np.minimum(x, y) / T, np.maximum(x, y) / T
    together = (np.tanh(near / 2) + np.tanh(far / 2)) / (near + far)
    moved = 2 * np.exp(-near) * exprel(near - far) / ((1 + np.exp(-near)) * (1 + np.exp(-far)))
    return (together + moved) / (2 * T)


@checked(
    J=_J,
    epsilon_i=_EPSILON_I,
    epsilon_j=_EPSILON_J,
    omega_i=_OMEGA_I,
    omega_j=_OMEGA_J,
    T=T_REDUCED,
)
def pair_ripplons(
    J: FloatOrArray,
    epsilon_i: FloatOrArray,
    epsilon_j: FloatOrArray,
    omega_i: FloatOrArray,
    omega_j: FloatOrArray,
    T: FloatOrArray,
) -> FloatOrArray:
    """Free energy of two regions coupled by their ripplons, to second order, in ħω_D (Eq. 73).

    Of the pair, counted once; negative. For T ≪ ω it is Eq. 74.

    Notes
    -----
    For the whole product of the off-diagonal parts of the two regions; the flip-flop term printed
    in Eq. 72 is half of it.

    Examples
    --------
    >>> round(float(pair_ripplons(0.01, 0.02, 0.03, 0.2, 0.3, 0.05)) * 1e5, 3)
    -3.044
    """
    excited = _upper_fraction(epsilon_i, omega_i, T) * _upper_fraction(epsilon_j, omega_j, T)
    return -(J**2) * excited * second_order_kernel(omega_i, omega_j, T)


@checked(J=_J, epsilon_i=_EPSILON_I, omega_i=_OMEGA_I, epsilon_j=_EPSILON_J, T=T_REDUCED)
def pair_mixed(
    J: FloatOrArray,
    epsilon_i: FloatOrArray,
    omega_i: FloatOrArray,
    epsilon_j: FloatOrArray,
    T: FloatOrArray,
) -> FloatOrArray:
    """Free energy of ripplons coupled to the two-level system of another region, in ħω_D (Eq. 77).

    To second order; negative. It is that of one choice of the region that contributes the ripplons.
    For T ≪ ω it is Eq. 78.

    Examples
    --------
    >>> round(float(pair_mixed(0.01, 0.02, 0.2, 0.03, 0.05)) * 1e4, 3)
    -1.91
    """
    return (
        -(J**2)
        * _upper_fraction(epsilon_i, omega_i, T)
        * second_order_kernel(omega_i, epsilon_j, T)
    )


def _upper_fraction(epsilon: FloatOrArray, omega: FloatOrArray, T: FloatOrArray) -> FloatOrArray:
    """Probability that a center is in its upper state, with or without the ripplon."""
    return thermal.fermi(epsilon / T - np.log1p(np.exp(-omega / T)))


@checked(J=_J, epsilon_i=_EPSILON_I, epsilon_j=_EPSILON_J, T=T_REDUCED)
def pair_levels(
    J: FloatOrArray, epsilon_i: FloatOrArray, epsilon_j: FloatOrArray, T: FloatOrArray
) -> FloatOrArray:
    """Free energy of two coupled two-level systems, to second order, in ħω_D (Eq. 81).

    Of the pair, counted once; negative.

    Examples
    --------
    >>> round(float(pair_levels(0.01, 0.2, 0.3, 0.01)), 6)
    -0.0002
    """
    return -(J**2) * second_order_kernel(epsilon_i, epsilon_j, T)


@checked(
    J=Number("coupling, of either sign, in ħω_D", low=-np.inf),
    T=Number("temperature, in T_D"),
    epsilon=Real("splittings of the two centers, a pair of numbers, in ħω_D", shared=False),
    omega=Real("ripplon frequencies of the two centers, a pair of numbers, in ω_D", shared=False),
    term=_TERM.but("transitions that J couples; in 'rT' the ripplon is that of the first center"),
    half=Flag("whether to keep only the half of the coupling that the paper prints, the flip-flop"),
)
def exact_shift(
    J: float, T: float, epsilon: FloatArray, omega: FloatArray, term: str, half: bool = False
) -> float:
    """Change of the free energy of two three-level centers by any coupling, in ħω_D (Eqs. 71, 72).

    From the eigenvalues of their 9×9 matrix; its rounding error is about 1e-16 of the energies. The
    flip-flop raises one center while it lowers the other.

    Returns
    -------
    float

    Examples
    --------
    >>> round(exact_shift(0.01, 0.05, (0.02, 0.03), (0.2, 0.3), "rr") * 1e5, 3)
    -3.048
    """
    for name, pair in (("epsilon", epsilon), ("omega", omega)):
        if np.shape(pair) != (2,):
            shape = np.shape(pair)
            raise InvalidArgument(f"{name} must be a pair of numbers, got the shape {shape}")
    ladders = [np.array([0, e, e + w]) for e, w in zip(epsilon, omega, strict=True)]
    up = {"T": np.eye(3, k=-1) * [1, 0, 0], "r": np.eye(3, k=-1) * [0, 1, 0]}
    raised, other = (up[part] for part in term)
    # |2 3⟩⟨3 2|, |2 2⟩⟨3 1| and |1 2⟩⟨2 1|: one is raised, the other lowered
    coupling = np.kron(raised, other.T)
    if not half:
        coupling = coupling + np.kron(raised, other)
    bare = np.add.outer(*ladders).ravel()
    levels = np.linalg.eigvalsh(np.diag(bare) + J * (coupling + coupling.T))
    # ln of the ratio of the two partition functions, both relative to their lowest level
    ground = levels[0]
    ratio = np.exp(-(levels - ground) / T).sum() / np.exp(-(bare - bare.min()) / T).sum()
    return float(ground - bare.min() - T * np.log(ratio))


@checked(beads=BEADS)
def perimeter_order(beads: FloatOrArray) -> FloatOrArray:
    """Order of the highest ripplon that Section VI counts, πR/a; not an integer.

    Elsewhere the paper uses that of :func:`glasslib.ripplons.highest_order`.

    Examples
    --------
    >>> round(float(perimeter_order(200.0)), 1)
    11.4
    """
    return np.pi * domain_radius(beads)


@checked(
    60,
    beads=BEADS,
    lindemann_ratio=LINDEMANN,
    highest_order=_ORDER.or_none("perimeter_order(beads)"),
    tension_by=TENSION_BY,
)
def mode_sum(
    beads: FloatOrArray,
    lindemann_ratio: FloatOrArray,
    highest_order: FloatOrArray | None = None,
    tension_by: str = "printed",
) -> FloatOrArray:
    """ΣΣ(2l₁+1)(2l₂+1)/(ω_l₁ + ω_l₂) over the ripplons of two regions, in 1/ω_D.

    Between Eqs. 74 and 75. It grows as (highest_order + 1)³, in which it is interpolated between
    integer orders.

    Notes
    -----
    Without `highest_order`, `beads` must lie in [1.09, 29000], so that the order lies in [2, 60].

    Examples
    --------
    >>> round(float(mode_sum(200.0, 0.1)))
    19754
    """
    top = _perimeter(beads) if highest_order is None else highest_order
    orders, omega = _ripplons(beads, lindemann_ratio, top, tension_by)
    modes = 2.0 * orders + 1
    # each order adds its pairs with all lower orders, twice, and with itself
    lower = [(1 / (omega[..., i, None] + omega[..., :i])) @ modes[:i] for i in range(len(orders))]
    added = modes * (2 * np.stack(lower, axis=-1) + modes / (2 * omega))
    return _up_to(np.cumsum(added, axis=-1), top, 3)


@checked(
    60,
    beads=BEADS,
    lindemann_ratio=LINDEMANN,
    reduced_T_g=REDUCED_T_G,
    highest_order=_ORDER,
    tension_by=TENSION_BY,
)
def mixed_sum(
    beads: FloatOrArray,
    lindemann_ratio: FloatOrArray,
    reduced_T_g: FloatOrArray,
    highest_order: FloatOrArray = 9.0,
    tension_by: str = "printed",
) -> FloatOrArray:
    """Σ(2l+1) T_g⟨1/(ω_l + ε)⟩ over the ripplons of one region and the ε of another, a pure number.

    Between Eqs. 78 and 79. The mean over n(ε) is eˣE₁(x)/T_g with x = ω_l/T_g. Between integer
    orders the sum is interpolated in (highest_order + 1)².

    Examples
    --------
    >>> round(float(mixed_sum(200.0, 0.1, 4.386)), 1)
    190.9
    """
    orders, omega = _ripplons(beads, lindemann_ratio, highest_order, tension_by)
    mean = _scaled_exp1(omega / np.asarray(reduced_T_g)[..., None])
    return _up_to(np.cumsum((2 * orders + 1) * mean, axis=-1), highest_order, 2)


def _scaled_exp1(x: FloatArray) -> FloatArray:
    """eˣE₁(x); beyond x = 500, where eˣ would overflow soon, from its asymptotic series."""
    large = np.maximum(x, 500.0)
    series = np.ones_like(x)
    for n in range(8, 0, -1):
        series = 1 - n * series / large
    near = np.minimum(x, 500.0)
    return np.where(x < 500.0, np.exp(near) * exp1(near), series / large)


def _perimeter(beads: FloatOrArray) -> FloatOrArray:
    check_range("beads", beads, _SMALLEST_DOMAIN, _LARGEST_DOMAIN, closed=True)
    return perimeter_order(beads)


def _ripplons(
    beads: FloatOrArray, lindemann_ratio: FloatOrArray, top: FloatOrArray, tension_by: str
) -> tuple[NDArray[np.int64], FloatArray]:
    """Orders from 2 to one beyond `top`, and along the last axis their frequencies."""
    orders = np.arange(2, int(np.max(top)) + 2)
    sizes, ratios = np.asarray(beads)[..., None], np.asarray(lindemann_ratio)[..., None]
    return orders, np.asarray(mode_frequency(orders, sizes, ratios, tension_by))


def _up_to(sums: FloatArray, top: FloatOrArray, power: int) -> FloatOrArray:
    """The sum to `top` from the sums to 2, 3, …: linear in (top + 1)^power between integers."""
    shape = np.broadcast_shapes(np.shape(top), sums.shape[:-1])
    top, sums = np.broadcast_to(top, shape), np.broadcast_to(sums, (*shape, sums.shape[-1]))
    floor = np.floor(top)
    place = floor.astype(int)[..., None] - 2
    lower, upper = (np.take_along_axis(sums, place + step, axis=-1)[..., 0] for step in (0, 1))
    part = ((top + 1) ** power - (floor + 1) ** power) / (
        (floor + 2) ** power - (floor + 1) ** power
    )
    return (lower + (upper - lower) * part)[()]


@checked(
    T=T_REDUCED.but("temperature, well below T_g, in T_D"),
    reduced_T_g=REDUCED_T_G,
    asymmetry_signs=ASYMMETRY_SIGNS,
)
def active_fraction(
    T: FloatOrArray, reduced_T_g: FloatOrArray, asymmetry_signs: str = "negative"
) -> FloatOrArray:
    """Fraction of the centers that are thermally active, from n(ε) flat below T_g.

    T ln 2/T_g for one sign of ε (between Eqs. 74 and 75). For both signs it is 1 at any T: what one
    sign gains, the other loses.

    Examples
    --------
    >>> round(float(active_fraction(0.003, 4.386)), 6)
    0.000474
    """
    fraction = np.log(2) * T / reduced_T_g
    return fraction if asymmetry_signs == "negative" else np.ones_like(fraction)[()]


@checked(
    _NODES,
    T=_T_COLD,
    **_REGION,
    term=_TERM,
    **_CONVENTIONS,
)
def attraction(
    T: FloatOrArray,
    beads: FloatOrArray,
    lindemann_ratio: FloatOrArray,
    reduced_T_g: FloatOrArray,
    term: str = "rr",
    *,
    highest_order: FloatOrArray | None = None,
    pair_counting: str = "as printed",
    asymmetry_signs: str = "negative",
    tension_by: str = "printed",
) -> FloatOrArray:
    """Attraction A of all pairs of regions per volume, in ħω_D/a³.

    The free energy is A(−1 + 2δV/V) (above Eqs. 75 and 79; below Eq. 81). The term 'TT' depends on
    `asymmetry_signs` only through the normalization of n(ε); that of one sign is used for both.

    Examples
    --------
    >>> round(float(attraction(0.003, 200.0, 0.1, 4.386)) * 1e8, 3)
    0.712
    """
    return _terms(
        T,
        beads,
        lindemann_ratio,
        reduced_T_g,
        term,
        highest_order,
        pair_counting,
        asymmetry_signs,
        tension_by,
    )[0]


@checked(
    _NODES,
    T=_T_COLD,
    **_REGION,
    term=_TERM,
    **_CONVENTIONS,
)
def attraction_slope(
    T: FloatOrArray,
    beads: FloatOrArray,
    lindemann_ratio: FloatOrArray,
    reduced_T_g: FloatOrArray,
    term: str = "rr",
    *,
    highest_order: FloatOrArray | None = None,
    pair_counting: str = "as printed",
    asymmetry_signs: str = "negative",
    tension_by: str = "printed",
) -> FloatOrArray:
    """Slope dA/dT of :func:`attraction`, in k_B/a³.

    Examples
    --------
    >>> round(float(attraction_slope(0.003, 200.0, 0.1, 4.386)) * 1e5, 3)
    0.475
    """
    return _terms(
        T,
        beads,
        lindemann_ratio,
        reduced_T_g,
        term,
        highest_order,
        pair_counting,
        asymmetry_signs,
        tension_by,
    )[1]


def _terms(
    T: FloatOrArray,
    beads: FloatOrArray,
    lindemann_ratio: FloatOrArray,
    reduced_T_g: FloatOrArray,
    term: str,
    highest_order: FloatOrArray | None,
    pair_counting: str,
    asymmetry_signs: str,
    tension_by: str,
) -> tuple[FloatOrArray, FloatOrArray]:
    """A and dA/dT."""
    # per volume: two densities 1/ξ³, and ⟨J²⟩ summed over partners, (2/3)T_g²/ξ³
    twice = (pair_counting == "as printed") == (term != "rT")
    unit = _ORIENTED * reduced_T_g**2 / beads**3 * (1.0 if twice else 0.5)
    n = active_fraction(T, reduced_T_g, asymmetry_signs)
    dn = n / T if asymmetry_signs == "negative" else 0.0 * n
    if term == "rr":
        unit = unit * mode_sum(beads, lindemann_ratio, highest_order, tension_by)
        return unit * n**2, unit * 2 * n * dn
    top = 9.0 if highest_order is None else highest_order
    if term == "rT":
        mixed = mixed_sum(beads, lindemann_ratio, reduced_T_g, top, tension_by)
        unit = unit * mixed / reduced_T_g
        return unit * n, unit * dn
    _check_cold(T, reduced_T_g)
    # the ripplons do not enter here, but the result has the common shape of all arguments
    unit = np.broadcast_arrays(unit, lindemann_ratio, top)[0]
    tau = np.minimum(T / reduced_T_g, _WARMEST)
    rise = 2 * _average_of_tails(tau, _u * thermal.fermi_slope(_u))
    return unit / reduced_T_g * (1 - thermal_reduction(tau)), -unit / reduced_T_g**2 * rise


def _check_cold(T: FloatOrArray, T_g: FloatOrArray) -> None:
    """Refuse temperatures beyond those for which the term 'TT' is computed."""
    temperatures, limits = np.broadcast_arrays(T, _WARMEST * T_g)
    if (bad := temperatures > limits).any():
        got, limit = temperatures[bad][0], limits[bad][0]
        raise InvalidArgument(f"T must be at most 0.3 T_g = {limit:.6g} for 'TT', got {got:.6g}")


@checked(_NODES, tau=Real("temperature over T_g, T/T_g", high=float(np.nextafter(_WARMEST, 1))))
def thermal_reduction(tau: FloatOrArray) -> FloatOrArray:
    """Fraction of the attraction of two-level systems that is lost at temperature T (below Eq. 81).

    (π²/3)τ²[ln(1/τ) − 0.1232] for small τ = T/T_g. The preprint prints that this is gained.

    Examples
    --------
    >>> round(float(thermal_reduction(0.1)), 4)
    0.0612
    """
    return 2 * tau * _average_of_tails(tau, thermal.fermi(_u))


def _average_of_tails(tau: FloatOrArray, weight: FloatOrArray) -> FloatOrArray:
    """∫ weight(u) [e^{−2x}Ei(x) + E₁(x)] du with x = τu, for each τ.

    The bracket is the principal part of ∫e^{−x−y}·2x/(x²−y²)dy.
    """
    x = np.multiply.outer(tau, _u)
    # Ei + E₁ is 2 Shi: written so, nothing cancels at small x
    tails = np.expm1(-2 * x) * expi(x) + 2 * shichi(x)[0]
    return (tails @ (_du * weight))[()]


@checked(
    T=T_REDUCED.but("temperature, well below T_g, in T_D"), beads=BEADS, reduced_T_g=REDUCED_T_G
)
def tls_free_energy(
    T: FloatOrArray, beads: FloatOrArray, reduced_T_g: FloatOrArray
) -> FloatOrArray:
    """Free energy per volume of independent two-level systems, −(π²/12)T²/T_gξ³, in ħω_D/a³.

    For one sign of ε, relative to the lower state (below Eq. 78).

    Examples
    --------
    >>> round(float(tls_free_energy(0.003, 200.0, 4.386)) * 1e9, 2)
    -8.44
    """
    return -(np.pi**2) / 12 * T**2 / (reduced_T_g * beads)


@checked(rho=RHO, c_s=C_S)
def bulk_modulus(rho: FloatOrArray, c_s: FloatOrArray) -> FloatOrArray:
    """Bulk modulus of three scalar phonon branches, ρc_s²/3, in Pa (below Eq. 76).

    Examples
    --------
    >>> round(float(bulk_modulus(2200.0, 4100.0)) * 1e-9, 3)
    12.327
    """
    return rho * c_s**2 / 3


@checked(
    slope=_SLOPE,
    a=BEAD_SIZE,
    modulus=Real("bulk modulus K, in Pa"),
)
def expansivity_of_slope(
    slope: FloatOrArray, a: FloatOrArray, modulus: FloatOrArray
) -> FloatOrArray:
    """Volume expansivity −(2/K) dA/dT that follows from the slope of an attraction, in 1/K (Eqs. 75, 79).

    Examples
    --------
    >>> round(float(expansivity_of_slope(1e-6, 3.5e-10, 1e10)) * 1e10, 3)
    -0.644
    """
    return -2 * slope * k / a**3 / modulus


@checked(
    slope=_SLOPE,
    T=_T_COLD,
    beads=BEADS,
    reduced_T_g=REDUCED_T_G,
    heat_capacity_coefficient=_HEAT,
)
def gruneisen_of_slope(
    slope: FloatOrArray,
    T: FloatOrArray,
    beads: FloatOrArray,
    reduced_T_g: FloatOrArray,
    heat_capacity_coefficient: FloatOrArray = 1.0,
) -> FloatOrArray:
    """Grüneisen parameter that follows from the slope of an attraction, a pure number (Eqs. 76, 80).

    Examples
    --------
    >>> round(float(gruneisen_of_slope(1e-6, 0.003, 200.0, 4.4)), 3)
    -0.587
    """
    return -2 * slope * reduced_T_g * beads / (heat_capacity_coefficient * T)


@checked(
    _NODES,
    T=T_KELVIN.but("temperature in K, well below the ripplons; for 'TT', at most 0.3 T_g"),
    glass=Instance("the glass, with its four constants", of=Glass),
    beads=BEADS,
    lindemann_ratio=LINDEMANN,
    term=_TERM,
    **_CONVENTIONS,
)
def expansivity(
    T: FloatOrArray,
    glass: Glass,
    beads: FloatOrArray,
    lindemann_ratio: FloatOrArray,
    term: str = "rr",
    *,
    highest_order: FloatOrArray | None = None,
    pair_counting: str = "as printed",
    asymmetry_signs: str = "negative",
    tension_by: str = "printed",
) -> FloatOrArray:
    """Volume expansivity (∂V/∂T)/V of a glass by the elastic interaction, in 1/K (Eqs. 75, 79).

    −(2/K) dA/dT; the linear expansivity is a third of it.

    Examples
    --------
    >>> from glasslib.glasses import silica
    >>> round(float(expansivity(1.0, silica, 200.0, 0.1)) * 1e10, 2)
    -2.28
    """
    if term == "TT":
        _check_cold(T, glass.glass_temperature)
    slope = attraction_slope(
        T / glass.debye_temperature,
        beads,
        lindemann_ratio,
        glass.reduced_glass_temperature,
        term,
        highest_order=highest_order,
        pair_counting=pair_counting,
        asymmetry_signs=asymmetry_signs,
        tension_by=tension_by,
    )
    modulus = bulk_modulus(glass.density, glass.sound_speed)
    return expansivity_of_slope(slope, glass.bead_size, modulus)


@checked(
    _NODES,
    T=_T_COLD,
    **_REGION,
    term=_TERM,
    heat_capacity_coefficient=_HEAT.but(f"{_HEAT.text}: 1 in Eqs. 76 and 80, π²/6 in Eq. 82"),
    **_CONVENTIONS,
)
def gruneisen(
    T: FloatOrArray,
    beads: FloatOrArray,
    lindemann_ratio: FloatOrArray,
    reduced_T_g: FloatOrArray,
    term: str = "rr",
    *,
    heat_capacity_coefficient: FloatOrArray = 1.0,
    highest_order: FloatOrArray | None = None,
    pair_counting: str = "as printed",
    asymmetry_signs: str = "negative",
    tension_by: str = "printed",
) -> FloatOrArray:
    """Grüneisen parameter (∂p/∂T)_V/c_V of the elastic interaction, a pure number (Eqs. 76, 80).

    Examples
    --------
    >>> round(float(gruneisen(0.003, 200.0, 0.1, 4.386)), 3)
    -2.775
    """
    slope = attraction_slope(
        T,
        beads,
        lindemann_ratio,
        reduced_T_g,
        term,
        highest_order=highest_order,
        pair_counting=pair_counting,
        asymmetry_signs=asymmetry_signs,
        tension_by=tension_by,
    )
    return gruneisen_of_slope(slope, T, beads, reduced_T_g, heat_capacity_coefficient)


@checked(
    T=T_REDUCED.but("temperature, in T_D or another unit"),
    g=Real("coupling g of a two-level system to strain, in the same unit as T"),
    correlation=_COSINE.but("correlation α₀ of the shift of ε by a dilation with the sign of ε"),
    heat_capacity_coefficient=_HEAT,
)
def gruneisen_direct(
    T: FloatOrArray,
    g: FloatOrArray,
    correlation: FloatOrArray,
    heat_capacity_coefficient: FloatOrArray = np.pi**2 / 6,
) -> FloatOrArray:
    """Grüneisen parameter of two-level systems that a dilation shifts (Phillips; above Eq. 82).

    −2g α₀ ln 2/(c T), where c is the heat capacity coefficient: negative where a dilation raises ε,
    α₀ > 0.

    Examples
    --------
    >>> round(float(gruneisen_direct(0.003, 43.86, -0.001)), 2)
    12.32
    """
    return -2 * g * correlation * np.log(2) / (heat_capacity_coefficient * T)


@checked(lindemann_ratio=LINDEMANN, heat_capacity_coefficient=_HEAT)
def gruneisen_direct_bound(
    lindemann_ratio: FloatOrArray, heat_capacity_coefficient: FloatOrArray = np.pi**2 / 6
) -> FloatOrArray:
    """Largest magnitude of :func:`gruneisen_direct` if α₀ is T/T_g, (2 ln 2/c) a/d_L (Eq. 82).

    c is the heat capacity coefficient, and d_L/a is also k_B T_g/g. The sign is not determined.

    Examples
    --------
    >>> round(float(gruneisen_direct_bound(0.1)), 2)
    8.43
    """
    return 2 * np.log(2) / (heat_capacity_coefficient * lindemann_ratio)


@checked(
    60,
    **_REGION,
    highest_order=_ORDER.or_none("9"),
    pair_counting=PAIR_COUNTING,
    asymmetry_signs=ASYMMETRY_SIGNS,
    tension_by=TENSION_BY,
)
def interaction_heat(
    beads: FloatOrArray,
    lindemann_ratio: FloatOrArray,
    reduced_T_g: FloatOrArray,
    *,
    highest_order: FloatOrArray | None = None,
    pair_counting: str = "as printed",
    asymmetry_signs: str = "negative",
    tension_by: str = "printed",
) -> FloatOrArray:
    """Heat capacity of the volume change by the term 'rT', over that of two-level systems.

    Section VI.

    K(2A′/K)² T over T/T_gξ³, with ρc_s²a³ = T_g (a/d_L)²: proportional to (a/ξ)¹¹(d_L/a)².

    Examples
    --------
    >>> round(float(interaction_heat(200.0, 0.1, 4.386)) * 1e10, 2)
    7.29
    """
    slope = attraction_slope(
        1e-3,  # with one sign of ε, A is proportional to T
        beads,
        lindemann_ratio,
        reduced_T_g,
        "rT",
        highest_order=highest_order,
        pair_counting=pair_counting,
        asymmetry_signs=asymmetry_signs,
        tension_by=tension_by,
    )
    modulus = reduced_T_g / lindemann_ratio**2 / 3
    return 4 * slope**2 / modulus * reduced_T_g * beads
