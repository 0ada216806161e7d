"""What phonons do to a ripplon: its width, its shift, its profile (Section IV.F, Eqs. 49-55).

Reduced units: frequencies in ω_D, `glass_temperature` is k_B T_g/ħω_D. The coupling is that of Eq. 18, so
that nothing of the material but T_g is left. Phonons couple up to a `cutoff`, sharp unless a fragility D
is given: then it is smeared by ω_c/√D, as in the paper.
"""

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import dawsn, erfc, roots_legendre

from glasslib.checks import OutOfRange, one_of, within

_node, _weight = roots_legendre(60)
_FAR = 12.0  # beyond, Dawson's function is a series


def response_to_one(w, omega, phonon, coupling):
    """Response of a ripplon that is coupled to a single phonon, 1/[w − ω − V²/(w − ω_k)] (Eqs. 50, 51).

    Parameters
    ----------
    w, omega, phonon, coupling : float or array
        Frequency, and those of the ripplon and the phonon, and V, in any one unit.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    pull = within("coupling", coupling) ** 2 / (within("w", w) - within("phonon", phonon))
    return 1 / (w - within("omega", omega) - pull)


def half_width(w, glass_temperature):
    """Half width of a ripplon at frequency w, from emission of phonons: (3π/2) T_g w³ (Eq. 53), in ω_D.

    Parameters
    ----------
    w : float or array
        Frequency, ω_D.
    glass_temperature : float or array
        k_B T_g/ħω_D.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.

    Notes
    -----
    Derived for w below the cutoff. The paper uses it above as well, as a lower estimate.
    """
    return 1.5 * np.pi * within("glass_temperature", glass_temperature) * within("w", w) ** 3


def shift(w, glass_temperature, cutoff, D=np.inf):
    """By how much phonons lower a ripplon's frequency at w, (3/2) T_g ω_c³ I(w/ω_c) (Eq. 54), in ω_D.

    I(y) = ⅓ + y/2 + y² + y³ ln|(1−y)/y|, the principal value of ∫₀¹ x³/(x−y) dx: 1/3 for y → 0,
    negative beyond y = 0.899. With a fragility, its average over cutoffs that scatter by ω_c/√D.

    Parameters
    ----------
    w, glass_temperature
        As for :func:`half_width`.
    cutoff : float or array
        ω_c, ω_D.
    D : float
        Fragility, at least 10; infinite for a sharp cutoff.

    Returns
    -------
    float or array
        At a sharp cutoff itself infinite, and negative.

    Raises
    ------
    ValueError
        Where an argument is outside its range.

    Notes
    -----
    The average lets the cutoff run over a whole Gaussian, also below zero, which matters for D < 10.
    """
    cutoff, smear = within("cutoff", cutoff), _smear(D)
    y = np.asarray(within("w", w) / cutoff)
    integral = (1 + 3 * smear**2) / 3 + (1 + smear**2) * y / 2 + y**2 + y**3 * (_mean_log(1 - y, smear) - np.log(y))
    # far above the cutoff these four cancel; there the integral is a series in 1/y, over the moments of the cutoff
    moment = [1.0, 1.0]
    while len(moment) < 64:
        moment.append(moment[-1] + (len(moment) - 1) * smear**2 * moment[-2])
    far = -sum(moment[n + 4] / ((n + 4) * np.maximum(y, 1.0) ** (n + 1)) for n in range(60 if D == np.inf else 12))
    beyond = 3.0 if D == np.inf else 30.0
    return 1.5 * within("glass_temperature", glass_temperature) * cutoff**3 * np.where(y > beyond, far, integral)[()]


def self_energy(glass_temperature, factor, beads):
    """Shift of a ripplon of low frequency, ½ T_g f³ (a/ξ)³ with the cutoff f a/ξ (text of Section IV.F), in ω_D.

    Parameters
    ----------
    glass_temperature : float or array
        k_B T_g/ħω_D.
    factor : float or array
        Cutoff over (a/ξ) ω_D.
    beads : float or array
        Beads in a domain, N* = (ξ/a)³.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return within("glass_temperature", glass_temperature) * within("factor", factor) ** 3 / (2 * within("beads", beads))


def response(w, omega, glass_temperature, cutoff, D=np.inf):
    """Response of a ripplon to a frequency w, 1/[w − ω + shift + iγ] with γ up to the cutoff (Eq. 52 times 2π).

    Parameters
    ----------
    w, glass_temperature, cutoff, D
        As for :func:`shift`.
    omega : float or array
        Bare frequency of the ripplon, ω_D.

    Returns
    -------
    complex or array
        −Im/π of it has the weight 1, once the bound state above the cutoff is counted: see :func:`weight`.

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    pulled = shift(w, glass_temperature, cutoff, D)  # looks at the arguments first
    above, smear = w / cutoff - 1, _smear(D)
    coupled = np.less(above, 0) if smear == 0 else erfc(above / (np.sqrt(2) * smear)) / 2
    return 1 / (w - within("omega", omega) + pulled + 1j * coupled * half_width(w, glass_temperature))


def profile(w, omega, glass_temperature, cutoff, D=np.inf):
    """Profile of a ripplon as the paper has it, (γ/π)/[(w − ω + shift)² + γ²] with γ ∝ w³ at all w (Eq. 55).

    Parameters
    ----------
    w, omega, glass_temperature, cutoff, D
        As for :func:`response`.

    Returns
    -------
    float or array
        In 1/ω_D. Not normalised: its weight is 1 for a narrow line only.

    Raises
    ------
    ValueError
        Where an argument is not positive, or the lowest ripplon would be unstable.
    """
    _stable(omega, glass_temperature, cutoff, D)
    gamma = half_width(w, glass_temperature)
    return gamma / np.pi / ((w - omega + shift(w, glass_temperature, cutoff, D)) ** 2 + gamma**2)


def spectrum(omega, degeneracy, glass_temperature, cutoff, D=np.inf, weights="printed"):
    """All profiles of a domain, as frequencies and numbers of modes that take the place of sharp ripplons.

    Parameters
    ----------
    omega, degeneracy : array
        Sharp frequencies and how many modes have each.
    glass_temperature, cutoff, D : float
        As for :func:`shift`.
    weights : {'printed', 'normed', 'exact'}
        'printed': Eq. 55, which loses modes; 'normed': each profile divided by its weight; 'exact':
        the response of Eq. 52, band and bound state, which loses none. That is for a sharp cutoff only.

    Returns
    -------
    frequencies, modes : array
        To be used wherever a function takes `omega` and `degeneracy`.

    Raises
    ------
    ValueError
        Where an argument is outside its range, the lowest ripplon would be unstable, or `weights` none of the three.
    """
    one_of("weights", weights, ("printed", "normed", "exact"))
    omega, degeneracy = np.atleast_1d(within("omega", omega)), np.atleast_1d(np.asarray(degeneracy, dtype=float))
    _stable(omega, glass_temperature, cutoff, D)
    if weights == "exact" and D != np.inf:
        raise OutOfRange(f"D must be infinite, a sharp cutoff, for exact weights, got {D:.6g}")
    grid = _grid(omega, glass_temperature, cutoff, D)
    steps = np.diff(grid)
    trapezoid = (np.append(steps, 0.0) + np.append(0.0, steps)) / 2
    if weights == "exact":
        shape = -response(grid[:, None], omega, glass_temperature, cutoff).imag / np.pi
    else:
        shape = profile(grid[:, None], omega, glass_temperature, cutoff, D)
    shares = shape * trapezoid[:, None]
    if weights == "normed":
        shares = shares / shares.sum(axis=0)
    if weights == "exact":
        bound = [_bound_state(one, glass_temperature, cutoff) for one in omega]
        places, left = np.array(bound).T
        shares *= (1 - left) / shares.sum(axis=0)
        grid, shares = np.append(grid, places), np.vstack([shares, np.diag(left)])
        order = np.argsort(grid)
        grid, shares = grid[order], shares[order]
    return grid, shares @ degeneracy


def _lines(omega, glass_temperature, cutoff, D=np.inf):
    """Where each ripplon has its peaks below the cutoff, and the half width there."""

    def distance(w, bare):
        return w - bare + shift(w, glass_temperature, cutoff, D)

    coarse = cutoff * -np.expm1(-np.geomspace(1e-9, 30.0, 400))  # up to the cutoff, where a sharp shift diverges
    lowered = shift(coarse, glass_temperature, cutoff, D)
    for bare in omega:
        signs = coarse - bare + lowered
        for i in np.flatnonzero((signs[:-1] < 0) & (signs[1:] > 0)):
            place = brentq(distance, coarse[i], coarse[i + 1], args=(bare,), xtol=1e-15)
            yield place, half_width(place, glass_temperature)


def _grid(omega, glass_temperature, cutoff, D):
    """Frequencies that resolve every line: even in the logarithm, denser by each line's own width and at the cutoff."""
    dip = cutoff * np.geomspace(1e-8, 0.3, 300)
    parts = [np.geomspace(1e-6, 10.0, 3000), cutoff - dip, cutoff + dip]
    for place, width in _lines(omega, glass_temperature, cutoff, D):
        reach = np.arcsinh(0.5 * place / width)
        parts.append(place + width * np.sinh(np.linspace(-reach, reach, 600)))
    return np.unique(np.concatenate(parts))


def weight(omega, glass_temperature, cutoff):
    """Weight of the exact response of a ripplon, below the cutoff and in its bound state above (Eq. 52).

    Parameters
    ----------
    omega, glass_temperature, cutoff : float
        As for :func:`response`.

    Returns
    -------
    band, bound : float
        Their sum is 1.

    Raises
    ------
    ValueError
        Where an argument is not positive, or the ripplon would be unstable.
    """
    _stable(omega, glass_temperature, cutoff)

    def line(u):  # w = ω_c/(1+e^{-u}): the logarithm at the cutoff and the cube at zero are both far out in u
        w = cutoff / (1 + np.exp(-u))
        return -response(w, omega, glass_temperature, cutoff).imag / np.pi * w * (1 - w / cutoff)

    edges = {-40.0, 0.0, 34.0}
    for place, width in _lines([omega], glass_temperature, cutoff):
        near = place + width * np.array([-100, -10, -1, 0, 1, 10, 100])
        near = near[(near > 0) & (near < cutoff)]
        edges |= set(np.log(near / (cutoff - near)))
    edges = sorted(edges)
    band = sum(quad(line, low, high, epsabs=1e-13, epsrel=1e-11, limit=200)[0] for low, high in zip(edges, edges[1:]))

    return float(band), _bound_state(omega, glass_temperature, cutoff)[1]


def _bound_state(omega, glass_temperature, cutoff):
    """Place above a sharp cutoff, and weight, of the state into which a ripplon and its phonons are bound there."""

    def pole(v):
        above = cutoff * np.exp(np.exp(v))
        return above - omega + shift(above, glass_temperature, cutoff)

    if pole(-36.0) > 0:  # so weakly bound that it lies within rounding of the cutoff, with no weight
        return cutoff, 0.0
    above = cutoff * np.exp(np.exp(brentq(pole, -36.0, 2.0, xtol=1e-14)))
    step = 1e-5 * (above - cutoff)
    slope = (shift(above + step, glass_temperature, cutoff) - shift(above - step, glass_temperature, cutoff)) / (2 * step)
    return float(above), float(1 / (1 + slope))


def largest_cutoff(omega, glass_temperature, D=np.inf):
    """Cutoff at which a ripplon's frequency is shifted to zero, [2ω/T_g(1+3/D)]^⅓, in ω_D: beyond, it is unstable.

    Parameters
    ----------
    omega, glass_temperature, D : float or array
        As for :func:`response`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    stiffer = within("glass_temperature", glass_temperature) * (1 + 3 * _smear(D) ** 2)
    return np.cbrt(2 * within("omega", omega) / stiffer)


def _smear(D):
    """Width 1/√D of the cutoff over the cutoff itself."""
    return 0.0 if np.ndim(D) == 0 and D == np.inf else 1 / np.sqrt(within("D", D, low=10, closed=True))


def _mean_log(distance, smear):
    """Mean of ln|x| for a Gaussian x around `distance`, of width `smear`: an integral of Dawson's function."""
    if smear == 0:
        with np.errstate(divide="ignore"):
            return np.log(np.abs(distance))
    z = np.abs(distance) / (np.sqrt(2) * smear)
    near, far = np.minimum(z, _FAR), np.maximum(z, _FAR)
    integral = near * np.sum(_weight * dawsn(near[..., None] * (1 + _node) / 2), axis=-1)
    u = 1 / (2 * far**2)
    tail = np.log(far / _FAR) - _tail(u) + _tail(1 / (2 * _FAR**2))
    return np.log(smear) - (np.euler_gamma + np.log(2)) / 2 + integral + tail


def _tail(u):
    """What twice the integral of Dawson's function lacks to a logarithm, for large argument, u = 1/2z²."""
    return sum(odd * u**n / (2 * n) for n, odd in enumerate((1, 3, 15, 105, 945, 10395), start=1))


def _stable(omega, glass_temperature, cutoff, D=np.inf):
    limit = largest_cutoff(omega, glass_temperature, D)
    if not np.all(within("cutoff", cutoff) < limit):
        words = f"{np.min(limit):.4g}, where the lowest ripplon becomes unstable, got {np.max(cutoff):.6g}"
        raise OutOfRange(f"cutoff must lie below {words}")
