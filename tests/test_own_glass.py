"""*Your own glass*: the form's predictions are those of `glasslib.predictions`, and what it offers to keep works."""

import csv
import io
import json
import subprocess

import nbformat
import numpy as np
import pytest
from helpers import ROOT
from nbclient import NotebookClient

from glasslib import glasses, predictions

SCRIPT = """
import { intervals } from "./live/predict.js";
import { readFileSync } from "node:fs";
const { data, questions } = JSON.parse(readFileSync(0, "utf8"));
const answers = questions.map(({ inputs, ranges, preset }) => {
  try { return intervals(data, inputs, ranges, preset); } catch (error) { return error.message; }
});
process.stdout.write(JSON.stringify(answers));
"""


def answers(questions):
    """What the page's script predicts."""
    finished = subprocess.run(
        ["node", "--input-type=module", "--eval", SCRIPT],
        input=json.dumps({"data": predictions.for_a_page(), "questions": questions}),
        capture_output=True,
        cwd=ROOT,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(finished.stdout)


def drawn():
    """Fifty glasses at random, some of them with ranges."""
    rng = np.random.default_rng(50)
    found = []
    while len(found) < 50:
        v_l = rng.uniform(1500, 7000)
        inputs = {
            "rho": rng.uniform(900, 7000),
            "v_l": v_l,
            "v_t": v_l * rng.uniform(0.45, 0.7),
            "glass_temperature": rng.uniform(150, 1700),
            "bead_molar_mass": rng.uniform(10, 400),
        }
        T_D = glasses.debye_temperature(
            *(inputs[name] for name in ("rho", "v_l", "v_t", "bead_molar_mass"))
        )
        if 1.05 < inputs["glass_temperature"] / T_D < 6.0:
            ranges = {"rho": (0.99 * inputs["rho"], 1.02 * inputs["rho"])}
            found.append((inputs, ranges if len(found) % 2 else {}))
    return found


@pytest.mark.parametrize("preset", predictions.PRESETS)
def test_the_script_predicts_what_the_library_does(preset):
    asked = [
        predictions.inputs(name, bead)
        for bead in ("formula unit", "atom")
        for name in glasses.measured()
    ]
    asked += drawn()
    got = answers(
        [{"inputs": values, "ranges": ranges, "preset": preset} for values, ranges in asked]
    )
    for (values, ranges), answer in zip(asked, got, strict=True):
        expected = predictions.intervals(values, ranges, preset)
        assert answer.keys() == expected.keys()
        for name, interval in expected.items():
            unit = predictions.QUANTITIES[name].in_si
            assert [part / unit for part in answer[name].values()] == pytest.approx(
                [float(part) / unit for part in interval], rel=1e-5, abs=1e-6
            ), name


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"rho": 2.2}, "The mass density must lie between 500 and 12000 kg/m³, got 2.2."),
        ({"v_t": 5500}, "The speed of longitudinal sound must exceed 2v_t/√3 = 6351 m/s"),
        ({"glass_temperature": 100}, "T_g/T_D must lie between 1 and 6.3"),
        ({"bead_molar_mass": None}, "The mass of one bead must lie between 1 and 2000 g/mol"),
    ],
)
def test_a_glass_outside_the_range_is_refused_by_name(changed, message):
    values, _ = predictions.inputs("SiO2")
    (answer,) = answers([{"inputs": {**values, **changed}, "ranges": {}, "preset": "paper"}])
    assert isinstance(answer, str) and message in answer


def number(page, name):
    return float(page.locator(f'#own-glass [data-name="{name}"]').get_attribute("data-value"))


def test_the_form(context, address, tmp_path):
    page = context.new_page()
    page.goto(f"{address}/book/own_glass.html", wait_until="load")
    silica = predictions.predicted(**predictions.inputs("SiO2")[0])
    assert number(page, "boson_peak_T") == pytest.approx(silica.boson_peak_T, rel=1e-5)
    page.select_option("#own-glass-glass", "GeO2")
    page.select_option("#own-glass-bead", "atom")
    atoms, ranges = predictions.inputs("GeO2", "atom")
    expected = predictions.intervals(atoms, ranges)
    for name, interval in expected.items():
        assert number(page, name) == pytest.approx(float(interval.value), rel=1e-5), name
    size = expected["region_size"]
    assert (
        f"{size.low * 1e10:.4g} to {size.high * 1e10:.4g}"
        in page.locator(".own-glass-results").inner_text()
    )
    # a changed value is the reader's own, and the address has it
    page.fill("#own-glass-rho", "3700")
    assert page.locator("#own-glass-glass").input_value() == ""
    again = context.new_page()
    again.goto(page.url, wait_until="load")
    assert number(again, "region_size") == number(page, "region_size") != float(size.value)
    again.close()

    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    lines = [
        line
        for line in download.value.path().read_text(encoding="utf-8").splitlines()
        if line[0] != "#"
    ]
    kept = {row["prediction"]: row for row in csv.DictReader(io.StringIO("\n".join(lines)))}
    assert float(kept["region_size"]["value"]) == number(page, "region_size")

    page.fill("#own-glass-rho", "3.7")
    assert (
        "The mass density must lie between 500" in page.locator(".own-glass-message").inner_text()
    )
    assert page.locator("#own-glass-rho").get_attribute("aria-invalid") == "true"
    assert page.locator("#own-glass [data-name]").count() == 0
    page.get_by_role("button", name="Reset to silica").click()
    assert number(page, "boson_peak_T") == pytest.approx(silica.boson_peak_T, rel=1e-5)


def test_the_downloaded_notebook_computes_the_same(context, address):
    page = context.new_page()
    page.goto(
        f"{address}/book/own_glass.html#glass:glass=Se&v_l=1850&preset=consistent",
        wait_until="load",
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as a notebook").click()
    notebook = nbformat.read(download.value.path(), as_version=4)
    nbformat.validate(notebook)
    notebook.cells = [
        cell for cell in notebook.cells if not cell.source.startswith("%pip")
    ]  # the library is installed
    notebook.cells.append(
        nbformat.v4.new_code_cell(
            "import json; print(json.dumps({name: float(i.value) for name, i in found.items()}))"
        )
    )
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    computed = json.loads(notebook.cells[-1].outputs[0].text)
    for name, value in computed.items():
        assert number(page, name) == pytest.approx(value, rel=1e-5), name
