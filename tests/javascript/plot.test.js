// Labels and ticks of the switchboard's figures.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tickLabel } from "../../live/numbers.js";
import { ticks } from "../../live/plot.js";

const LABELS = [
  [0, "0"],
  [1, "1"],
  [-1, "−1"],
  [-25, "−25"],
  [0.5, "0.5"],
  [0.2, "0.2"],
  [0.01, "0.01"],
  [0.012345, "0.0123"],
  [0.00999, "9.99×10⁻³"],
  [0.005, "5×10⁻³"],
  [5e-4, "5×10⁻⁴"],
  [1e-3, "10⁻³"],
  [2e-10, "2×10⁻¹⁰"],
  [100, "100"],
  [1234, "1230"],
  [5000, "5000"],
  [9999, "10⁴"],
  [1e4, "10⁴"],
  [1.5e4, "1.5×10⁴"],
  [2e4, "2×10⁴"],
  [-2e4, "−2×10⁴"],
  [-1e4, "−10⁴"],
  [99_999, "10⁵"],
  [1e5, "10⁵"],
  [3e6, "3×10⁶"],
  [1e7, "10⁷"],
  [1e8, "10⁸"],
  [1e9, "10⁹"],
  [1e17, "10¹⁷"],
  [6.02e23, "6.02×10²³"],
];

for (const [value, label] of LABELS) {
  test(`${value} is labeled ${label}`, () => assert.equal(tickLabel(value), label));
}

/** The value that a label states. */
function read(label) {
  const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const [, sign, mantissa, power] = /^(−?)(?:([\d.]+)(?=×|$)×?)?(?:10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?$/u.exec(label);
  const exponent = [...(power ?? "")].map((digit) => (digit === "⁻" ? "-" : superscripts.indexOf(digit))).join("");
  return Number(`${sign && "-"}${mantissa ?? 1}e${exponent || 0}`);
}

const LOG_AXES = [
  [1, 70],
  [0.6, 30],
  [0.3, 100],
  [5e-4, 3],
  [0.2, 5],
  [1e-6, 1e-4],
  [1e3, 1e6],
  [1e-12, 1e12],
];

for (const range of LOG_AXES) {
  test(`a logarithmic axis from ${range[0]} to ${range[1]} has ticks at the values that their labels state`, () => {
    const values = ticks(range, true);
    assert.ok(values.length >= 2 && values.every((value) => value >= range[0] * 0.9999 && value <= range[1] * 1.0001));
    assert.deepEqual(values.map((value) => read(tickLabel(value))), values);
    assert.equal(new Set(values).size, values.length);
  });
}

const LINEAR_AXES = [
  [[-70, 45], [-60, -40, -20, 0, 20, 40]],
  [[-25, 0], [-25, -20, -15, -10, -5, 0]],
  [[0, 380], [0, 100, 200, 300]],
  [[0, 900], [0, 200, 400, 600, 800]],
];

for (const [range, values] of LINEAR_AXES) {
  test(`a linear axis from ${range[0]} to ${range[1]} has ticks at round values`, () => {
    assert.deepEqual(ticks(range, false).map((value) => read(tickLabel(value))), values);
  });
}
