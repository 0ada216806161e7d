import re
from importlib.resources import files

import jupytext
import numpy as np
import pytest
from references import ROOT

from glasslib import data, resonator
from glasslib.checks import InvalidArgument
from glasslib.resonator_fit import fit_quality_factor, fit_shift, quality_factor
from glasslib.resonator_table import read_table

FREQUENCY = 5e9
OMEGA = 2 * np.pi * FREQUENCY
ROWS = "\n0.1,1.5e6\n0.2,2e6\n0.4,3e6\n"


@pytest.mark.parametrize(
    ("text", "where", "expected"),
    [
        ("", "line 1, column 1", "a header was expected, got nothing"),
        ("T_K|Q\n0.1|2e5\n", "line 1, column 1", "commas, semicolons or tabs, were expected"),
        ("T_K;Q\n0.1,2e5\n", "line 2, column 2", "2 fields, separated by semicolons, were"),
        ("T_K,Q\n0,1,1,5e6\n", "line 2, column 3", "with decimal commas, separate the columns by"),
        ("T_K,Q\n0.1,1e6\n0.2\n", "line 3, column 2", "2 fields, separated by commas, were"),
        ("T_K,Q\n0.1,1e6\n0.2,\n", "line 3, column 2 (Q)", "a number was expected, got an empty"),
        ("T_K,Q\n0.1,1e6 ?\n", "line 2, column 2 (Q)", "a number was expected, got '1e6 ?'"),
        ("T_K,Q\n0.1,NaN\n", "line 2, column 2 (Q)", "a number was expected, got 'NaN'"),
        ("T_K,Q\n0.1,1e999\n", "line 2, column 2 (Q)", "a finite number was expected"),
        ("T_K;Q\n0,1;1.5e6\n", "line 2, column 2 (Q)", "the same decimal sign throughout"),
        ("T_K;Q\n0,1;1.500.000,5\n", "line 2, column 2 (Q)", "none between thousands"),
        ("0.1,1e6\n0.2,2e6\n", "line 1, column 1", "a header with the names of the columns was"),
        ("T_K,,Q" + ROWS, "line 1, column 2", "the name of a column was expected, got an empty"),
        ("T_K,humidity" + ROWS, "line 1, column 2 (humidity)", "one of the columns T, Q, loss"),
        ("Q,df/f" + ROWS, "line 1, column 1", "a column with temperatures, T, was expected"),
        ("T_K,power_W" + ROWS, "line 1, column 3", "Q, loss, shift or frequency was expected"),
        ("T_K,Q,loss" + ROWS, "line 1, column 3 (loss)", "one column of its kind was expected"),
        ("T_K,df_Hz,f_Hz" + ROWS, "line 1, column 3 (f_Hz)", "one column of its kind was"),
        ("T,Q" + ROWS, "line 1, column 1 (T)", "or say temperature_unit = 'K' or 'mK'"),
        ("T_F,Q" + ROWS, "line 1, column 1 (T_F)", "K or mK was expected as its unit, got 'F'"),
        ("T_K,Q (1e6)" + ROWS, "line 1, column 2 (Q (1e6))", "no unit was expected"),
        ("T_K,df (ppm)" + ROWS, "line 1, column 2 (df (ppm))", "was expected as its unit, got"),
        ("T_K,shift" + ROWS, "line 1, column 2 (shift)", "or say shift_unit = 'Hz' or"),
        ("T_K,Q\n-0.1,1e6\n", "line 2, column 1 (T_K)", "a temperature above 0 and up to 300 K"),
        ("T_K,Q\n400,1e6\n", "line 2, column 1 (T_K)", "got '400'; is the unit mK?"),
        ("T_K,Q\n0.1,0.9\n", "line 2, column 2 (Q)", "a quality factor above 1 was expected"),
        ("T_K,loss\n0.1,0\n", "line 2, column 2 (loss)", "a loss between 0 and 1 was expected"),
        ("T_K,df/f\n0.1,-300\n", "line 2, column 2 (df/f)", "got '-300'; is the unit Hz?"),
        ("T_K,f_GHz\n0.1,5e9\n", "line 2, column 2 (f_GHz)", "a frequency near that of the"),
        ("T_K,Q,power_W\n0.1,1e6,0\n", "line 2, column 3 (power_W)", "a positive power was"),
        ('T_K,"Q\n0.1,1e6\n', "line 1, column 2", "quotation marks in pairs were expected"),
        ("T_K,Q\n0.1,1e6\n0.2,2e6\n", "line 3, column 1", "at least 3 measurements were expected"),
        ("T_K,Q\n0.1,1e6\n0.1,2e6\n0.2,3e6\n", "line 4, column 1", "at 3 temperatures or more"),
        (
            "T_K,Q,power_dBm\n0.1,1e6,-90\n0.2,2e6,-90\n0.3,2e6,-80\n",
            "line 4, column 1",
            "at least 6 measurements were expected, got 3",
        ),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(text, where, expected):
    with pytest.raises(InvalidArgument) as caught:
        read_table(text, FREQUENCY)
    message = str(caught.value)
    assert message.startswith(f"{where}: ") and expected in message and "\n" not in message


@pytest.mark.parametrize(
    ("header", "units", "expected"),
    [
        ("T_mK,Q", {"temperature_unit": "K"}, "since temperature_unit is 'K'; the header says mK"),
        ("T_K,df (kHz)", {"shift_unit": "Hz"}, "since shift_unit is 'Hz'; the header says kHz"),
        ("T_K,df/f", {"shift_unit": "Hz"}, "since shift_unit is 'Hz'; the header says fractional"),
        ("T_K,f", {"shift_unit": "fractional"}, "but shift_unit is 'fractional'"),
    ],
)
def test_units_that_contradict_each_other_are_refused(header, units, expected):
    with pytest.raises(InvalidArgument, match=re.escape(expected)):
        read_table(header + ROWS, FREQUENCY, **units)


def test_a_unit_that_is_not_known_is_refused():
    with pytest.raises(InvalidArgument, match="^temperature_unit must be one of 'K', 'mK', got"):
        read_table("T,Q" + ROWS, FREQUENCY, temperature_unit="C")


@pytest.mark.parametrize(
    "text",
    [
        "T_K,Q,df/f\n0.1,1.5e6,0\n0.2,2e6,1e-7\n0.4,3e6,-2.5e-7\n",
        "T (mK);Q_int;df (Hz)\r\n100;1,5E+06;0\r\n200;2E+06;500\r\n400;3000000;-1250\r\n",
        "\ufeffTemperature [mK]\tQi\tdelta f/f0\n100\t1500000\t0\n200\t2000000\t0,0000001\n400\t3000000\t\u22120,00000025\n",
        'sep=;\n"T in K";"quality factor";"Δf (kHz)";;\n0,1;1,5e6;0;;\n0,2;2e6;0,5;;\n;;;;\n0,4;3e6;-1,25;;\n',
        "\n# from the fridge\n\ndf_over_f0 , T/K , tan delta\n0, .1, 6.666666666666667e-7\n1e-7, .2, 5e-7\n-2.5e-7, .4, 3.333333333333333e-7\n\n",
        'T_K,1/Q,f0_GHz\n"0,1","6,666666666666667e-7","5,0"\n"0,2","5e-7","5,0000005"\n"0,4","3,333333333333333e-7","4,99999875"\n',
    ],
    ids=["commas", "Excel, semicolons", "Excel, tabs", "Excel, sep=", "spaces", "quoted"],
)
def test_usual_files_give_the_same(text):
    found = read_table(text, FREQUENCY)
    np.testing.assert_allclose(found.T, [0.1, 0.2, 0.4], rtol=1e-12)
    np.testing.assert_allclose(found.Q, [1.5e6, 2e6, 3e6], rtol=1e-12)
    np.testing.assert_allclose(found.shift, [0, 1e-7, -2.5e-7], rtol=1e-8, atol=1e-18)
    assert found.power is None


def test_units_that_the_header_does_not_say_are_those_of_the_arguments():
    text = "T,shift,power\n100,5,-90\n200,10,-90\n300,15,-60\n400,20,-60"
    found = read_table(text, FREQUENCY, "mK", "kHz", "dBm")
    np.testing.assert_allclose(found.T, [0.1, 0.2, 0.3, 0.4])
    np.testing.assert_allclose(found.shift, [1e-6, 2e-6, 3e-6, 4e-6])
    np.testing.assert_allclose(found.power, [1e-12, 1e-12, 1e-9, 1e-9])
    assert found.Q is None


def test_lines_may_have_any_order_and_those_that_are_too_warm_are_left_out():
    found = read_table("T_K,Q\n0.4,4e6\n1.2,1e5\n0.1,1e6\n0.2,2e6\n", FREQUENCY)
    assert found.T.tolist() == [0.4, 1.2, 0.1, 0.2]
    cold = found.up_to(1.0)
    assert cold.T.tolist() == [0.1, 0.2, 0.4] and cold.Q.tolist() == [1e6, 2e6, 4e6]
    with pytest.raises(InvalidArgument, match="^warmest must leave measurements at 3 temperatures"):
        found.up_to(0.3)


def test_a_table_of_known_strength_gives_it_back():
    T = np.linspace(0.05, 0.9, 15)
    Q = quality_factor(OMEGA, T, 0.0, 4e-7, 1.0, other_loss=1e-7)
    shift = FREQUENCY * resonator.resonant_shift(OMEGA, T, 4e-7)
    lines = [f"{1e3 * a:.10g};{b:.10g};{c:.10g}" for a, b, c in zip(T, Q, shift, strict=True)]
    own = read_table("\n".join(["T_mK;Q;df_Hz", *lines]).replace(".", ","), FREQUENCY)
    by_loss = fit_quality_factor(OMEGA, own.T, own.power, own.Q)
    by_shift = fit_shift(OMEGA, own.T, own.shift, 1e-9)
    assert by_loss.values == pytest.approx(
        {"scattering_strength": 4e-7, "other_loss": 1e-7}, rel=1e-5
    )
    assert by_shift.values["scattering_strength"] == pytest.approx(4e-7, rel=1e-5)


@pytest.mark.parametrize("name", ["quality_factor", "frequency_shift"])
def test_the_files_of_this_book_are_read_as_its_reader_of_data_does(name):
    known = data.load(f"two_level_systems/resonator_Nb_{name}")
    path = files("glasslib.data") / f"two_level_systems/resonator_Nb_{name}.csv"
    found = read_table(path.read_text(encoding="utf-8"), 5619901372)
    assert found.T.tolist() == known["T_K"].tolist()
    if name == "quality_factor":
        assert found.Q.tolist() == known["Q_int"].tolist()
        np.testing.assert_allclose(found.power, 1e-3 * 10 ** (known["power_dBm"] / 10))
    else:
        assert found.shift.tolist() == known["df_over_f0"].tolist()


def test_the_example_in_the_chapter_is_the_data():
    cells = jupytext.read(ROOT / "book" / "resonator.md").cells
    (source,) = [cell.source for cell in cells if "pasted = r'''" in cell.source]
    found = read_table(source.split("'''")[1], 5619901372)
    Q = data.load("two_level_systems/resonator_Nb_quality_factor")
    Q = Q.where((Q["power_dBm"] == -160) & (Q["T_K"] <= 0.8))
    np.testing.assert_allclose(found.T, Q["T_K"], rtol=1e-12)
    np.testing.assert_allclose(found.Q, Q["Q_int"], rtol=1e-12)
    shift = data.load("two_level_systems/resonator_Nb_frequency_shift")
    shift = shift.where(shift["T_K"] <= 0.8)
    np.testing.assert_allclose(found.shift, shift["df_over_f0"], atol=1e-10)
