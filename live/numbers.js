// Numbers as text.

/**
 * Up to six digits, as Python and a link can read them.
 *
 * @param {number} value
 */
export function shortNumber(value) {
  const rounded = Number(value.toPrecision(6));
  return value >= 1e6 || (value > 0 && value < 1e-3) ? rounded.toExponential().replace("+", "") : String(rounded);
}

/**
 * The label of a tick: three digits, with a power of ten if the number is small or large.
 *
 * @param {number} value
 */
export function tickLabel(value) {
  const size = Math.abs(Number(value.toPrecision(3)));
  const sign = value < 0 ? "−" : "";
  if (size === 0 || (size >= 1e-2 && size < 1e4)) return sign + size;
  const [mantissa, exponent] = size.toExponential().split("e");
  const power = `10${superscript(Number(exponent))}`;
  return sign + (mantissa === "1" ? power : `${mantissa}×${power}`);
}

/** @param {number} exponent */
function superscript(exponent) {
  const digits = [...String(Math.abs(exponent))].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);
  return (exponent < 0 ? "⁻" : "") + digits.join("");
}
