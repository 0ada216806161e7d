// A figure tabulated over the ranges of its sliders (glasslib/explore.py): decoded, and interpolated in between.
/** @import { AxisInfo, Curve, TableInfo } from "./messages.js" */

/** @typedef {{ number: number, lines: Curve[] }} Drawn */

export const STEPS = 65535; // of a tabulated number between its least and its largest value

/**
 * Where a value lies on an axis: 0 at its low end, 1 at its high end.
 *
 * @param {Pick<AxisInfo, "low" | "high" | "logarithmic">} axis
 * @param {number} value
 */
export function fractionOf({ low, high, logarithmic }, value) {
  return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/**
 * The value at a place on an axis.
 *
 * @param {Pick<AxisInfo, "low" | "high" | "logarithmic">} axis
 * @param {number} fraction
 */
export function valueAt({ low, high, logarithmic }, fraction) {
  return logarithmic ? low * (high / low) ** fraction : low + (high - low) * fraction;
}

/**
 * With what weights the values at the Chebyshev points make the value in between (barycentric formula).
 *
 * @param {number} place
 * @param {number} count
 */
export function weights(place, count) {
  const distances = Array.from({ length: count }, (_, i) => place - (1 - Math.cos((Math.PI * i) / (count - 1))) / 2);
  const hit = distances.findIndex((distance) => Math.abs(distance) < 1e-12);
  if (hit >= 0) return distances.map((_, i) => (i === hit ? 1 : 0));
  const terms = distances.map((distance, i) => ((i % 2 ? -1 : 1) * (i === 0 || i === count - 1 ? 0.5 : 1)) / distance);
  const sum = terms.reduce((total, term) => total + term, 0);
  return terms.map((term) => term / sum);
}

/**
 * The 16-bit numbers of a table.
 *
 * @param {string} cells in base64
 */
export function decode(cells) {
  const bytes = Uint8Array.from(atob(cells), (letter) => letter.charCodeAt(0));
  const numbers = new Uint16Array(bytes.length / 2);
  for (let i = 0; i < numbers.length; i++) numbers[i] = bytes[2 * i] + 256 * bytes[2 * i + 1];
  return numbers;
}

/**
 * A function that gives the key number and the lines for places of the sliders.
 *
 * @param {TableInfo} table
 * @param {AxisInfo} x
 * @param {AxisInfo} y
 * @returns {(places: number[]) => Drawn}
 */
export function readTable({ number, count, parts, cells }, x, y) {
  const numbers = decode(cells);

  return (places) => {
    /** @type {ArrayLike<number>} */
    let values = numbers;
    for (const place of places) values = contract(values, weights(place, count));
    let start = 0;
    const row = parts.map((part) => {
      if ("values" in part) return part.values;
      const { size, low, span } = part;
      start += size;
      return Array.from({ length: size }, (_, i) => low + (span * values[start - size + i]) / STEPS);
    });
    /** @type {Curve[]} */
    const lines = [];
    for (let i = 1; i < row.length; i += 2) {
      lines.push([row[i].map((place) => valueAt(x, place)), row[i + 1].map((place) => valueAt(y, place))]);
    }
    return { number: valueAt(number, row[0][0]), lines };
  };
}

/**
 * The sum of equally long parts of an array, each times its weight.
 *
 * @param {ArrayLike<number>} values
 * @param {number[]} factors
 */
export function contract(values, factors) {
  const size = values.length / factors.length;
  const sum = new Float64Array(size);
  factors.forEach((factor, part) => {
    if (factor) for (let i = 0; i < size; i++) sum[i] += factor * values[part * size + i];
  });
  return sum;
}
