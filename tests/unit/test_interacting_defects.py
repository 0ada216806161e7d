import numpy as np
import pytest
from scipy.integrate import quad

from glasslib import interacting_defects as defects

GLASS = {"rho": 2200.0, "c_s": 4100.0}


def test_fields_of_defects_at_random_have_the_width_of_a_lorentzian():
    # 4000 defects in a ball of radius 1 around the one that feels them, U = 1
    random = np.random.default_rng(7)
    fields = np.array(
        [
            np.sum(random.choice([-1, 1], 4000) / random.uniform(0, 1, 4000))  # 1/r³, r³ uniform
            for _ in range(4000)
        ]
    )
    n = 4000 / (4 * np.pi / 3)
    width = defects.field_width(n, 1.0, 1.0, 1.0, 1.0)
    # half of a Lorentzian is within its half width, and a quarter beyond 2.414 times that
    assert np.mean(np.abs(fields) < width) == pytest.approx(0.5, abs=0.02)
    assert np.mean(np.abs(fields) > (1 + np.sqrt(2)) * width) == pytest.approx(0.25, abs=0.02)


def test_the_width_is_that_of_the_characteristic_function():
    # n ∫d³r (1 − cos tU/r³) = n (4π/3) U|t| ∫₀^∞ (1 − cos s)/s² ds
    near, _ = quad(lambda s: (1 - np.cos(s)) / s**2, 0, 200 * np.pi, limit=2000)
    integral = near + 1 / (200 * np.pi)
    assert defects.field_width(1.0, 1.0, 1.0, 1.0, 1.0) == pytest.approx(
        4 * np.pi / 3 * integral, rel=1e-4
    )


def test_the_strength_of_one_kind_is_a_pure_number():
    for g in (1e-20, 3e-19):
        P = defects.splitting_density(g, g, **GLASS)
        assert P * g**2 / (2200.0 * 4100.0**2) == pytest.approx(defects.STRENGTH_OF_ONE_KIND)
    # the probability density at zero field is 1/(π × half width), and the splitting is twice the field
    n = 3e27
    width = defects.field_width(n, 1e-19, 1e-19, **GLASS)
    assert defects.splitting_density(1e-19, 1e-19, **GLASS) == pytest.approx(n / (np.pi * width))
    # a hundred times what glasses show
    assert defects.STRENGTH_OF_ONE_KIND / 3e-4 > 100


def test_two_kinds_are_weaker_by_the_ratio_of_their_couplings():
    weak, strong = 2e-21, 1e-19
    P = defects.splitting_density(weak, strong, **GLASS)
    strength = P * weak**2 / (2200.0 * 4100.0**2)
    assert defects.weak_defect_strength(weak / strong) == pytest.approx(strength)
    assert 1e-4 < strength < 2e-3
    widths = [defects.field_width(1e27, own, strong, **GLASS) for own in (weak, strong)]
    assert defects.weak_field(0.02, 700.0) / 700.0 == pytest.approx(widths[0] / widths[1])
