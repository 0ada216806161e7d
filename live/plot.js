// A plot of a few curves and points as SVG, in the style of the book.
import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import { make, withSubscripts } from "./dom.js";
import { tickLabel } from "./numbers.js";
/** @import { Curve, PlotAxes } from "./messages.js" */

/** @typedef {[low: number, high: number]} Range */

/** A curve, its name in the legend, and its look: the end of a CSS class. @typedef {{ name: string, look: string, xy: Curve }} Line */

/** Measured points and their name in the legend. @typedef {{ name: string, xy: Curve }} Points */

/** @typedef {(value: number) => number} Scale */

const WIDTH = 360;
const HEIGHT = 250;
const LEFT = 54;
const RIGHT = WIDTH - 10;
const TOP = 10;
const BOTTOM = HEIGHT - 40;

/**
 * A figure: axes, one path for each line, a dot for each measured point.
 *
 * @param {PlotAxes} axes
 * @param {Line[]} lines
 * @param {Points[]} points
 */
export function drawPlot(axes, lines, points) {
  const { title, x, y, xLog = false, yLog = false, yRange, band } = axes;
  const xRange = axes.xRange ?? rangeOf(lines[0].xy[0]);
  const toX = scale(xRange, xLog).range([LEFT, RIGHT]);
  const toY = scale(yRange, yLog).range([BOTTOM, TOP]);

  const clip = `clip-${title.replace(/\W/g, "")}`;
  const frame = svg("rect", { x: LEFT, y: TOP, width: RIGHT - LEFT, height: BOTTOM - TOP });
  const inside = svg("g", { "clip-path": `url(#${clip})` });
  if (band) inside.append(drawBand(toY(band[0]), toY(band[1])));
  points.forEach(({ xy }, i) => inside.append(...drawPoints(i, xy, toX, toY)));
  for (const { look, xy } of lines) inside.append(drawLine(look, xy, toX, toY));

  const picture = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title && `${title}: `}${y} against ${x}. ${describe(lines)}` },
    svg("defs", {}, svg("clipPath", { id: clip }, frame)),
    inside,
    svg(
      "g",
      { class: "plot-axes" },
      svg("path", { d: `M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}` }),
      ...ticks(xRange, xLog).flatMap((tick) => drawXTick(tick, toX(tick))),
      ...ticks(yRange, yLog).flatMap((tick) => drawYTick(tick, toY(tick))),
      drawText((LEFT + RIGHT) / 2, HEIGHT - 6, x, "middle"),
      svg("text", { transform: `translate(13 ${(TOP + BOTTOM) / 2}) rotate(-90)`, "text-anchor": "middle" }, ...subscriptedText(y)),
    ),
  );
  const figure = make("figure", "plot");
  figure.append(picture, makeCaption(title, lines, points, band));
  return figure;
}

/**
 * @param {Range} range
 * @param {boolean} log
 */
function scale(range, log) {
  return (log ? scaleLog() : scaleLinear()).domain(range);
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
export function ticks(range, log) {
  const values = scale(range, log).ticks(5);
  if (!log) return values;
  const digits = range[1] / range[0] > 99 ? [1] : [1, 2, 5]; // on a short axis, also between the powers of ten
  const kept = values.filter((value) => digits.includes(Number(value.toExponential()[0])));
  const most = 7;
  return kept.filter((_, i) => i % Math.ceil(kept.length / most) === 0);
}

/**
 * What the curves do, for readers who cannot see them: ends and maxima.
 *
 * @param {Line[]} lines
 */
function describe(lines) {
  /** @param {number} value */
  const short = (value) => value.toPrecision(2);
  const sentences = lines.filter(({ name }) => name).map(({ name, xy: [xs, ys] }) => {
    const top = ys.indexOf(Math.max(...ys));
    return `${name}: from ${short(ys[0])} to ${short(ys[ys.length - 1])}, highest ${short(ys[top])} at ${short(xs[top])}`;
  });
  return sentences.join("; ");
}

/**
 * @param {string} title
 * @param {Line[]} lines
 * @param {Points[]} points
 * @param {Range} [band]
 */
function makeCaption(title, lines, points, band) {
  const entries = lines.map(({ name, look }) => [name, look]);
  points.forEach(({ name }, i) => entries.push([name, `points-${i}`]));
  if (band) entries.push(["gray: measured", "gray-measured"]);
  const key = make("span", "plot-key");
  const named = entries.filter(([name]) => name);
  if (named.length > 1) key.append(...named.map(([name, look]) => make("span", `plot-name plot-${look}`, name)));
  const caption = make("figcaption", "", title);
  caption.append(key);
  return caption;
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
  return svg("text", { x, y, "text-anchor": anchor }, ...subscriptedText(text));
}

/** @param {string} text */
function subscriptedText(text) {
  // a space of no width brings the line back to its height
  return withSubscripts(text, (part) => {
    const group = document.createDocumentFragment();
    group.append(svg("tspan", { dy: 3, "font-size": "80%" }, part), svg("tspan", { dy: -3 }, "\u200b"));
    return group;
  });
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
 * @param {string} look
 * @param {Curve} curve
 * @param {Scale} toX
 * @param {Scale} toY
 */
function drawLine(look, [xs, ys], toX, toY) {
  /** @type {(i: number) => [number, number]} */
  const place = (i) => [toX(xs[i]), toY(ys[i])];
  const path = line().defined((at) => at.every(Number.isFinite)).digits(1)(xs.map((_, i) => place(i)));
  return svg("path", { class: `plot-line plot-${look}`, d: path ?? "" });
}

/**
 * @param {number} series
 * @param {Curve} points
 * @param {Scale} toX
 * @param {Scale} toY
 */
function drawPoints(series, [xs, ys], toX, toY) {
  return xs.map((value, i) => svg("circle", { class: `plot-point plot-points-${series}`, cx: toX(value), cy: toY(ys[i]), r: 2.6 }));
}
