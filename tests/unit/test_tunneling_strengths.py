"""The table of measured tunneling strengths: its rows, a new one, and malformed ones."""

import numpy as np
import pytest

from glasslib import data, elasticity, phonons, tunneling, tunneling_strengths
from glasslib.checks import InvalidArgument

HEAD = ",".join(tunneling_strengths.Strength._fields)
GOOD = "Xx,2500,4000,2400,0.5,0.4,1e45,3e-4,4e-4,sound absorption,somebody 1999,10.1000/x"


def table(tmp_path, *rows, head=HEAD):
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(["# quantity: some", "", head, *rows]) + "\n", encoding="utf-8")
    return path


def test_the_strength_of_silica_follows_from_its_conductivity():
    kept = data.load("kappa_aSiO2_zeller_pohl_1971_digitized")
    cold = kept.where((kept["use"] == 1) & (kept["T_K"] < 1.05))
    T, kappa = cold["T_K"], cold["kappa_W_per_mK"]
    (silica,) = (row for row in tunneling_strengths.measured() if row.glass == "SiO2")
    c = elasticity.debye_speed(silica.v_l_m_s, silica.v_t_m_s)
    # each phonon travels as many wavelengths: the integral of the kinetic formula, not its closed form
    one = phonons.conductivity(T, c, lambda omega, T: 2 * np.pi * c / omega)
    strengths = tunneling.effective_mfp_ratio(1.0) / (kappa / one)
    assert np.median(strengths) == pytest.approx(silica.C_t, rel=5e-3)
    assert strengths.min() == pytest.approx(2.2e-4, rel=0.03)
    assert strengths.max() == pytest.approx(4.3e-4, rel=0.03)


def test_a_new_row_is_read(tmp_path):
    (row,) = tunneling_strengths.measured(table(tmp_path, GOOD))
    assert row.glass == "Xx" and row.gamma_t_eV == 0.4 and row.doi == "10.1000/x"


def test_what_a_source_does_not_give_is_nan(tmp_path):
    (row,) = tunneling_strengths.measured(table(tmp_path, GOOD.replace("0.5,0.4,1e45", ",,")))
    assert np.isnan([row.gamma_l_eV, row.gamma_t_eV, row.P_per_J_m3]).all()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            GOOD.replace("2500", "2.5"),
            "column rho_kg_m3: must be a number from 500 to 12000, got 2.5",
        ),
        (GOOD.replace("3e-4", "3"), "column C_l: must be a number from 1e-07 to 0.1, got 3"),
        (GOOD.replace("1e45", "many"), "column P_per_J_m3: must be a number from .* got many"),
        (GOOD.replace("sound absorption", ""), "column method: must not be empty"),
        (GOOD.replace("3e-4,4e-4", ","), "must have C_l or C_t"),
        (GOOD + ",more", "must have 12 entries, got 13"),
        (GOOD.replace("4000", "nan"), "column v_l_m_s: must be a number"),
    ],
)
def test_a_malformed_row_names_file_line_and_column(tmp_path, row, message):
    with pytest.raises(InvalidArgument, match=rf"^rows\.csv, line 5.*{message}"):
        tunneling_strengths.measured(table(tmp_path, GOOD, row))


def test_other_columns_are_refused(tmp_path):
    with pytest.raises(InvalidArgument, match=r"rows\.csv, line 3: the columns must be glass,rho"):
        tunneling_strengths.measured(table(tmp_path, GOOD, head="glass,density"))
