import numpy as np
import pytest

from glasslib import data


@pytest.mark.parametrize("name", data.names())
def test_every_file_says_what_it_is(name):
    table = data.load(name)
    for word in ("quantity:", "units:", "original reference", "license:", "trust:"):
        assert word in table.header
    assert len({len(column) for column in table.columns.values()}) == 1


def test_numbers_and_words():
    table = data.load("kappa_polymers_epoxy_glassceramic_lowT")
    assert table["T_K"].dtype == float and table["material"].dtype.kind == "U"
    amorphous = table.where(table["structure"] == "amorphous")
    assert 0 < len(amorphous["T_K"]) < len(table["T_K"])


def test_silica_where_it_was_checked():
    table = data.load("kappa_aSiO2_zeller_pohl_1971_digitized")
    usable = table.where(table["use"] == 1)
    assert usable["T_K"].max() < 50
    assert np.interp(1.0168, usable["T_K"], usable["kappa_W_per_mK"]) == pytest.approx(
        0.0218, rel=5e-3
    )


def test_a_missing_file_says_where_it_was_looked_for():
    with pytest.raises(
        FileNotFoundError,
        match=r"no data file 'nothing'.*looked for .*nothing\.csv; there are alpha_aSiO2",
    ):
        data.load("nothing")


def test_a_missing_column_names_those_that_are_there():
    with pytest.raises(KeyError, match="no column 'T'; it has T_K"):
        data.load("cp_aSiO2_zeller_pohl_1971_digitized")["T"]


def test_a_ragged_file_names_its_row(tmp_path, monkeypatch):
    (tmp_path / "ragged.csv").write_text("# quantity: none\na,b\n1,2\n3\n", encoding="utf-8")
    monkeypatch.setattr(data, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match="ragged: row 2 has 1 entries, the table has 2 columns"):
        data.load("ragged")


def test_an_empty_entry_is_not_a_number(tmp_path, monkeypatch):
    (tmp_path / "gap.csv").write_text("a,b\n1,x\n,y\n", encoding="utf-8")
    monkeypatch.setattr(data, "files", lambda package: tmp_path)
    assert np.isnan(data.load("gap")["a"][1])


def test_a_resonator_whose_rows_are_measured():
    table = data.load("two_level_systems/resonator_Nb_quality_factor")
    assert len(table["T_K"]) == 55 and table["T_K"].max() == 1.1
    # as two-level systems demand, more power saturates more
    coldest = table.where(table["T_K"] == 0.1)
    assert (np.diff(coldest["Q_int"][np.argsort(coldest["power_dBm"])]) > 0).all()
    shift = data.load("two_level_systems/resonator_Nb_frequency_shift")
    assert shift["df_over_f0"][0] == 0 and shift["T_K"][shift["df_over_f0"].argmax()] == 1.1


def test_few_particles_move_in_computed_double_wells():
    wells = data.load("two_level_systems/double_wells_swap_monte_carlo")
    assert (
        wells["participation_ratio"].min() >= 1 and 1 < np.median(wells["participation_ratio"]) < 5
    )
    # the particle that moves most moves no more than all together
    assert (wells["largest_displacement"] <= wells["total_displacement"]).all()
    assert wells["splitting"].max() < 0.006
    splittings = data.load("two_level_systems/splittings_swap_monte_carlo")
    assert len(splittings["splitting"]) == 7522 and splittings["splitting"].min() > 0
