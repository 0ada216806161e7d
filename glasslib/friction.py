"""The effect of phonons on a ripplon: its width, its shift, its profile (Section IV.F, Eqs. 49-55).

Reduced units: frequencies in ω_D. The coupling is that of Eq. 18, so that T_g is the only property of the
material that is left. Phonons couple up to a `cutoff`, which is sharp if the strength D is infinite; for a finite D
it is smeared by ω_c/√D, as in the paper.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import dawsn, erfc

from glasslib.arguments import BEADS, CUTOFF, ONE_REDUCED_T_G, REDUCED_T_G, W
from glasslib.checks import (
    Choice,
    FloatArray,
    FloatOrArray,
    InvalidArgument,
    Number,
    Real,
    checked,
)
from glasslib.spectrum import SPECTRUM, Spectrum
from glasslib.thermal import gauss_legendre

WEIGHTS = ("printed", "normalized", "exact")

_unit_node, _unit_weight = gauss_legendre(0.0, 1.0, 60)
_FAR = 12.0  # beyond, the integral of Dawson's function is a series

_OMEGA = Real("frequency of the ripplon without friction, in ω_D")
_SMEARING = Number(
    "strength D that smears the cutoff by ω_c/√D; infinite for a sharp cutoff",
    low=10,
    closed=True,
    infinite=True,
)


@checked(
    w=Real("frequency, in any one unit"),
    omega=Real("frequency of the ripplon"),
    phonon=Real("frequency ω_k of the phonon"),
    coupling=Real("coupling V"),
)
def single_phonon_response(
    w: FloatOrArray, omega: FloatOrArray, phonon: FloatOrArray, coupling: FloatOrArray
) -> FloatOrArray:
    """Response of a ripplon that is coupled to a single phonon, 1/[w − ω − V²/(w − ω_k)] (Eqs. 50, 51).

    Notes
    -----
    Zero at the frequency of the phonon, where V²/(w − ω_k) diverges.

    Examples
    --------
    >>> float(single_phonon_response(2.0, 1.0, 1.5, 0.5))
    2.0
    """
    detuning = w - phonon
    return detuning / (detuning * (w - omega) - coupling**2)


@checked(w=W, reduced_T_g=REDUCED_T_G)
def half_width(w: FloatOrArray, reduced_T_g: FloatOrArray) -> FloatOrArray:
    """Half width of a ripplon at frequency w, from emission of phonons, (3π/2) T_g w³, in ω_D (Eq. 53).

    Notes
    -----
    Derived for w below the cutoff. The paper uses it above as well, as a lower estimate.

    Examples
    --------
    >>> round(float(half_width(0.15, 4.4)), 4)
    0.07
    """
    return 1.5 * np.pi * reduced_T_g * w**3


@checked(100, w=W, reduced_T_g=REDUCED_T_G, cutoff=CUTOFF, D=_SMEARING)
def shift(
    w: FloatOrArray, reduced_T_g: FloatOrArray, cutoff: FloatOrArray, D: float = np.inf
) -> FloatOrArray:
    """Decrease of a ripplon's frequency by phonons, at frequency w, (3/2) T_g ω_c³ I(w/ω_c), in ω_D (Eq. 54).

    I(y) = ⅓ + y/2 + y² + y³ ln abs((1−y)/y), the principal value of ∫₀¹ x³/(x−y) dx: 1/3 for y → 0,
    negative beyond y = 0.899. For a finite D, its average over cutoffs that scatter by ω_c/√D.

    Returns
    -------
    float or array
        At a sharp cutoff itself infinite, and negative.

    Notes
    -----
    The average lets the cutoff run over a whole Gaussian, also below zero, which matters for D < 10.

    Examples
    --------
    >>> round(float(shift(1e-9, 4.0, 0.3)), 6)
    0.054
    """
    smear = 1 / np.sqrt(D)
    y = np.asarray(w / cutoff)
    integral = (1 + 3 * smear**2) / 3 + (1 + smear**2) * y / 2 + y**2
    integral = integral + y**3 * (_mean_log(1 - y, smear) - np.log(y))
    # far above the cutoff these terms cancel; there the integral is a series in 1/y, over the moments of the cutoff
    moment = [1.0, 1.0]
    while len(moment) < 64:
        moment.append(moment[-1] + (len(moment) - 1) * smear**2 * moment[-2])
    terms, beyond = (60, 3.0) if smear == 0 else (12, 30.0)
    far = -sum(moment[n + 4] / ((n + 4) * np.maximum(y, 1.0) ** (n + 1)) for n in range(terms))
    return 1.5 * reduced_T_g * cutoff**3 * np.where(y > beyond, far, integral)[()]


def _shift_slope(w: float, reduced_T_g: float, cutoff: float) -> float:
    """The derivative of :func:`shift` by w, for a sharp cutoff."""
    y = w / cutoff
    if y > 3:
        slope = sum((n + 1) / ((n + 4) * y ** (n + 2)) for n in range(60))
    else:
        slope = 0.5 + 2 * y + 3 * y**2 * np.log(abs((1 - y) / y)) - y**2 / (1 - y)
    return float(1.5 * reduced_T_g * cutoff**2 * slope)


@checked(reduced_T_g=REDUCED_T_G, factor=Real("cutoff over (a/ξ) ω_D"), beads=BEADS)
def low_frequency_shift(
    reduced_T_g: FloatOrArray, factor: FloatOrArray, beads: FloatOrArray
) -> FloatOrArray:
    """Shift of a ripplon of low frequency, ½ T_g f³ (a/ξ)³ with the cutoff f a/ξ, in ω_D (text of Section IV.F).

    Examples
    --------
    >>> float(low_frequency_shift(4.0, 2.0, 200.0))
    0.08
    """
    return reduced_T_g * factor**3 / (2 * beads)


@checked(100, w=W, omega=_OMEGA, reduced_T_g=REDUCED_T_G, cutoff=CUTOFF, D=_SMEARING)
def response(
    w: FloatOrArray,
    omega: FloatOrArray,
    reduced_T_g: FloatOrArray,
    cutoff: FloatOrArray,
    D: float = np.inf,
) -> complex | NDArray[np.complex128]:
    """Response of a ripplon at frequency w, 1/[w − ω + shift + iγ] with γ up to the cutoff (Eq. 52 times 2π).

    Returns
    -------
    complex or array
        −Im/π of it has the weight 1, once the bound state above the cutoff is counted: see
        :func:`spectral_weight`.

    Examples
    --------
    >>> value = response(0.1, 0.15, 4.0, 0.3)
    >>> bool(value.imag < 0)
    True
    """
    shifted = shift(w, reduced_T_g, cutoff, D)
    above, smear = w / cutoff - 1, 1 / np.sqrt(D)
    coupled = np.less(above, 0) if smear == 0 else erfc(above / (np.sqrt(2) * smear)) / 2
    width = np.asarray(coupled * half_width(w, reduced_T_g))
    return 1 / (w - omega + shifted + 1j * width)


@checked(100, w=W, omega=_OMEGA, reduced_T_g=REDUCED_T_G, cutoff=CUTOFF, D=_SMEARING)
def profile(
    w: FloatOrArray,
    omega: FloatOrArray,
    reduced_T_g: FloatOrArray,
    cutoff: FloatOrArray,
    D: float = np.inf,
) -> FloatOrArray:
    """Profile of a ripplon as printed, (γ/π)/[(w − ω + shift)² + γ²] with γ ∝ w³ at all w, in 1/ω_D (Eq. 55).

    Notes
    -----
    Not normalized: its weight is 1 for a narrow line only. Refused where a ripplon would be unstable.

    Examples
    --------
    >>> round(float(profile(0.1, 0.15, 4.0, 0.2)), 2)
    13.18
    """
    _check_stable(omega, reduced_T_g, cutoff, D)
    gamma = half_width(w, reduced_T_g)
    return gamma / np.pi / ((w - omega + shift(w, reduced_T_g, cutoff, D)) ** 2 + gamma**2)


@checked(
    spectrum=SPECTRUM,
    reduced_T_g=ONE_REDUCED_T_G,
    cutoff=Number(CUTOFF.text),
    D=_SMEARING,
    weights=Choice(
        "weight of the profiles: those of Eq. 55, which lose modes; each of these divided by its weight; or the"
        " response of Eq. 52, band and bound state, which loses none and needs a sharp cutoff",
        options=WEIGHTS,
    ),
)
def broadened_spectrum(
    spectrum: Spectrum,
    reduced_T_g: float,
    cutoff: float,
    D: float = np.inf,
    weights: str = "printed",
) -> Spectrum:
    """All profiles of a domain, as a spectrum that takes the place of the sharp one.

    Returns
    -------
    Spectrum

    Notes
    -----
    Refused where the lowest ripplon would be unstable.

    Examples
    --------
    >>> sharp = Spectrum([0.15], [5])
    >>> round(broadened_spectrum(sharp, 4.0, 0.2, weights="exact").modes, 9)
    5.0
    """
    omega = spectrum.omega
    _check_stable(omega, reduced_T_g, cutoff, D)
    if weights == "exact" and np.isfinite(D):
        raise InvalidArgument(f"D must be infinite, a sharp cutoff, for exact weights, got {D:.6g}")
    grid = _grid(omega, reduced_T_g, cutoff, D)
    steps = np.diff(grid)
    trapezoid = (np.append(steps, 0.0) + np.append(0.0, steps)) / 2
    if weights == "exact":
        shape = -np.asarray(response(grid[:, None], omega, reduced_T_g, cutoff)).imag / np.pi
    else:
        shape = np.asarray(profile(grid[:, None], omega, reduced_T_g, cutoff, D))
    shares = shape * trapezoid[:, None]
    if weights == "normalized":
        shares = shares / shares.sum(axis=0)
    if weights == "exact":
        bound = [_bound_state(mode, reduced_T_g, cutoff) for mode in omega.tolist()]
        places, left = np.array(bound).T
        shares *= (1 - left) / shares.sum(axis=0)
        grid, shares = np.append(grid, places), np.vstack([shares, np.diag(left)])
        order = np.argsort(grid)
        grid, shares = grid[order], shares[order]
    return Spectrum(grid, shares @ spectrum.degeneracy)


def _lines(
    omega: FloatArray, reduced_T_g: float, cutoff: float, D: float = np.inf
) -> Iterator[tuple[float, float]]:
    """Position of each ripplon's peaks below the cutoff, and the half width there."""

    def distance(w: float, bare: float) -> float:
        return float(w - bare + shift(w, reduced_T_g, cutoff, D))

    # up to the cutoff, where a sharp shift diverges, and down to the lines of ripplons close to instability
    coarse = cutoff * -np.expm1(
        -np.append(np.geomspace(1e-17, 0.9e-9, 60), np.geomspace(1e-9, 30.0, 400))
    )
    lowered = shift(coarse, reduced_T_g, cutoff, D)
    for bare in omega.tolist():
        signs = coarse - bare + lowered
        for i in np.flatnonzero((signs[:-1] < 0) & (signs[1:] > 0)):
            place = float(
                brentq(distance, coarse[i], coarse[i + 1], args=(bare,), xtol=1e-24, rtol=1e-15)
            )
            yield place, float(half_width(place, reduced_T_g))


def _grid(omega: FloatArray, reduced_T_g: float, cutoff: float, D: float) -> FloatArray:
    """Frequencies that resolve every line: even in the logarithm, denser by each line's own width and at the cutoff."""
    dip = cutoff * np.geomspace(1e-8, 0.3, 300)
    parts = [np.geomspace(1e-6, 10.0, 3000), cutoff - dip, cutoff + dip]
    for place, width in _lines(omega, reduced_T_g, cutoff, D):
        reach = np.arcsinh(0.5 * place / width)
        parts.append(place + width * np.sinh(np.linspace(-reach, reach, 600)))
    return np.unique(np.concatenate(parts))


@checked(
    omega=Number(_OMEGA.text),
    reduced_T_g=ONE_REDUCED_T_G,
    cutoff=Number(CUTOFF.text),
)
def spectral_weight(omega: float, reduced_T_g: float, cutoff: float) -> tuple[float, float]:
    """Weight of the exact response of a ripplon, below the cutoff and in its bound state above (Eq. 52).

    Returns
    -------
    band, bound : float
        Their sum is 1.

    Notes
    -----
    Refused where the ripplon would be unstable.

    Examples
    --------
    >>> band, bound = spectral_weight(0.15, 4.0, 0.3)
    >>> round(band + bound, 9)
    1.0
    """
    _check_stable(omega, reduced_T_g, cutoff)

    def line(u: FloatArray) -> FloatArray:
        # w = ω_c/(1+e^{-u}): the logarithm at the cutoff and the cube at zero are both far out in u
        w = cutoff / (1 + np.exp(-u))
        value = np.asarray(response(w, omega, reduced_T_g, cutoff))
        return -value.imag / np.pi * w * (1 - w / cutoff)

    # intervals of u that grow with the distance from a line
    edges, narrow, band = {*np.linspace(-45.0, 34.0, 80).tolist()}, [], 0.0
    for place, width in _lines(np.array([omega]), reduced_T_g, cutoff):
        stiffness = 1 + _shift_slope(place, reduced_T_g, cutoff)
        reach = width / stiffness
        if reach < 3e-6 * place:
            # too narrow for rounded frequencies: a Lorentzian with the slope of the shift, within 1e-4 of its position
            reach = 1e-4 * place
            band += 2 / np.pi / stiffness * np.arctan(stiffness * reach / width)
            narrow.append(place)
        distance = reach * 4.0 ** np.arange(14)
        near = np.concatenate([place - distance, place + distance])
        near = near[(near > 0) & (near < cutoff)]
        edges |= set(np.log(near / (cutoff - near)).tolist())
    ends = np.array(sorted(edges))
    low, length = ends[:-1], np.diff(ends)
    middle = cutoff / (1 + np.exp(-(low + length / 2)))
    for place in narrow:
        length[np.abs(middle - place) < 0.999e-4 * place] = 0.0
    values = line(low[:, None] + length[:, None] * _unit_node)
    band += float(length @ (values @ _unit_weight))
    return float(band), _bound_state(omega, reduced_T_g, cutoff)[1]


def _bound_state(omega: float, reduced_T_g: float, cutoff: float) -> tuple[float, float]:
    """Position above a sharp cutoff, and weight, of the bound state of a ripplon and its phonons there."""

    def pole(v: float) -> float:
        above = cutoff * np.exp(np.exp(v))
        return float(above - omega + shift(above, reduced_T_g, cutoff))

    # so weakly bound that it lies within rounding of the cutoff, with no weight
    if pole(-36.0) > 0:
        return cutoff, 0.0
    far = 4 * (omega + reduced_T_g * cutoff**3) / cutoff  # the shift is smaller than half of this
    highest = np.log(np.log(max(far, 1600.0)))
    above = cutoff * np.exp(np.exp(brentq(pole, -36.0, highest, xtol=1e-14)))
    return float(above), float(1 / (1 + _shift_slope(above, reduced_T_g, cutoff)))


@checked(
    omega=_OMEGA,
    reduced_T_g=REDUCED_T_G,
    D=Real(_SMEARING.text, low=10, closed=True, infinite=True),
)
def largest_cutoff(
    omega: FloatOrArray, reduced_T_g: FloatOrArray, D: FloatOrArray = np.inf
) -> FloatOrArray:
    """Cutoff at which a ripplon's frequency is shifted to zero, [2ω/T_g(1+3/D)]^⅓, in ω_D: beyond, it is unstable.

    Examples
    --------
    >>> round(float(largest_cutoff(0.15, 4.4)), 4)
    0.4085
    """
    return np.cbrt(2 * omega / (reduced_T_g * (1 + 3 / D)))


def _mean_log(distance: FloatArray, smear: float) -> FloatArray:
    """Mean of ln abs(x) for a Gaussian x around `distance`, of width `smear`: an integral of Dawson's function."""
    if smear == 0:
        with np.errstate(divide="ignore"):
            return np.log(np.abs(distance))
    z = np.abs(distance) / (np.sqrt(2) * smear)
    near, far = np.minimum(z, _FAR), np.maximum(z, _FAR)
    integral = 2 * near * np.sum(_unit_weight * dawsn(near[..., None] * _unit_node), axis=-1)
    u = 1 / (2 * far**2)
    tail = np.log(far / _FAR) - _tail(u) + _tail(1 / (2 * _FAR**2))
    return np.log(smear) - (np.euler_gamma + np.log(2)) / 2 + integral + tail


def _tail(u: FloatOrArray) -> FloatOrArray:
    """The difference of a logarithm and twice the integral of Dawson's function, for large argument, u = 1/2z²."""
    return sum(odd * u**n / (2 * n) for n, odd in enumerate((1, 3, 15, 105, 945, 10395), start=1))


def _check_stable(
    omega: FloatOrArray, reduced_T_g: FloatOrArray, cutoff: FloatOrArray, D: float = np.inf
) -> None:
    limit, cutoff = np.broadcast_arrays(largest_cutoff(omega, reduced_T_g, D), cutoff)
    bad = ~(cutoff < limit)
    if bad.any():
        words = f"{limit[bad].flat[0]:.4g}, where the ripplon becomes unstable, got {cutoff[bad].flat[0]:.6g}"
        raise InvalidArgument(f"cutoff must lie below {words}")
