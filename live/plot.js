// A plot of a few curves and points as SVG, in the style of the book.
import { make } from "./dom.js";
import { tickLabel } from "./numbers.js";
/** @import { Curve } from "./messages.js" */

/** @typedef {[low: number, high: number]} Range */

/**
 * @typedef {object} Axes
 * @property {string} title
 * @property {string} x
 * @property {string} y
 * @property {boolean} [xLog]
 * @property {boolean} [yLog]
 * @property {Range} [xRange] that of the first curve, if it is not given
 * @property {Range} yRange
 * @property {Range} [band] measured values, as a gray band
 */

/** @typedef {{ name: string, xy: Curve }} Line */

const WIDTH = 360;
const HEIGHT = 250;
const LEFT = 54;
const RIGHT = WIDTH - 10;
const TOP = 10;
const BOTTOM = HEIGHT - 40;

/**
 * A figure: axes, one path for each line, a dot for each measured point.
 *
 * @param {Axes} axes
 * @param {Line[]} lines
 * @param {Curve} [points]
 */
export function drawPlot(axes, lines, points) {
  const { title, x, y, xLog = false, yLog = false, yRange, band } = axes;
  const xRange = axes.xRange ?? rangeOf(lines[0].xy[0]);
  const toX = scale(xRange, xLog, LEFT, RIGHT);
  const toY = scale(yRange, yLog, BOTTOM, TOP);

  const clip = `clip-${title.replace(/\W/g, "")}`;
  const frame = svg("rect", { x: LEFT, y: TOP, width: RIGHT - LEFT, height: BOTTOM - TOP });
  const inside = svg("g", { "clip-path": `url(#${clip})` });
  if (band) inside.append(drawBand(toY(band[0]), toY(band[1])));
  for (const { name, xy } of lines) inside.append(drawLine(name, xy, toX, toY));
  if (points) inside.append(...drawPoints(points, toX, toY));

  const picture = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}: ${y} against ${x}. ${describe(lines)}` },
    svg("defs", {}, svg("clipPath", { id: clip }, frame)),
    inside,
    svg(
      "g",
      { class: "plot-axes" },
      svg("path", { d: `M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}` }),
      ...ticks(xRange, xLog).flatMap((tick) => drawXTick(tick, toX(tick))),
      ...ticks(yRange, yLog).flatMap((tick) => drawYTick(tick, toY(tick))),
      drawText((LEFT + RIGHT) / 2, HEIGHT - 6, x, "middle"),
      svg("text", { transform: `translate(13 ${(TOP + BOTTOM) / 2}) rotate(-90)`, "text-anchor": "middle" }, y),
    ),
  );
  const figure = make("figure", "board-plot");
  figure.append(picture, makeCaption(title, lines, points, band));
  return figure;
}

/** @typedef {(value: number) => number} Scale */

/**
 * @param {Range} range
 * @param {boolean} log
 * @param {number} from
 * @param {number} to
 * @returns {Scale}
 */
function scale([low, high], log, from, to) {
  /** @param {number} value */
  const fraction = (value) => (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
  return (value) => from + (to - from) * fraction(value);
}

/**
 * @param {number[]} values
 * @returns {Range}
 */
function rangeOf(values) {
  return [Math.min(...values), Math.max(...values)];
}

/**
 * The values to be labeled on an axis.
 *
 * @param {Range} range
 * @param {boolean} log
 */
export function ticks([low, high], log) {
  /** @type {number[]} */
  const values = [];
  if (log) {
    const digits = high / low > 300 ? [1] : [1, 2, 5]; // on a short axis, also between the powers of ten
    for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++) {
      values.push(...digits.map((digit) => Number(`${digit}e${power}`)));
    }
    return values.filter((value) => value >= low * 0.9999 && value <= high * 1.0001);
  }
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((size) => (high - low) / size <= 6) ?? 1000;
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) values.push(value);
  return values;
}

/**
 * What the curves do, for readers who cannot see them: ends and maxima.
 *
 * @param {Line[]} lines
 */
function describe(lines) {
  /** @param {number} value */
  const short = (value) => value.toPrecision(2);
  const sentences = lines.map(({ name, xy: [xs, ys] }) => {
    const top = ys.indexOf(Math.max(...ys));
    return `${name}: from ${short(ys[0])} to ${short(ys[ys.length - 1])}, highest ${short(ys[top])} at ${short(xs[top])}`;
  });
  return sentences.join("; ");
}

/**
 * @param {string} title
 * @param {Line[]} lines
 * @param {Curve} [points]
 * @param {Range} [band]
 */
function makeCaption(title, lines, points, band) {
  const names = lines.map(({ name }) => name);
  if (points) names.push("silica, measured");
  if (band) names.push("gray: measured");
  const key = make("span", "plot-key");
  for (const name of names) key.append(make("span", `plot-name ${classOf(name)}`, name));
  const caption = make("figcaption", "", title);
  caption.append(key);
  return caption;
}

/** @param {string} name */
function classOf(name) {
  return `plot-${name.replace(/[ ,:]+/g, "-")}`;
}

// ---- SVG elements

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {(Node | string)[]} children
 */
function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} text
 * @param {"middle" | "end"} anchor
 */
function drawText(x, y, text, anchor) {
  return svg("text", { x, y, "text-anchor": anchor }, text);
}

/**
 * @param {number} value
 * @param {number} x
 */
function drawXTick(value, x) {
  return [svg("path", { d: `M${x} ${BOTTOM}v5` }), drawText(x, BOTTOM + 17, tickLabel(value), "middle")];
}

/**
 * @param {number} value
 * @param {number} y
 */
function drawYTick(value, y) {
  return [svg("path", { d: `M${LEFT} ${y}h-5` }), drawText(LEFT - 8, y + 4, tickLabel(value), "end")];
}

/**
 * @param {number} low
 * @param {number} high
 */
function drawBand(low, high) {
  return svg("rect", { class: "plot-band", x: LEFT, width: RIGHT - LEFT, y: high, height: low - high });
}

/**
 * @param {string} name
 * @param {Curve} curve
 * @param {Scale} toX
 * @param {Scale} toY
 */
function drawLine(name, [xs, ys], toX, toY) {
  const places = xs.map((value, i) => [toX(value), toY(ys[i])]).filter((place) => place.every(Number.isFinite));
  const path = places.map((place) => place.map((coordinate) => coordinate.toFixed(1)).join(" ")).join("L");
  return svg("path", { class: `plot-line ${classOf(name)}`, d: `M${path}` });
}

/**
 * @param {Curve} points
 * @param {Scale} toX
 * @param {Scale} toY
 */
function drawPoints([xs, ys], toX, toY) {
  return xs.map((value, i) => svg("circle", { class: "plot-point", cx: toX(value), cy: toY(ys[i]), r: 2.6 }));
}
