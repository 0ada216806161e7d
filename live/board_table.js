// The table of the switchboard (glasslib/board.py): decoded, and interpolated in between.
import { contract, decode, STEPS, weights } from "./table.js";
/** @import { BoardColumn, BoardTable, Curve } from "./messages.js" */

/**
 * The results and curves at these places of the three assumptions, from 0 to 1.
 *
 * @param {BoardTable} table
 * @returns {(places: number[]) => BoardColumn}
 */
export function readBoard({ count, results, curves, logarithmic, parts }) {
  const decoded = parts.map(({ low, span, cells }) => ({ low, span, numbers: decode(cells) }));
  return ([first, second, third]) => {
    const sum = logarithmic.map(() => 0);
    decoded.forEach(({ low, span, numbers }, part) => {
      const row = contract(contract(numbers, weights(first, count)), weights(part ? third : second, count));
      low.forEach((value, i) => { sum[i] += value + (span[i] * row[i]) / STEPS; });
    });
    const values = sum.map((value, i) => (logarithmic[i] ? Math.exp(value) : value));
    let start = results.length;
    /** @type {Record<string, Curve>} */
    const drawn = {};
    for (const [key, x] of Object.entries(curves)) {
      drawn[key] = [x, values.slice(start, start + x.length)];
      start += x.length;
    }
    return { results: Object.fromEntries(results.map((key, i) => [key, values[i]])), curves: drawn };
  };
}
