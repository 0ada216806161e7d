"""The soft-potential model: atoms in quartic wells, from two-level systems to soft vibrations. SI units.

One mode with a coordinate y has the energy W (p² + D₁ y + D₂ y² + y⁴), with p = −i d/dy. A glass has
P_s dD₁ dD₂ such modes per volume, of both signs of D₁. A strain ∇φ adds Λ ∇φ y to the energy of each. Wells with
D₂ below `deepest` are frozen: such a mode vibrates in its deeper well and does not tunnel. With a cutoff D_c, the
density is P_s e^{−(D₁/D_c)²}.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.constants import hbar, k
from scipy.interpolate import CubicSpline, PchipInterpolator, RectBivariateSpline

from glasslib import phonons
from glasslib.arguments import C_S, RHO, T_KELVIN
from glasslib.checks import FloatArray, FloatOrArray, InvalidArgument, Number, Real, Whole, checked
from glasslib.numerics import bisect
from glasslib.thermal import X_MAX, einstein, gauss_legendre, gauss_panels

# the deepest double well that comes to equilibrium, where the caller does not say
DEEPEST = -9.0

# points of the grid on which a mode is represented: for its levels, and for sums over many modes
_POINTS, _FEWER = 64, 40
# modes with smaller D₁ and D₂ are computed exactly, others as vibrations; their splittings exceed 12 W
_LARGEST_D1, _LARGEST_D2 = 150.0, 42.0
_SMALLEST_D1 = 1e-7
# for a smaller D₁, the lowest states of the symmetric well are mixed
_WEAK, _MIXED = 0.1, 12
# temperatures of the table, in W/k_B
_COLDEST, _HOTTEST, _TEMPERATURES = 1e-4, 10.0, 50
# the range of splittings of the table, in W
_LOWEST, _HIGHEST = 1e-3, 12.0
_NODES = 100
_FRACTION, _WEIGHT = gauss_legendre(0.0, 1.0, _NODES)

_D1 = Real("coefficient D₁ of y, the asymmetry of the well", low=-1e6, high=1e6, closed=True)
_D2 = Real(
    "coefficient D₂ of y²; a double well where it is negative", low=-30, high=1e6, closed=True
)
_W = Real("energy scale W of the quartic well, in J")
_P_S = Real("density P_s of modes per volume, D₁ and D₂, in 1/m³")
_C = Real("scattering strength C, as from :func:`scattering_strength`")
_OMEGA = Real("angular frequency of the phonon, in rad/s")
_DEEPEST = Number("smallest D₂ of a double well that tunnels", low=-20, high=-8, closed=True)
_CUTOFF = Real("cutoff D_c of the distribution of D₁", low=0.1).or_none("no cutoff")
_ONE_CUTOFF = Number("cutoff D_c of the distribution of D₁", low=0.1).or_none("no cutoff")
_TAU_0 = Real("attempt time τ₀ of hopping over a barrier, in s").or_none("no hopping")


@checked(
    _POINTS**2,
    D1=_D1,
    D2=_D2,
    number=Whole("how many levels, from the lowest", high=8, scalar=True, shared=False),
)
def levels(D1: FloatOrArray, D2: FloatOrArray, number: int = 2) -> FloatArray:
    """Lowest levels of a quartic well, p² + D₁ y + D₂ y² + y⁴, in W; the level is the last axis.

    The levels of y⁴ alone are 1.0604, 3.7997, 7.4557, ...; for large D₂ > 0 they are √D₂ (2n + 1).

    Notes
    -----
    By diagonalization on a uniform grid that spans the well: the lowest five to 1e-7, the eighth to 1e-4.

    Examples
    --------
    >>> levels(0.0, 0.0, 4).round(6).tolist()
    [1.060362, 3.799673, 7.455698, 11.644746]
    """
    shape = np.broadcast_shapes(np.shape(D1), np.shape(D2))
    first, second = (np.broadcast_to(part, shape).ravel() for part in (D1, D2))
    energy, _ = _energy(np.abs(first), second, _POINTS)
    found = np.linalg.eigvalsh(energy).astype(np.float64)
    return found[:, :number].reshape(*shape, number)


@checked(_POINTS**2, D2=_D2)
def tunnel_splitting(D2: FloatOrArray) -> FloatOrArray:
    """Splitting Δ₀ of the symmetric well, in W; for D₂ → −∞ it is 2√(8|D₂|) √(6S/π) e^{−S}, S = (√2/3)|D₂|^{3/2}.

    Examples
    --------
    >>> round(float(tunnel_splitting(-6.0)), 4)
    0.0414
    """
    low, high = np.moveaxis(levels(0.0, D2), -1, 0)
    return np.maximum(high - low, 0.0)[()]


@checked(
    _NODES,
    E=Real("energy of the quantum, in J"),
    W=_W,
    P_s=_P_S,
    cutoff=_CUTOFF,
)
def vibration_density(
    E: FloatOrArray, W: FloatOrArray, P_s: FloatOrArray, cutoff: FloatOrArray | None = None
) -> FloatOrArray:
    """Density of soft vibrations per volume and energy, (P_s/8W)(E/W)⁴ without a cutoff, in 1/(J m³).

    Harmonic vibrations in the deeper well of each mode. With a cutoff it is multiplied by
    ∫₀¹ exp(−[(E/W)³(u − u³)/8D_c]²) du, so that it grows as E far above 2 D_c^{1/3} W.

    Notes
    -----
    Anharmonicity and tunneling add 1 % at E = 8 W, and less at larger E/W.

    Examples
    --------
    >>> W = 5.5e-23
    >>> round(float(vibration_density(8 * W, W, 1e26) * W / 1e26), 6)
    512.0
    """
    e = E / W
    return P_s / W * e**4 / 8 * _kept(e, cutoff)


@checked(
    2000,
    E=Real("splitting of the two lowest levels, in J", shared=True),
    W=_W,
    P_s=_P_S,
    deepest=_DEEPEST,
    cutoff=_ONE_CUTOFF,
)
def mode_density(
    E: FloatOrArray,
    W: FloatOrArray,
    P_s: FloatOrArray,
    deepest: float = DEEPEST,
    cutoff: float | None = None,
) -> FloatOrArray:
    """Density of modes by the splitting of their two lowest levels, in 1/(J m³).

    From tunneling states, E ≪ W, where it depends on the logarithm of E only, to soft vibrations, E ≫ W, where it
    is that of :func:`vibration_density`, which is used above 12 W.

    Notes
    -----
    Good to 1 %. Computed for E ≥ W/1000, where `deepest` cuts it no more than the finite time of an experiment would.

    Examples
    --------
    >>> W = 5.5e-23
    >>> round(float(mode_density(W, W, 1e26) * W / 1e26), 2)
    5.33
    """
    e = E / W
    if np.any(e < _LOWEST):
        raise InvalidArgument(
            f"E must be at least {_LOWEST:g} W = {_LOWEST * np.max(W):.6g}, got {np.min(E):.6g}"
        )
    low = np.exp(_mode_count(deepest, cutoff)(np.log(np.minimum(e, _HIGHEST))))
    return np.where(
        e < _HIGHEST, low * P_s / W, vibration_density(np.maximum(E, W), W, P_s, cutoff)
    )[()]


@checked(_NODES, T=T_KELVIN, W=_W, P_s=_P_S, deepest=_DEEPEST, cutoff=_ONE_CUTOFF)
def heat_capacity(
    T: FloatOrArray,
    W: FloatOrArray,
    P_s: FloatOrArray,
    deepest: float = DEEPEST,
    cutoff: float | None = None,
) -> FloatOrArray:
    """Heat capacity of the modes, with all their levels, in J/(K m³).

    Nearly linear in T below k_B T = W/5, from tunneling; proportional to T⁵ above W without a cutoff, from soft
    vibrations. That of Debye phonons adds to it.

    Notes
    -----
    Computed for k_B T ≥ W/10⁴. The modes that are not soft vibrations are summed exactly, over D₁ and D₂, in a table
    that is made once for each `deepest`; it is good to 0.5 %. Above 10 W/k_B, their sum is taken as constant.

    Examples
    --------
    >>> W = 5.5e-23
    >>> scaled = heat_capacity(0.5 * W / k, W, 1e26) / (k * 1e26)
    >>> round(float(scaled), 2)
    8.5
    """
    t = k * T / W
    if np.any(t < _COLDEST):
        raise InvalidArgument(
            f"T must be at least {_COLDEST:g} W/k_B = {_COLDEST * np.max(W) / k:.6g}, got {np.min(T):.6g}"
        )
    tunneling = _tunneling_heat(deepest, cutoff)(np.log(np.minimum(t, _HOTTEST)))
    return k * P_s * (_vibration_heat(t, cutoff) + tunneling)


@checked(
    P_s=_P_S,
    coupling=Real("coupling Λ of a mode to strain, in J"),
    W=_W,
    rho=RHO,
    c_s=C_S,
)
def scattering_strength(
    P_s: FloatOrArray, coupling: FloatOrArray, W: FloatOrArray, rho: FloatOrArray, c_s: FloatOrArray
) -> FloatOrArray:
    """Scattering strength C = P_s Λ²/(ρ c_s² W), the same for tunneling states and for soft vibrations.

    It takes the place of P̄g²/(ρc_s²) of the standard tunneling model.

    Examples
    --------
    >>> round(float(scattering_strength(1e26, 4e-20, 5.5e-23, 2200.0, 4100.0)), 6)
    0.078662
    """
    return P_s * coupling**2 / (rho * c_s**2 * W)


@checked(omega=_OMEGA, W=_W, scattering_strength=_C, c_s=C_S, cutoff=_CUTOFF)
def vibration_attenuation(
    omega: FloatOrArray,
    W: FloatOrArray,
    scattering_strength: FloatOrArray,
    c_s: FloatOrArray,
    cutoff: FloatOrArray | None = None,
) -> FloatOrArray:
    """Inverse mean free path against soft vibrations, (πCω/c_s)(ħω/W)³/8 without a cutoff, in 1/m.

    An oscillator absorbs at its own frequency, at any temperature at the same net rate.

    Examples
    --------
    >>> round(float(vibration_attenuation(2e12, 5.5e-23, 3e-4, 4100.0)) / 1e6, 2)
    3.24
    """
    e = hbar * omega / W
    return np.pi * scattering_strength * omega / c_s * e**3 / 8 * _kept(e, cutoff)


@checked(
    omega=_OMEGA,
    T=T_KELVIN,
    W=_W,
    scattering_strength=_C,
    c_s=C_S,
    tau_0=_TAU_0.but(_TAU_0.text, none=""),
)
def hopping_attenuation(
    omega: FloatOrArray,
    T: FloatOrArray,
    W: FloatOrArray,
    scattering_strength: FloatOrArray,
    c_s: FloatOrArray,
    tau_0: FloatOrArray,
) -> FloatOrArray:
    """Inverse mean free path against double wells that relax by thermal activation, in 1/m.

    (2Cω/c_s)(k_B T/W)^{3/4} ∫₀^∞ x^{−1/4} ωτ/(1 + ω²τ²) dx with τ = τ₀ eˣ, where x is the barrier over k_B T. For
    ωτ₀ → 0 it is (πCω/c_s)(k_B T/W)^{3/4} ln^{−1/4}(1/ωτ₀).

    Examples
    --------
    >>> round(float(hopping_attenuation(1e11, 5.0, 5.5e-23, 3e-4, 4100.0, 1e-13)) / 1e4, 2)
    1.89
    """
    strength = 2 * scattering_strength * omega / c_s
    return strength * (k * T / W) ** 0.75 * _hopping(omega * tau_0)


@checked(
    omega=_OMEGA, T=T_KELVIN, W=_W, scattering_strength=_C, c_s=C_S, cutoff=_CUTOFF, tau_0=_TAU_0
)
def mean_free_path(
    omega: FloatOrArray,
    T: FloatOrArray,
    W: FloatOrArray,
    scattering_strength: FloatOrArray,
    c_s: FloatOrArray,
    cutoff: FloatOrArray | None = None,
    tau_0: FloatOrArray | None = None,
) -> FloatOrArray:
    """Mean free path of a phonon against tunneling states, soft vibrations and hopping, in m.

    1/l = (πCω/c_s) [tanh(ħω/2k_B T) + (ħω/W)³/8], and :func:`hopping_attenuation` where `tau_0` is given.

    Notes
    -----
    The two terms are the limits for ħω ≪ W and ħω ≫ W. Summed over all wells at T = 0, the golden rule gives 1.4 times
    as much at ħω = W, where the mean free path is too long by that factor.

    Examples
    --------
    >>> round(float(mean_free_path(1e11, 0.5, 5.5e-23, 3e-4, 4100.0)) * 1e6, 1)
    67.5
    """
    tunneling = np.pi * scattering_strength * omega / c_s * np.tanh(hbar * omega / (2 * k * T))
    total = tunneling + vibration_attenuation(omega, W, scattering_strength, c_s, cutoff)
    if tau_0 is not None:
        total = total + hopping_attenuation(omega, T, W, scattering_strength, c_s, tau_0)
    return 1 / total


@checked(
    400,
    T=T_KELVIN,
    W=_W,
    scattering_strength=_C,
    c_s=C_S,
    debye_temperature=Real("Debye temperature T_D, at which the phonons end, in K"),
    cutoff=_CUTOFF,
    tau_0=_TAU_0,
)
def conductivity(
    T: FloatOrArray,
    W: FloatOrArray,
    scattering_strength: FloatOrArray,
    c_s: FloatOrArray,
    debye_temperature: FloatOrArray,
    cutoff: FloatOrArray | None = None,
    tau_0: FloatOrArray | None = None,
) -> FloatOrArray:
    """Thermal conductivity of phonons with :func:`mean_free_path`, in W/(m K).

    The kinetic integral of :func:`glasslib.phonons.conductivity`: T² far below W/k_B. Above it, without hopping, κ
    grows as √T; hopping makes it nearly flat.

    Examples
    --------
    >>> round(float(conductivity(1.0, 5.5e-23, 3e-4, 4100.0, 342.0)), 4)
    0.0277
    """
    columns = {
        name: np.asarray(value)[..., None]
        for name, value in {
            "W": W,
            "scattering_strength": scattering_strength,
            "c_s": c_s,
            "cutoff": cutoff,
            "tau_0": tau_0,
        }.items()
        if value is not None
    }
    path = lambda omega, T: mean_free_path(omega, T, **columns)
    return phonons.conductivity(T, c_s, path, debye_temperature)


@checked(W=_W, deepest=_DEEPEST, cutoff=_ONE_CUTOFF)
def heat_minimum(
    W: FloatOrArray, deepest: float = DEEPEST, cutoff: float | None = None
) -> FloatOrArray:
    """Temperature at which the heat capacity over T³ is smallest, in K.

    The minimum between tunneling states and soft vibrations. Phonons with a heat capacity proportional to T³ do not
    shift it.

    Notes
    -----
    It is 0.55 W/k_B for `deepest` = −9, and 0.53 to 0.64 W/k_B for −8 to −20. A cutoff shifts it upward; with one
    below about 12 there is no minimum, and an error says so.

    Examples
    --------
    >>> W = 5.5e-23
    >>> round(float(heat_minimum(W)) * k / W, 3)
    0.546
    """
    t = np.geomspace(0.2, 2.0, 200)
    scaled = heat_capacity(t / k, 1.0, 1.0, deepest, cutoff) / t**3
    inside = np.flatnonzero((scaled[1:-1] < scaled[:-2]) & (scaled[1:-1] <= scaled[2:])) + 1
    if not inside.size:
        raise InvalidArgument(f"cutoff must leave a minimum of C/T³, got {cutoff:.6g}")
    # the lowest point of the parabola through three
    x, y = np.log(t[inside[0] - 1 : inside[0] + 2]), scaled[inside[0] - 1 : inside[0] + 2]
    bend, slope, _ = np.polyfit(x - x[1], y, 2)
    return float(np.exp(x[1] - slope / (2 * bend))) * W / k


# ---- one mode


def _bottom(D1: FloatArray, D2: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Place of the lowest value of the well, and the harmonic frequency there, in W."""
    # the deeper well is the most negative root of 4y³ + 2D₂y + D₁
    widest = np.sqrt(np.maximum(-D2, 0) / 2) + np.cbrt(D1 / 4) + 1e-9
    flattest = -np.sqrt(np.maximum(-D2, 0) / 6)
    y = np.asarray(bisect(lambda y: -((4 * y * y + 2 * D2) * y + D1), -1.01 * widest, flattest))
    return y, np.sqrt(np.maximum(4 * D2 + 24 * y**2, 0))


def _energy(D1: FloatArray, D2: FloatArray, points: int) -> tuple[FloatArray, FloatArray]:
    """The modes on a grid, with D₁ ≥ 0: their energies as matrices, in W, and the places of the points."""
    y, frequency = _bottom(D1, D2)
    bottom = D1 * y + D2 * y**2 + y**4
    # a grid between the points where the well is high above its lowest level
    height = bottom + points * (0.375 * frequency + 1.875)
    companion = np.zeros((D1.size, 4, 4))
    companion[:, [1, 2, 3], [0, 1, 2]] = 1
    companion[:, :3, 3] = np.stack([height, -D1, -D2], axis=-1)
    roots = np.linalg.eigvals(companion)
    real = np.abs(roots.imag) < 1e-6 * np.abs(roots)
    left = np.where(real, roots.real, np.inf).min(axis=1)
    right = np.where(real, roots.real, -np.inf).max(axis=1)
    step = (right - left) / (points - 1)
    place = np.arange(points)
    apart = place[:, None] - place
    # p² between functions sin(πx)/(πx)
    kinetic = np.where(
        apart == 0, np.pi**2 / 3, 2 * (-1.0) ** apart / np.where(apart == 0, 1, apart) ** 2
    )
    energy = kinetic / step[:, None, None] ** 2
    y = left[:, None] + step[:, None] * place
    energy[:, place, place] += D1[:, None] * y + D2[:, None] * y**2 + y**4
    return energy, y


@lru_cache(maxsize=8)
def _grid(deepest: float) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Nodes and weights of ∫dD₁ and ∫dD₂ over the modes that are computed exactly; both signs of D₁."""
    # panels from zero, as gauss_panels has them
    distance, weight_1 = gauss_panels(np.linspace(0.0, np.log(_LARGEST_D1 / _SMALLEST_D1), 13))
    D1 = _SMALLEST_D1 * np.exp(distance)
    wells = np.linspace(0.0, -deepest, 1 + int(np.ceil(-deepest)))
    single = np.array([1.0, 2.0, 4.0, 7.0, 12.0, 20.0, _LARGEST_D2])
    height, weight_2 = gauss_panels(np.concatenate([wells, single - deepest]))
    return D1, 2 * weight_1 * D1, height + deepest, weight_2


@lru_cache(maxsize=8)
def _levels_on_grid(deepest: float) -> tuple[FloatArray, FloatArray]:
    """Levels over the lowest, and harmonic frequencies, at the nodes of D₁ (first axis) and D₂."""
    D1, _, D2, _ = _grid(deepest)
    first, second = np.broadcast_arrays(D1[:, None], D2)
    _, frequencies = _bottom(first, second)
    strong = D1 > _WEAK
    exact = np.linalg.eigvalsh(_energy(first[strong].ravel(), second[strong].ravel(), _FEWER)[0])
    # a weak D₁ mixes the states of the symmetric well; the highest ones are left as they are
    energy, y = _energy(np.zeros(D2.size), D2, _FEWER)
    symmetric, states = np.linalg.eigh(energy)
    low = states[..., :_MIXED]
    mixing = np.swapaxes(low, -1, -2) @ (y[..., None] * low)
    mixed = D1[~strong, None, None, None] * mixing
    mixed += symmetric[:, :_MIXED, None] * np.eye(_MIXED)
    energies = np.empty((*frequencies.shape, _FEWER))
    energies[strong] = exact.reshape(-1, D2.size, _FEWER)
    energies[~strong] = symmetric
    energies[~strong, :, :_MIXED] = np.linalg.eigvalsh(mixed)
    return energies - energies[..., :1], frequencies


# ---- sums over the modes


def _kept(e: FloatOrArray, cutoff: FloatOrArray | None) -> FloatOrArray:
    """Share of the soft vibrations of energy e W that the cutoff leaves, ∫₀¹ exp(−[e³(u − u³)/8D_c]²) du."""
    if cutoff is None:
        return 1.0
    return np.exp(_kept_table()(np.log(np.clip(e**3 / (8 * cutoff), 1e-3, 1e6))))


@lru_cache(maxsize=1)
def _kept_table() -> CubicSpline:
    x = np.geomspace(1e-3, 1e6, 400)
    # both ends of the integral are sharp for large x: nodes by powers from each
    u, weight = gauss_panels(np.concatenate([[0.0], np.geomspace(1e-8, 0.5, 60)]))
    left, right = u - u**3, (1 - u) - (1 - u) ** 3
    total = [weight @ (np.exp(-((y * left) ** 2)) + np.exp(-((y * right) ** 2))) for y in x]
    return CubicSpline(np.log(x), np.log(total))


def _vibration_heat(t: FloatOrArray, cutoff: float | None) -> FloatOrArray:
    """Heat capacity of the soft vibrations over k_B P_s, ∫ n(E) einstein(E/T) dE; t = k_B T/W."""
    x = X_MAX * _FRACTION
    e = np.asarray(t)[..., None] * x
    return np.sum(X_MAX * _WEIGHT * einstein(x) * e**4 / 8 * _kept(e, cutoff), axis=-1) * t


@lru_cache(maxsize=64)
def _tunneling_heat(deepest: float, cutoff: float | None) -> CubicSpline:
    """What the levels of the modes add to the heat capacity of soft vibrations, over k_B P_s, against ln t."""
    t, by_D1 = _heat_by_D1(deepest)
    D1, weight, _, _ = _grid(deepest)
    kept = weight if cutoff is None else weight * np.exp(-((D1 / cutoff) ** 2))
    return CubicSpline(np.log(t), by_D1 @ kept)


@lru_cache(maxsize=8)
def _heat_by_D1(deepest: float) -> tuple[FloatArray, FloatArray]:
    """Temperatures, and the heat capacity less that of a vibration, integrated over D₂, at each of them and each D₁."""
    t = np.geomspace(_COLDEST, _HOTTEST, _TEMPERATURES)
    energies, frequencies = _levels_on_grid(deepest)
    _, _, _, weight = _grid(deepest)
    found = np.empty((t.size, len(energies)))
    for i, temperature in enumerate(t):
        # levels that are frozen out are left out of the sum
        most = 1 + int((energies < 60 * temperature).sum(axis=-1).max(initial=1))
        x = energies[..., : max(most, 2)] / temperature
        occupied = np.exp(-x)
        occupied /= occupied.sum(axis=-1, keepdims=True)
        mean = (occupied * x).sum(axis=-1)
        spread = (occupied * (x - mean[..., None]) ** 2).sum(axis=-1)
        vibration = einstein(np.maximum(frequencies / temperature, 1e-9))
        found[i] = (spread - vibration) @ weight
    return t, found


@lru_cache(maxsize=64)
def _mode_count(deepest: float, cutoff: float | None) -> CubicSpline:
    """Logarithm of the density of modes in P_s/W against the logarithm of their splitting in W."""
    D1, _, D2, _ = _grid(deepest)
    energies, _ = _levels_on_grid(deepest)
    gap = energies[..., 1]
    symmetric = np.maximum(tunnel_splitting(D2), 1e-9)
    # the splitting is √(Δ₀² + q²), where q is proportional to D₁ if that is small: ln D₁/q is smooth
    log_q = np.linspace(np.log(1e-4), np.log(_HIGHEST), 80)
    ratio = np.empty((log_q.size, D2.size))
    for j in range(D2.size):
        q = np.sqrt(np.maximum(gap[:, j] ** 2 - symmetric[j] ** 2, 0.0))
        good = q > np.maximum(1e-3 * symmetric[j], 1e-6)
        shape = PchipInterpolator(np.log(q[good]), np.log(D1[good] / q[good]))
        ratio[:, j] = shape(np.clip(log_q, np.log(q[good][0]), np.log(q[good][-1])))
    surface = RectBivariateSpline(log_q, D2, ratio, kx=3, ky=3)
    known = symmetric > _LOWEST / 10
    log_symmetric = CubicSpline(D2[known], np.log(symmetric[known]))
    least = max(deepest, float(D2[known][0]))
    splittings = np.geomspace(_LOWEST, _HIGHEST, 60)
    top = np.asarray(
        bisect(
            lambda D2: np.log(splittings) - log_symmetric(D2),
            np.full(splittings.size, least),
            np.full(splittings.size, _LARGEST_D2),
        )
    )
    s, weight = gauss_panels(np.linspace(0.0, 1.0, 21))
    place = top[:, None] - (top - deepest)[:, None] * s**2
    own = np.where(place > least, np.exp(log_symmetric(np.maximum(place, least))), 0.0)
    q = np.sqrt(np.maximum(splittings[:, None] ** 2 - own**2, 1e-20))
    asymmetry = q * np.exp(surface(np.log(q), place, grid=False))
    growth = 1 + surface(np.log(q), place, dx=1, grid=False)
    kept = 1.0 if cutoff is None else np.exp(-((asymmetry / cutoff) ** 2))
    slope = kept * asymmetry * growth * splittings[:, None] / q**2
    count = 2 * (slope * 2 * s) @ weight * (top - deepest)
    return CubicSpline(np.log(splittings), np.log(count + _frozen(splittings, deepest, cutoff)))


def _frozen(e: FloatArray, deepest: float, cutoff: float | None) -> FloatArray:
    """Density, in P_s/W, of vibrations in double wells below `deepest`, at a splitting e W."""
    u, weight = gauss_legendre(0.0, 1.0, _NODES)
    first = np.minimum(np.sqrt((1 - 4 * deepest / e**2) / 1.5), 1.0)[:, None]
    u = first + (1 - first) * u
    kept = 1.0 if cutoff is None else np.exp(-(((e**3 / (8 * cutoff))[:, None] * (u - u**3)) ** 2))
    return e**4 / 8 * np.sum(kept * np.broadcast_to(weight, u.shape) * (1 - first), axis=-1)


@lru_cache(maxsize=1)
def _hopping_table() -> CubicSpline:
    a = np.geomspace(1e-12, 1e3, 300)
    # x = s⁴ takes the singularity of x^{−1/4} away
    s, weight = gauss_panels(np.linspace(0.0, X_MAX**0.25, 300))
    speed = a[:, None] * np.exp(np.minimum(s**4, X_MAX))
    return CubicSpline(np.log(a), np.log((speed / (1 + speed**2) * 4 * s**2) @ weight))


def _hopping(a: FloatOrArray) -> FloatOrArray:
    """∫₀^∞ x^{−1/4} ωτ/(1 + ω²τ²) dx with ωτ = a eˣ."""
    inside = np.exp(_hopping_table()(np.log(np.clip(a, 1e-12, 1e3))))
    # slow against all that hop: ∫ x^{−1/4} e^{−x} dx/a
    return np.where(a > 1e3, 1e3 / np.maximum(a, 1e3), 1.0) * inside
