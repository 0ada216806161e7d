"""Neighboring regions coupled by phonons, without perturbation theory in the coupling (beyond the paper, from Eqs. 70-76).

Section VI takes the ripplons of two regions, couples each with each by J, and adds up their attraction to second
order, J²S with S = ΣΣ1/(ω + ω′). Here the same pair is solved in two other ways:

- as harmonic oscillators, each ripplon with any number of quanta: exact, where there is a ground state at all;
- with at most one quantum in each region, as Eq. 71 has it.

The attraction of neighbors is so large that it changes how often both are in the state with ripplons at once. And a
phonon needs time from one region to the other, half a period of the lowest ripplon and more of the others: at the imaginary frequency u the
coupling is J times (1 + κr)e^{−κr} across the line that joins the regions and (1 + κr + κ²r²/2)e^{−κr} along it,
κ = u/c_s.

Reduced units: energies and temperatures in ħω_D = k_B T_D, lengths in bead spacings a; `beads` is the size
N* = (ξ/a)³ of a domain. `directions` says how the ripplons of a region are coupled: all by one vector g ('one'), or
each by its own, of random direction ('isotropic'), so that the directions of a region average out. J is then the root mean square.
The phonons are those of zero temperature, and what the phonons of a region do to its own ripplons is in their frequencies.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import sici

from glasslib import ripplons
from glasslib.arguments import (
    BEADS,
    LINDEMANN,
    ONE_REDUCED_T_G,
    REDUCED_T_G,
    T_REDUCED,
    TENSION_BY,
    WIDEST_CAGE,
)
from glasslib.checks import Choice, FloatArray, FloatOrArray, InvalidArgument, Number, Real, checked
from glasslib.numerics import bisect
from glasslib.spectrum import SPECTRUM, Spectrum
from glasslib.thermal import fermi, gauss_legendre

# eigenvalues of 3r̂r̂ − 1, the dipole tensor at distance 1: minus once, minus once, twice
_PRINCIPAL = np.array([1.0, 1.0, 2.0])
_WAYS = {
    # of J χ: factors of the independent pairs of coordinates
    "one": np.array([1.0]),
    "isotropic": _PRINCIPAL / 3 * np.sqrt(3 / 2),
}
DIRECTIONS = tuple(_WAYS)
LATTICES = ("simple cubic", "face centered")
MODELS = ("second order", "occupation", "one quantum", "retarded")

# J of two regions at a distance ξ, root mean square over the directions of both, in k_B T_g (a/ξ)³ (Eq. 70)
RMS_COUPLING = float(np.sqrt(2 / 3) * 3 / (4 * np.pi))

_J = Real("coupling of two regions, in ħω_D")
_DIRECTIONS = Choice("how the ripplons of a region are coupled", options=DIRECTIONS)
_GAIN = Real("energy that two regions gain where both are in the state with ripplons, in ħω_D")

_node, _weight = gauss_legendre(0.0, np.pi / 2, 400)
_u, _du = gauss_legendre(0.0, 1.0, 160)
# beyond D = 50 k_BT nothing depends on temperature any more, to rounding; and how far a Fermi function reaches
_FROZEN, _TAIL = 50.0, 45.0
_STEPS = 12  # size of a lattice


@checked(
    60,
    u=Real("imaginary frequency, in ω_D", low=0, closed=True),
    spectrum=SPECTRUM,
)
def response(u: FloatOrArray, spectrum: Spectrum) -> FloatOrArray:
    """Response of the ripplons of one region to a force on all of them, χ(iu) = Σ 2ω/(ω² + u²), in 1/ω_D.

    Examples
    --------
    >>> float(response(0.0, Spectrum([0.5], [1])))
    4.0
    """
    omega = spectrum.omega
    return (2 * omega / (omega**2 + np.asarray(u)[..., None] ** 2)) @ spectrum.degeneracy


@checked(spectrum=SPECTRUM, directions=_DIRECTIONS)
def critical_coupling(spectrum: Spectrum, directions: str = "one") -> float:
    """Coupling J from which on two regions of harmonic ripplons have no ground state, in ħω_D.

    1/χ(0) with one direction.

    Returns
    -------
    float

    Examples
    --------
    >>> critical_coupling(Spectrum([0.5], [1]))
    0.25
    """
    return float(1 / (_WAYS[directions].max() * response(0.0, spectrum)))


@checked(400, J=_J, spectrum=SPECTRUM, directions=_DIRECTIONS)
def harmonic_shift(J: FloatOrArray, spectrum: Spectrum, directions: str = "one") -> FloatOrArray:
    """Change of the zero-point energy of two equal regions of harmonic ripplons, in ħω_D: exact.

    ∫ln(1 − J²χ²)du/2π; −J²S for small J.

    Raises
    ------
    InvalidArgument
        Where `J` is not below :func:`critical_coupling`: there is no ground state.

    Examples
    --------
    >>> round(float(harmonic_shift(0.1, Spectrum([0.5], [1]))), 6)
    -0.010547
    """
    J = np.asarray(J)
    limit = critical_coupling(spectrum, directions)
    if (bad := limit <= J).any():
        raise InvalidArgument(
            f"J must lie below {limit:.6g}, or two regions of harmonic ripplons have no ground state; got {J[bad][0]:.6g}"
        )
    u, weight = _frequencies(spectrum.lowest)
    chi = np.asarray(response(u, spectrum))
    total = np.zeros(J.shape)
    for way in _WAYS[directions]:
        total = total + np.log1p(-((way * J[..., None] * chi) ** 2)) @ weight
    return total / (2 * np.pi)


@checked(
    60,
    u=Real("imaginary frequency, in ω_D", low=0, closed=True),
    distance=Real("distance of two regions, in a"),
)
def retardation(u: FloatOrArray, distance: FloatOrArray) -> FloatOrArray:
    """Mean square of the coupling at an imaginary frequency over that at rest, for random directions: a pure number.

    Examples
    --------
    >>> float(retardation(0.0, 5.8)), round(float(retardation(0.15, 5.8)), 3)
    (1.0, 0.085)
    """
    square, _ = _retarded(u, distance)
    return square


def _retarded(u: FloatOrArray, distance: FloatOrArray) -> tuple[FloatOrArray, FloatOrArray]:
    """The mean square of the coupling, and its derivative with respect to ln r at constant J."""
    x = np.minimum(np.cbrt(6 * np.pi**2) * u * distance, 300.0)
    decay = np.exp(-x)
    across, along = (1 + x) * decay, (2 + 2 * x + x**2) * decay
    slope = -(4 * across * x**2 + 2 * along * x**3) * decay / 6
    return (2 * across**2 + along**2) / 6, slope


@checked(60, J=_J, spectrum=SPECTRUM)
def one_quantum_shift(J: FloatOrArray, spectrum: Spectrum) -> FloatOrArray:
    """Change of the lowest energy of two equal regions with at most one quantum each, in ħω_D: exact.

    The root E of E = −J² ΣΣ 1/(ω + ω′ − E), whether the ripplons have one direction or many.

    Examples
    --------
    >>> round(float(one_quantum_shift(0.1, Spectrum([0.5], [1]))), 6)
    -0.009902
    """
    J = np.asarray(J)
    pairs = np.add.outer(spectrum.omega, spectrum.omega).ravel()
    number = np.multiply.outer(spectrum.degeneracy, spectrum.degeneracy).ravel()

    def beyond(gain: FloatArray) -> FloatArray:
        """Positive below the root."""
        return J**2 * ((1 / (pairs + gain[..., None])) @ number) - gain

    most = J**2 * (number / pairs).sum()
    return -np.asarray(bisect(beyond, np.zeros(J.shape), most))[()]


@checked(160, gain=_GAIN, T=T_REDUCED, reduced_T_g=REDUCED_T_G)
def joint_occupation(
    gain: FloatOrArray, T: FloatOrArray, reduced_T_g: FloatOrArray
) -> FloatOrArray:
    """Probability that two regions are both in the state with ripplons, where they then gain an energy D.

    Averaged over flat densities 1/T_g of both asymmetries, from zero up: the paper's one sign of ε, without e^{−ε/T_g}. (ln 2)²T²/T_g² for D ≪ T, which is the
    square of :func:`glasslib.elastic_interaction.active_fraction`; D²/2T_g² for D ≫ T.

    Examples
    --------
    >>> round(float(joint_occupation(1e-9, 0.003, 4.4)) / (0.693147 * 0.003 / 4.4) ** 2, 4)
    1.0
    """
    first, _ = _occupations(gain / T)
    return (T / reduced_T_g) ** 2 * first


@checked(160, gain=_GAIN, T=T_REDUCED, reduced_T_g=REDUCED_T_G)
def joint_occupation_slope(
    gain: FloatOrArray, T: FloatOrArray, reduced_T_g: FloatOrArray
) -> FloatOrArray:
    """Derivative of :func:`joint_occupation` with respect to the temperature, in 1/T_D.

    It vanishes as e^{−D/T} for D ≫ T, where the pairs that part on warming are as many as those that join; that rests on flat densities that begin sharply at zero.

    Examples
    --------
    >>> float(joint_occupation_slope(0.3, 0.003, 4.4)) < 1e-12
    True
    """
    _, slope = _occupations(gain / T)
    return T / reduced_T_g**2 * slope


def _occupations(d: FloatOrArray) -> tuple[FloatOrArray, FloatOrArray]:
    """Φ = ∫∫p dx dy, where p is the joint probability at ε = Tx and Ty for D = Td, and 2Φ − d ∂Φ/∂d.

    Over y the integral is wL with A = f(eᵈ − 1), w = (A + f)/(1 + A), L = ln(2 + A), and f that of x.
    """
    d = np.asarray(d)
    near = np.minimum(d, _FROZEN)[..., None]
    x = np.concatenate([near * _u, near + _TAIL * _u], axis=-1)
    dx = np.concatenate([near * _du, np.broadcast_to(_TAIL * _du, (*d.shape, _du.size))], axis=-1)
    f = np.asarray(fermi(x))
    A = f * np.expm1(near)
    w, L = (A + f) / (1 + A), np.log(2 + A)
    inside = np.sum(dx * w * L, axis=-1)
    grows = np.sum(dx * w * (L * (1 - f) / (1 + A) + (A + f) / (2 + A)), axis=-1)
    frozen = d > _FROZEN
    return np.where(frozen, d**2 / 2, inside)[()], np.where(frozen, 0.0, 2 * inside - d * grows)[()]


@checked(
    2 * 160 * 400,
    T=Real("temperature, well below the ripplons, in T_D", low=1e-4, high=1.0, closed=True),
    beads=Number(BEADS.text),
    lindemann_ratio=Number(LINDEMANN.text, high=WIDEST_CAGE),
    reduced_T_g=ONE_REDUCED_T_G,
    term=Choice("ripplons with ripplons, or with two-level systems", options=("rr", "rT")),
    model=Choice("how a pair is solved", options=MODELS),
    lattice=Choice("where the regions lie, one for each ξ³", options=LATTICES),
    tension_by=TENSION_BY,
    coupling_ratio=Number("mean square of J over that of Eq. 70"),
)
def attraction_slope(
    T: FloatOrArray,
    beads: float,
    lindemann_ratio: float,
    reduced_T_g: float,
    term: str = "rr",
    model: str = "retarded",
    lattice: str = "face centered",
    tension_by: str = "printed",
    coupling_ratio: float = 1.0,
) -> FloatOrArray:
    """Slope dA/dT of the attraction of regions that lie on a lattice, each pair once, in k_B/a³.

    A is half the stress. The models, each with the ripplons to order 9:

    - 'second order': that of :func:`glasslib.elastic_interaction.attraction`, with a sum over a lattice in place of
      the integral;
    - 'occupation': for ripplons with ripplons, the energy that a pair gains also changes how often both regions
      are in the state with ripplons;
    - 'one quantum': so, with the exact energy of a pair with at most one quantum each;
    - 'retarded': the occupation, and energies of second order with the time that a phonon needs.

    Examples
    --------
    >>> second = attraction_slope(0.003, 200.0, 0.1, 4.386, model="second order")
    >>> bool(attraction_slope(0.003, 200.0, 0.1, 4.386) < 0.5 * second)
    True
    """
    modes = ripplons.spectrum(beads, lindemann_ratio, tension_by)
    distance, number, beyond = _shells(lattice)
    J = np.sqrt(coupling_ratio) * RMS_COUPLING * reduced_T_g / beads / distance**3
    gain, growth = _gains(J, distance * np.cbrt(beads), modes, reduced_T_g, term, model)
    # the stress of a pair is its occupation times the growth of its energy as the volume shrinks
    T = np.asarray(T)
    alone = np.log(2) / reduced_T_g
    if term == "rT":
        slope = np.full((*T.shape, distance.size), alone)
    else:
        felt = np.zeros_like(gain) if model == "second order" else gain
        slope = (T / reduced_T_g**2)[..., None] * np.asarray(_occupations(felt / T[..., None])[1])
    # beyond the lattice as at its edge, in proportion to r⁻⁶
    far = beyond * distance[-1] ** 6 * growth[-1] * slope[..., -1]
    each = 0.5 if term == "rr" else 1.0  # of two unlike partners, either may have the ripplons
    return each * (slope @ (number * growth) + far) / 2 / beads


def _gains(
    J: FloatArray, r: FloatArray, modes: Spectrum, T_g: float, term: str, model: str
) -> tuple[FloatArray, FloatArray]:
    """Energy D that a pair gains at each distance, and −dD/d ln V: J falls as 1/V, r grows as its third root."""
    if term == "rr" and model == "one quantum":
        gain = -np.asarray(one_quantum_shift(J, modes))
        pairs = np.add.outer(modes.omega, modes.omega).ravel()
        number = np.multiply.outer(modes.degeneracy, modes.degeneracy).ravel()
        return gain, 2 * gain / (1 + J**2 * ((pairs + gain[:, None]) ** -2.0 @ number))
    u, weight = _frequencies(modes.lowest)
    chi = np.asarray(response(u, modes))
    partner = chi if term == "rr" else _two_level_response(u / T_g) / T_g
    integral = weight * chi * partner / (2 * np.pi)
    square, slope = _retarded(u if model == "retarded" else 0 * u, r[:, None])
    gain = J**2 * (square @ integral)
    return gain, 2 * gain - J**2 * (slope @ integral) / 3


def _frequencies(scale: float) -> tuple[FloatArray, FloatArray]:
    """Imaginary frequencies from 0 to infinity, and their weights in an integral."""
    return scale * np.tan(_node), _weight * scale / np.cos(_node) ** 2


def _two_level_response(z: FloatArray) -> FloatArray:
    """∫e^{−u}2u/(u² + z²)du: the mean response of two-level systems with the density e^{−ε/T_g}/T_g."""
    near = np.minimum(z, 100.0)
    si, ci = sici(near)
    inside = 2 * ((np.pi / 2 - si) * np.sin(near) - ci * np.cos(near))
    return np.where(z < 100.0, inside, 2 / z**2 * (1 - 6 / z**2))


@lru_cache
def _shells(lattice: str) -> tuple[FloatArray, FloatArray, float]:
    """Distances of the partners of a region in ξ, how many there are, and ∫dr³/r⁶ beyond them."""
    cell = np.eye(3) if lattice == "simple cubic" else (1 - np.eye(3)) / np.cbrt(2)
    steps = np.stack(np.meshgrid(*[np.arange(-_STEPS, _STEPS + 1)] * 3), axis=-1).reshape(-1, 3)
    far = np.sort(np.linalg.norm(steps @ cell, axis=1))
    reach = _STEPS / 2
    distance, number = np.unique(far[(far > 0) & (far < reach)].round(9), return_counts=True)
    return distance, number.astype(float), 4 * np.pi / 3 / reach**3
