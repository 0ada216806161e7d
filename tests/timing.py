"""Times of functions, each beside its formula written out directly. Part of `make bench`.

The direct way is one temperature, by adaptive quadrature and root finding, or by plain sums over states;
its time is multiplied by the number of temperatures that the function was given. A function that is
not the stated number of times quicker than that fails.
"""

import statistics
import subprocess
import sys
import time
from functools import partial
from itertools import product
from math import comb

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq

from glasslib import conductivity, counting, friction, ripplons, time_dependent_heat

RUNS = 20
T_G, CUTOFF = 4.4, 1.8 / 5.8
SHARP = ripplons.spectrum(5.8**3, 0.1)
OMEGA, MODES = SHARP.omega, SHARP.degeneracy
T = np.geomspace(1e-3, 0.3, 200)
ONE = 120  # the temperature of the direct way: T[120] = 0.031


def first_and_median(call):
    times = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
    return result, times[0], statistics.median(times[1:])


# ---- the formulas, as they stand


def levels_one_by_one(highest):
    """States up to an energy: a loop over all occupation numbers."""
    states = 0
    for quanta in product(*(range(int(highest / w) + 1) for w in OMEGA[:4])):
        left = highest - sum(n * w for n, w in zip(quanta, OMEGA, strict=False))
        if left >= 0:
            low = np.prod([comb(n + int(g) - 1, n) for n, g in zip(quanta, MODES, strict=False)])
            for others in product(*(range(int(left / w) + 1) for w in OMEGA[4:])):
                if sum(n * w for n, w in zip(others, OMEGA[4:], strict=False)) <= left * (
                    1 + 1e-12
                ):
                    states += int(
                        low
                        * np.prod(
                            [
                                comb(n + int(g) - 1, n)
                                for n, g in zip(others, MODES[4:], strict=False)
                            ]
                        )
                    )
    return states


def heat_capacity_by_quadrature(spectrum, t):
    """Eqs. 34 and 36, from one ε to the next."""

    def integrand(eps):
        return np.exp(-abs(eps) / T_G) / T_G * ripplons.heat_capacity(eps, t, spectrum)

    kink = -t * counting.log_product(1 / t, spectrum)
    ends = sorted({-60.0, -40 * t, 0.0, kink, 40 * t + kink})
    return sum(
        quad(integrand, low, high, epsrel=1e-6, limit=200)[0]
        for low, high in zip(ends, ends[1:], strict=False)
    )


def sums(s, omega, modes):
    n = 1 / np.expm1(np.minimum(s * omega, 700))
    return modes @ np.log1p(n), (modes * omega) @ n, (modes * omega**2) @ (n * (n + 1))


def kappa_by_descent(spectrum, t):
    """Eqs. 39-48 with a root for each frequency and for each energy."""
    omega, modes = spectrum.omega, spectrum.degeneracy
    b = 1 / T_G

    def ground(w):
        s = brentq(lambda s: sums(s, omega, modes)[1] + 1 / (s + b) - w, 1e-2, 1e6)
        log_Z, _, C = sums(s, omega, modes)
        return np.exp(s * w + log_Z) / (np.sqrt(2 * np.pi * (C + 1 / (s + b) ** 2)) * (s + b))

    def excited(w, E):
        longest = 2 * E / (np.sqrt(4 + (b * E) ** 2) + 2 - b * E)
        of_x = lambda x: b + 1 / x - 1 / (E - x)
        x = brentq(
            lambda x: sums(of_x(x), omega, modes)[1] - (w + E - x),
            1e-3 * longest,
            (1 - 1e-12) * longest,
        )
        y = E - x
        log_Z, _, C = sums(of_x(x), omega, modes)
        return (
            np.exp(of_x(x) * w + 1 + y / x + log_Z)
            * x
            * y
            / (2 * np.pi * np.sqrt(C * (x * x + y * y) + (x * y) ** 2))
        )

    def density(w):
        share = lambda E: excited(w, E) / (2 * t * np.cosh(E / (2 * t)) ** 2)
        return ground(w) + quad(share, 1e-6, 40 * t, epsrel=1e-4, limit=100)[0]

    return conductivity_from(density, t, 1e-4)


def kappa_by_levels(spectrum, t):
    """Eqs. 37, 43 and 48: for each frequency a sum over all levels."""
    energies, number = counting.enumerate_levels(1 + 40 * t, spectrum)

    def density(w):
        total = 0.0
        for E, many in zip(energies, number, strict=False):
            f = 1.0 if w >= E else 2 / (np.exp((E - w) / t) + 1)
            total += many * f * np.exp(-abs(E - w) / T_G)
        return total

    return conductivity_from(density, t, 1e-4, [E for E in energies if 0 < E < 1])


def kappa_by_recursion(spectrum, t, step=5e-4):
    """The same for broadened lines: n g_n = Σ a_m g_{n-m} on a grid, and sums over it."""
    omega, modes = spectrum.omega, spectrum.degeneracy
    size = int((1 + 40 * t) / step)
    place = omega / step
    d = np.zeros(size)
    for point, share in ((place.astype(int), 1 - place % 1), (place.astype(int) + 1, place % 1)):
        np.add.at(d, point[point < size], (modes * share)[point < size])
    a = np.zeros(size)
    for j in range(1, size):
        a[j::j] += j * d[j]
    g = np.zeros(size)
    g[0] = 1.0
    for n in range(1, size):
        g[n] = a[1 : n + 1] @ g[n - 1 :: -1] / n
    E = step * np.arange(size)

    def density(w):
        f = np.where(w >= E, 1.0, 2 / (np.exp(np.maximum(E - w, 0) / t) + 1))
        return np.sum(g * f * np.exp(-np.abs(E - w) / T_G))

    return conductivity_from(density, t, 1e-4)


def conductivity_from(density, t, error, points=()):
    def integrand(w):
        x = w / t
        return x**3 * np.exp(x) / np.expm1(x) ** 2 * (150 / density(w) + 1)

    ends = [1e-6, *sorted(points), 1.0]
    return t * sum(
        quad(integrand, low, high, epsrel=error, limit=100)[0]
        for low, high in zip(ends, ends[1:], strict=False)
        if low < 40 * t
    )


def time_dependent_heat_by_quadrature(t, when, rate, c):
    """Eqs. 26 and 27, an integral within an integral."""

    def integrand(E):
        longest = np.log(when * rate * E**3 / np.tanh(E / (2 * t)))
        if longest <= 0:
            return 0.0
        of_root = lambda w: 2 * w * np.exp(c * w * w / 2) / np.sqrt(-np.expm1(-w * w))  # z = w^2
        return (
            (E / (2 * t) / np.cosh(E / (2 * t))) ** 2
            * E**-c
            * quad(of_root, 0, np.sqrt(longest))[0]
        )

    return quad(integrand, 0, 80 * t, epsrel=1e-6, limit=200)[0] / 2


def import_times():
    """Processor time of importing numpy and scipy.special, and of importing glasslib after them."""
    code = "import time; a = time.process_time(); import numpy, scipy.special; b = time.process_time(); import glasslib; print(b - a, time.process_time() - b)"
    runs = [
        map(
            float,
            subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=True
            ).stdout.split(),
        )
        for _ in range(5)
    ]
    return [min(times) for times in zip(*runs, strict=False)]


def main():
    slow_ones = []
    broaden = partial(friction.broadened_spectrum, SHARP, T_G, CUTOFF)
    lines = broaden()
    print(
        f"first call, median of {RUNS}; 200 temperatures, beside 200 times the direct way; difference at T = {T[ONE]:.3f}"
    )

    def line(least, name, call, direct, value=lambda result: result[ONE], times=T.size):
        result, first, median = first_and_median(call)
        start = time.perf_counter()
        expected = direct()
        slow = (time.perf_counter() - start) * times
        print(
            f"{1e3 * first:7.1f} ms {1e3 * median:7.1f} ms {slow:9.2f} s, {slow / median:9.0f} times  {name} ({value(result) / expected - 1:+.0e})",
            flush=True,
        )
        if slow < least * median:
            slow_ones.append(f"{name}: less than {least} times quicker than the direct way")

    line(
        100,
        "levels to 2 ω_D",
        lambda: counting.enumerate_levels(2.0, SHARP),
        lambda: levels_one_by_one(2.0),
        lambda found: found[1].sum(),
        1,
    )
    for name, where, least in (("sharp", SHARP, 200), ("broadened", lines, 80)):
        line(
            least,
            f"averaged heat capacity, {name}",
            lambda where=where: ripplons.average_heat_capacity(T, T_G, where),
            lambda where=where: heat_capacity_by_quadrature(where, T[ONE]),
        )
    for name, where, direct, counted, descent in (
        ("sharp", lambda: SHARP, kappa_by_levels, 5000, 500),
        ("broadened", broaden, kappa_by_recursion, 100, 500),
    ):
        line(
            counted,
            f"κ, counted, {name}",
            lambda where=where: conductivity.conductivity(T, T_G, where(), "exact"),
            lambda where=where, direct=direct: direct(where(), T[ONE]),
        )
        line(
            descent,
            f"κ, by descent, {name}",
            lambda where=where: conductivity.conductivity(T, T_G, where()),
            lambda where=where: kappa_by_descent(where(), T[ONE]),
        )
    cold = np.geomspace(1e-5, 1e-1, 200)
    line(
        20,
        "heat capacity after a second",
        lambda: time_dependent_heat.heat_capacity(cold, 1.0, 1e9, 0.1),
        lambda: time_dependent_heat_by_quadrature(cold[ONE], 1.0, 1e9, 0.1),
    )
    others, ours = import_times()
    print(
        f"{1e3 * ours:7.1f} ms to import glasslib, after {1e3 * others:.1f} ms for numpy and scipy.special"
    )
    if ours > others / 10:
        slow_ones.append(
            "glasslib takes more than a tenth as long to import as numpy and scipy.special"
        )
    sys.exit("\n".join(slow_ones))


if __name__ == "__main__":
    main()
