"""Each derivation hangs on what it starts from: a changed start turns its comparison red.

A comparison that typed its target in would stay green here.
"""

from functools import cache

import pytest
from once import run_once
from references import ROOT, code_cells

from glasslib import ledger

# equation: what it starts from, and something else that it could have started from
STARTS = {
    "I-stm": ("Z = 1 + sp.exp(", "Z = 2 + sp.exp("),
    "I-kappa": ("oscillator = hbar * omega", "oscillator = 2 * hbar * omega"),
    "I-K": ("modes = 3 * omega**2", "modes = 2 * omega**2"),
    "I-lambda": ("/ (sp.pi * hbar**2 * c_s)", "/ (2 * sp.pi * hbar**2 * c_s)"),
    "I-Pg2": ("elastic - hbar * omega * N_ph / 2", "elastic - hbar * omega * N_ph / 3"),
    "6": ("tension = sigma_0 / sp.sqrt(R)", "tension = sigma_0 / sp.cbrt(R)"),
    "7": ("arrangements = sp.exp(s_c * N)", "arrangements = sp.exp(2 * s_c * N)"),
    "II-gamma": ("sp.exp(-alpha * r**2)", "sp.exp(-2 * alpha * r**2)"),
    "II-xi": (
        "sp.Eq(barrier.subs(T, 1), sp.log(tau))",
        "sp.Eq(barrier.subs(T, 1), 2 * sp.log(tau))",
    ),
    "1": ("log_tau.subs(gamma, gamma_g * T)", "log_tau.subs(gamma, gamma_g * T**2)"),
    "3": (
        "library = S - (phi - phi_0) ** 2 / (2 * w**2)",
        "library = S - (phi - phi_0) ** 2 / (3 * w**2)",
    ),
    "4": ("misfit: gamma * sp.sqrt(N)", "misfit: gamma * sp.cbrt(N)"),
    "5": ("rate = sp.exp(S_eq)", "rate = sp.exp(2 * S_eq)"),
    "II-D": ("F = gamma * sp.sqrt(N)", "F = 2 * gamma * sp.sqrt(N)"),
    "II-m": ("sp.Eq(vogel_fulcher.subs(T, 1), L)", "sp.Eq(vogel_fulcher.subs(T, 1), 2 * L)"),
    "II-spread": ("variance = dc_p * N_star", "variance = 2 * dc_p * N_star"),
    "II-tau": ("F = gamma * sp.sqrt(N)", "F = 2 * gamma * sp.sqrt(N)"),
    "III-n": ("sp.exp(-eps / T_g) * n(eps)", "sp.exp(-2 * eps / T_g) * n(eps)"),
    "III-Deltaeps": ("sp.simplify(bulk), -T_g * s_c", "sp.simplify(bulk), -T_g * s_c / 2"),
    "III-deltaE2": ("sp.Eq(slope, 1 / T_g)", "sp.Eq(slope, 1 / (2 * T_g))"),
    "11": ("middle = N * De + gamma * sp.sqrt(N)", "middle = N * De + gamma * sp.cbrt(N)"),
    "III-N0": ("middle = N * De + gamma * sp.sqrt(N)", "middle = N * De + 2 * gamma * sp.sqrt(N)"),
    "13": ("(V - center) ** 2 / (4 * width**2 * N)", "(V - center) ** 2 / (2 * width**2 * N)"),
    "14": ("(V - center) ** 2 / (4 * width**2 * N)", "(V - center) ** 2 / (2 * width**2 * N)"),
    "III-Pbar": ("P_bar = flat / xi**3", "P_bar = flat / (4 * xi**3)"),
    "16": ("own_strain = sigma * d / 2", "own_strain = sigma * d"),
    "17": ("k_D = sp.cbrt(6 * sp.pi**2)", "k_D = sp.cbrt(3 * sp.pi**2)"),
    "18": ("sp.Eq(g * thermal, rho_", "sp.Eq(g * thermal, 2 * rho_"),
    "III-g-surface": ("each = d_L / sp.cbrt(N)", "each = 2 * d_L / sp.cbrt(N)"),
    "III-gradphi": ("a_Debye = sp.cbrt(6 * sp.pi**2)", "a_Debye = 2 * sp.pi"),
    "19": ("(g * e_0 / 2) ** 2", "(g * e_0) ** 2"),
    "20": ("theory = {P: 1 / (k_B", "theory = {P: 2 / (k_B"),
    "III-universality": ("theory = {P: 1 / (k_B", "theory = {P: 2 / (k_B"),
    "21": ("edge = sp.sqrt(2 * V / mass)", "edge = sp.sqrt(V / mass)"),
    "22": ("paths = sp.exp(V / (sp.sqrt(2) * k_B * T_g))", "paths = sp.exp(V / (k_B * T_g))"),
    "III-c": ("paths = sp.exp(V / (sp.sqrt(2) * k_B * T_g))", "paths = sp.exp(V / (k_B * T_g))"),
    "23": ("modes = 3 * volume * omega**2", "modes = 2 * volume * omega**2"),
    "24": ("slower = sp.simplify(rate / fastest)", "slower = sp.simplify(rate / fastest) ** 2"),
    "25": ("modes = 3 * volume * omega**2", "modes = 2 * volume * omega**2"),
    "26": ("level = (X / (2 * sp.cosh(X / 2))) ** 2", "level = (X / sp.cosh(X / 2)) ** 2"),
    "27": ("level = (X / (2 * sp.cosh(X / 2))) ** 2", "level = (X / sp.cosh(X / 2)) ** 2"),
    "28": ("growth = (t * fast) ** (c_ / 2)", "growth = (t * fast) ** c_"),
    "III-kappa": (
        "weight = (Delta / E) ** 2 * amplitudes",
        "weight = (Delta / E) * E * amplitudes",
    ),
    "IV-Mw": (
        "beads_energy = N_w * m * (d_L / t) ** 2 / 2",
        "beads_energy = N_w * m * (d_L / t) ** 2",
    ),
    "IV-lindemann-modulus": ("sp.Eq(half_energy, k_B * T_g / 2)", "sp.Eq(half_energy, k_B * T_g)"),
    "29": ("(V - center) ** 2 / (8 * s_c * N)", "(V - center) ** 2 / (4 * s_c * N)"),
    "IV-Tcross": ("log_rate_through = 2 * (", "log_rate_through = 1 * ("),
    "30": ("gas_response = -j / (z * dj)", "gas_response = -2 * j / (z * dj)"),
    "31": ("area_term = 1 + l * (l + 1) / 2", "area_term = 1 + l * (l + 1)"),
    "IV-pressure": ("falling = sigma_0 * sp.sqrt(a / R)", "falling = sigma_0 * sp.cbrt(a / R)"),
    "32": ("falling = sigma_0 * sp.sqrt(a / R)", "falling = sigma_0 * (a / R) ** 1.25"),
    "33": ("sphere = a * sp.cbrt(3 * N / (4 * sp.pi))", "sphere = a * sp.cbrt(N) / 2"),
    "IV-lmax": ("half_wave = sp.pi * (R - a / 2)", "half_wave = sp.pi * R"),
    "34": ("from_liquid = sp.exp(eps / T_g) / T_g", "from_liquid = sp.exp(2 * eps / T_g) / T_g"),
    "35": ("Z = 1 + sp.exp(-beta * eps) * ladder", "Z = 2 + sp.exp(-beta * eps) * ladder"),
    "36": ("Z = 1 + sp.exp(-beta * eps) * ladder", "Z = 2 + sp.exp(-beta * eps) * ladder"),
    "IV-c-TLS": ("frozen = 1 + sp.exp(", "frozen = 2 + sp.exp("),
    "IV-fig15-scale": ("a = sp.cbrt(6 * sp.pi**2) * c_s", "a = sp.cbrt(3 * sp.pi**2) * c_s"),
    "IV-debye": ("oscillator = x**2 *", "oscillator = x**3 *"),
    "37": ("n_of_eps = sp.exp(-eps / T_g) / T_g", "n_of_eps = sp.exp(-2 * eps / T_g) / T_g"),
    "38": ("n_of_eps = sp.exp(-eps / T_g) / T_g", "n_of_eps = sp.exp(-2 * eps / T_g) / T_g"),
    "39": ("f = shifted * w - sp.log(kappa)", "f = shifted * w - 2 * sp.log(kappa)"),
    "40": ("f = shifted * w - sp.log(kappa)", "f = shifted * w - 2 * sp.log(kappa)"),
    "41": ("f = shifted * w - sp.log(kappa)", "f = shifted * w - 2 * sp.log(kappa)"),
    "IV-rho-zero": (
        "no_ripplon = kappa * w - sp.log(kappa)",
        "no_ripplon = kappa * w - sp.log(2 * kappa)",
    ),
    "IV-rho-infinity": (
        "g = small * w - M * sp.log(small)",
        "g = small * w - 2 * M * sp.log(small)",
    ),
    "42": ("sp.DiracDelta(w - S + eps)", "sp.DiracDelta(w - S - eps)"),
    "43": ("f = 2 / (sp.exp(E / T) + 1)", "f = 1 / (sp.exp(E / T) + 1)"),
    "44": ("- sp.log(lam) - sp.log(mu)", "- 2 * sp.log(lam) - sp.log(mu)"),
    "45": ("F = s * w + lam * E", "F = s * w + lam * E / 2"),
    "46": ("F = s * w + lam * E", "F = 2 * s * w + lam * E"),
    "47": ("- sp.log(lam) - sp.log(mu)", "- 2 * sp.log(lam) - sp.log(mu)"),
    "48": ("stored = rho * c_s**2 * e_0**2 / 2", "stored = rho * c_s**2 * e_0**2"),
    "50": ("H = w_l * a_dagger * a", "H = 2 * w_l * a_dagger * a"),
    "52": ("squared * sp.sin(theta) / 2", "squared * sp.sin(theta)"),
    "53": ("squared * sp.sin(theta) / 2", "squared * sp.sin(theta)"),
    "54": (
        "smooth = sp.integrate(quotient, (x, 0, 1))",
        "smooth = sp.integrate(quotient, (x, 0, 2))",
    ),
    "55": ("resolvent = 1 / (w - w_shifted", "resolvent = 2 / (w - w_shifted"),
    "IV-self-energy": (
        "smooth = sp.integrate(quotient, (x, 0, 1))",
        "smooth = sp.integrate(quotient, (x, 0, 2))",
    ),
    "59": ("sp.Matrix([[eps, D_1, D_2]", "sp.Matrix([[2 * eps, D_1, D_2]"),
    "60": ("overlap = 1 / sp.sqrt(1 + sum(", "overlap = 1 / sp.sqrt(1 + 2 * sum("),
    "61": ("sp.Matrix([[eps, D_1, D_2]", "sp.Matrix([[2 * eps, D_1, D_2]"),
    "63": ("bracket = 1 - B_ * D_t**2 / 2", "bracket = 1 - B_ * D_t**2"),
    "64": ("bracket = 1 - B_ * D_t**2 / 2", "bracket = 1 - B_ * D_t**2"),
    "66": ("sp.Matrix([[eps, D_1, D_2]", "sp.Matrix([[2 * eps, D_1, D_2]"),
    "67": ("n_of_eps = sp.exp(-eps / T_g) / T_g", "n_of_eps = sp.exp(-2 * eps / T_g) / T_g"),
    "V-A1": (
        "P = high**c_ / Delta ** (1 + c_)\npower_integral = sp.integrate(Delta ** (p - 1)",
        "P = high**c_ / Delta ** (1 + c_)\npower_integral = sp.integrate(Delta ** p",
    ),
    "68": ("each_rate = sp.pi / 3 * Delta**2", "each_rate = sp.pi * Delta**2"),
    "69": (
        "(P * B_ * Delta**2).subs(Delta, X * T_)",
        "(2 * P * B_ * Delta**2).subs(Delta, X * T_)",
    ),
    "70": ("mode = rho * c_s**2 * k**2 * phi**2 / 2", "mode = rho * c_s**2 * k**2 * phi**2"),
    "72": ("pair = sp.Matrix([[0, coupling]", "pair = sp.Matrix([[0, 2 * coupling]"),
    "73": (
        "Z_i = 1 + weight(e_i) + weight(e_i + w_i)",
        "Z_i = 1 + weight(e_i) + 2 * weight(e_i + w_i)",
    ),
    "74": ("Z_j = 1 + weight(e_j)", "Z_j = 1 + 2 * weight(e_j)"),
    "VI-lsum": ("N ** sp.Rational(-5, 12)", "N ** sp.Rational(-1, 2)"),
    "VI-active": ("fermi = 1 / (1 + sp.exp(u))", "fermi = 1 / (2 + sp.exp(u))"),
    "VI-Frr": ("n_active = sp.log(2) * T", "n_active = T"),
    "75": ("free = A * (-1 + 2 * v)", "free = A * (-1 + v)"),
    "76": ("free = A * (-1 + 2 * v)", "free = A * (-1 + v)"),
    "VI-K": ("strain_energy = 3 * rho", "strain_energy = 2 * rho"),
    "77": (
        "other_half = connected(e_i, e_i + w_i + e_j",
        "other_half = connected(e_i, e_i + w_i + 2 * e_j",
    ),
    "78": (
        "other_half = connected(e_i, e_i + w_i + e_j",
        "other_half = connected(e_i, e_i + w_i + 2 * e_j",
    ),
    "VI-FrT": ("mean = sp.exp(x) * sp.expint(1, x)", "mean = sp.expint(1, x)"),
    "VI-FTLS": ("level_integral = -sp.dirichlet_eta(2)", "level_integral = -sp.zeta(2)"),
    "79": ("free = A * (-1 + 2 * v)", "free = A * (-1 + v)"),
    "80": ("free = A * (-1 + 2 * v)", "free = A * (-1 + v)"),
    "81": ("excited = connected(0, e_i + e_j", "excited = connected(0, e_i + 2 * e_j"),
    "VI-FTT": ("diverging = sp.EulerGamma + sp.log(x)", "diverging = sp.log(x)"),
    "VI-Cint": ("moved = 2 * slope", "moved = slope"),
    "VI-Phillips": ("occupied = T / (T_g * N)", "occupied = 2 * T / (T_g * N)"),
    "82": (
        "bound = -gamma_direct.subs({alpha_0: T / T_g})",
        "bound = -gamma_direct.subs({alpha_0: 2 * T / T_g})",
    ),
    "A-p": ("energy = 4 * sp.pi * r**2 * tension", "energy = 8 * sp.pi * r**2 * tension"),
    "A1": ("area = rim * sp.sin(theta)", "area = 2 * rim * sp.sin(theta)"),
    "A2": ("area = rim * sp.sin(theta)", "area = 2 * rim * sp.sin(theta)"),
    "A3": ("return sigma * (q**2 + l * (l + 1)", "return sigma * (2 * q**2 + l * (l + 1)"),
    "A8": ("w_l**2 * (q + psi), q)", "w_l**2 * (q + 2 * psi), q)"),
    "A9": ("first = sp.integrate(", "first = 2 * sp.integrate("),
    "A10": ("sp.Integer(2 * o + 1)", "sp.Integer(2 * o)"),
    "A11": ("faddeeva = sum(sp.exp(", "faddeeva = sum(2 * sp.exp("),
    "A12": ("pole = sp.pi * w / 2", "pole = sp.pi * w"),
    "A-domega": ("N_star = (gamma / s_c) ** 2", "N_star = 2 * (gamma / s_c) ** 2"),
    "B2": ("border = 2 * sp.pi * sp.integrate(", "border = 4 * sp.pi * sp.integrate("),
    "B-omega": ("sp.integrate(d_L * (1 - r) * 3", "sp.integrate(d_L * (1 - r) * 6"),
    "56": (
        "splitting = sp.sqrt((epsilon + 2 * g * e) ** 2",
        "splitting = sp.sqrt((epsilon + g * e) ** 2",
    ),
    "57": ("cold = 2 * 3 * half_width", "cold = 3 * half_width"),
    "IV-P-tau": ("Delta_of_tau = E * sp.sqrt(tau_min / tau)", "Delta_of_tau = E * (tau_min / tau)"),
    "IV-log-omega": (
        "energy_integral = sp.integrate(1 / sp.cosh(x / 2) ** 2",
        "energy_integral = sp.integrate(1 / sp.cosh(x) ** 2",
    ),
}
SHORT = ("droplet", "form_factor", "ripplons")  # the others are for `make test-all`
EQUATIONS = {
    id: entry
    for id, entry in ledger.load("equations").items()
    if entry["kind"] != "input" and "same_as" not in entry
}


@cache
def executed(chapter):
    """A chapter's one execution, with all of its equations' other starts."""
    return run_once(
        chapter,
        {
            id: STARTS[id]
            for id, entry in EQUATIONS.items()
            if entry.get("chapter") == chapter and id in STARTS
        },
    )


def test_every_derivation_has_another_start():
    assert STARTS.keys() == EQUATIONS.keys()


@pytest.mark.parametrize(
    "id",
    [
        pytest.param(
            id,
            id=f"{EQUATIONS[id]['chapter']}:{id}",
            marks=() if EQUATIONS[id]["chapter"] in SHORT else pytest.mark.slow,
        )
        for id in STARTS
        if id in EQUATIONS
    ],
)
def test_another_start_does_not_lead_to_the_same_end(id):
    chapter, (start, _) = EQUATIONS[id]["chapter"], STARTS[id]
    found = "\n".join(code_cells(ROOT / "book" / f"{chapter}.md")).count(start)
    assert found == 1, f"{id}: the start {start!r} occurs {found} times in {chapter}, not once"
    assert executed(chapter)[id].startswith(f"AssertionError: Eq. {id}: ")
