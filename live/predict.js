// What the theory predicts for a glass, as glasslib.predictions computes it: closed formulas, and Chebyshev series in T_g/T_D.
/** @import { Curve, GlassData, GlassInputs, Interval, Ranges } from "./messages.js" */

/**
 * All predictions with their intervals, in SI units. What cannot be used is refused with a message.
 *
 * @param {GlassData} data
 * @param {GlassInputs} inputs
 * @param {Ranges} ranges
 * @param {string} preset
 * @returns {Record<string, Interval>}
 */
export function intervals(data, inputs, ranges, preset) {
  const value = predicted(data, inputs, preset, "nominal");
  const others = Object.entries(ranges).flatMap(([name, ends]) =>
    ends.map((end) => predicted(data, { ...inputs, [name]: end }, preset, "nominal")),
  );
  for (const name of Object.keys(data.presets[preset].beads)) {
    if (name !== "nominal") others.push(predicted(data, inputs, preset, name));
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, here]) => {
      const moves = others.map((other) => other[name] - here);
      const up = Math.hypot(...moves.filter((move) => move > 0));
      const down = Math.hypot(...moves.filter((move) => move < 0));
      return [name, { value: here, low: here - down, high: here + up }];
    }),
  );
}

/**
 * The predictions of one case: nominal, or with one constant of the liquid at an end of its range.
 *
 * @param {GlassData} data
 * @param {GlassInputs} inputs
 * @param {string} preset
 * @param {string} name of the case
 * @returns {Record<string, number>}
 */
export function predicted(data, inputs, preset, name) {
  check(data, inputs);
  const { k, hbar } = data.constants;
  const { beads: ofCases, orientation, branches, series: ofSeries } = data.presets[preset];
  const { rho, v_l, v_t, glass_temperature: T_g } = inputs;
  const { sound, bead, T_D } = solid(data, inputs);
  const ratio = T_g / T_D;
  const beads = ofCases[name];
  const size = Math.cbrt(beads) * bead;
  const density = 1 / (k * T_g * size ** 3);
  const g2 = rho * sound ** 2 * bead ** 3 * k * T_g;
  const cold = (rho * sound * k ** 3) / (2 * Math.PI * hbar ** 2 * density * orientation * g2);
  const x = place("T_g/T_D", ratio, data.ratios, true);
  const series = ofSeries[name];
  const bySpeed = series.gruneisen.map((row) => sum(row, x));
  const y = bySpeed.length > 1 ? place("v_t/v_l", v_t / v_l, data.speeds, false) : 0;
  /** @type {Record<string, number>} */
  const found = {
    debye_temperature: T_D,
    reduced_T_g: ratio,
    cooperative_beads: beads,
    region_size: size,
    two_level_density: density,
    coupling: Math.sqrt(g2),
    mfp_over_wavelength: beads / (2 * Math.PI ** 2 * orientation * Math.tanh(0.5)),
    heat_coefficient: (Math.PI ** 2 / 6) * k ** 2 * density,
    conductivity_coefficient: cold * (branches ? branchRatio(inputs, sound) : 1),
    gruneisen: sum(bySpeed, y),
  };
  for (const [quantity, [row]] of Object.entries(series)) {
    if (quantity in found || quantity in data.temperatures) continue;
    const value = sum(row, x);
    const plain = data.signed.includes(quantity) ? value : Math.exp(value);
    found[quantity] = /_T(_friction)?$/.test(quantity) ? plain * T_D : plain;
  }
  return found;
}

/**
 * Heat capacity over its Debye value, and conductivity in W/(m K), over the temperature in K.
 *
 * @param {GlassData} data
 * @param {GlassInputs} inputs
 * @param {string} preset
 * @returns {{ heat: Curve, conductivity: Curve }}
 */
export function curves(data, inputs, preset) {
  check(data, inputs);
  const { k, hbar } = data.constants;
  const { branches, series } = data.presets[preset];
  const { sound, T_D } = solid(data, inputs);
  const x = place("T_g/T_D", inputs.glass_temperature / T_D, data.ratios, true);
  const unit = ((k ** 3 * T_D ** 2) / (Math.PI * hbar ** 2 * sound)) * (branches ? branchRatio(inputs, sound) : 1);
  /** @type {(name: string, unit: number) => Curve} */
  const curve = (name, unit) => [
    data.temperatures[name].map((T) => T * T_D),
    series.nominal[name].map((row) => unit * Math.exp(sum(row, x))),
  ];
  return { heat: curve("heat", 1), conductivity: curve("conductivity", unit) };
}

/**
 * Mean speed of sound, spacing of the beads, and Debye temperature.
 *
 * @param {GlassData} data
 * @param {GlassInputs} inputs
 */
function solid(data, { rho, v_l, v_t, bead_molar_mass }) {
  const { k, hbar, N_A } = data.constants;
  const sound = Math.cbrt(3 / (v_l ** -3 + 2 * v_t ** -3));
  const bead = Math.cbrt((1e-3 * bead_molar_mass) / (N_A * rho));
  return { sound, bead, T_D: ((hbar / k) * sound * Math.cbrt(6 * Math.PI ** 2)) / bead };
}

/**
 * Conductivity of the three branches over that of three of the mean speed, each with the same strength.
 *
 * @param {GlassInputs} inputs
 * @param {number} sound
 */
function branchRatio({ v_l, v_t }, sound) {
  return ((1 / v_l + 2 / v_t) * sound) / 3;
}

/**
 * @param {GlassData} data
 * @param {GlassInputs} inputs
 */
function check(data, inputs) {
  for (const [name, { says, low, high }] of Object.entries(data.inputs)) {
    const value = inputs[name];
    if (!(value >= low && value <= high)) {
      const got = Number.isNaN(value) ? "" : `, got ${value}`;
      throw new RangeError(`The ${says.split(",")[0]} must lie between ${low} and ${high} ${unitOf(says)}${got}.`);
    }
  }
  const least = (2 / Math.sqrt(3)) * inputs.v_t;
  if (!(inputs.v_l > least)) {
    throw new RangeError(`The speed of longitudinal sound must exceed 2v_t/√3 = ${Math.round(least)} m/s, or the bulk modulus is not positive; got ${inputs.v_l}.`);
  }
}

/**
 * The unit in the description of an input: "mass density, in kg/m³".
 *
 * @param {string} says
 */
export function unitOf(says) {
  return says.match(/, in ([^,]+)/)?.[1] ?? "";
}

/**
 * Where a value lies between two ends: -1 at the lower, 1 at the upper.
 *
 * @param {string} name
 * @param {number} value
 * @param {[number, number]} ends
 * @param {boolean} logarithmic
 */
function place(name, value, [low, high], logarithmic) {
  if (!(value >= low && value <= high)) {
    throw new RangeError(`${name} must lie between ${low} and ${high}, where the theory was computed; this glass has ${value.toPrecision(3)}.`);
  }
  if (logarithmic) return (2 * Math.log(value / low)) / Math.log(high / low) - 1;
  return (2 * (value - low)) / (high - low) - 1;
}

/**
 * A sum of Chebyshev polynomials, by Clenshaw's recurrence.
 *
 * @param {number[]} coefficients
 * @param {number} x
 */
export function sum(coefficients, x) {
  let [one, two] = [0, 0];
  for (const c of coefficients.slice(1).reverse()) [one, two] = [c + 2 * x * one - two, one];
  return coefficients[0] + x * one - two;
}
