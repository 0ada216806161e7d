// A plot of a few curves and points as SVG, in the look of the book.
import { make } from "./dom.js";

const W = 360, H = 250, LEFT = 54, RIGHT = 10, TOP = 10, BOTTOM = 40;

function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A figure: axes with ranges, one path for each of `lines`, dots for measured `points`, a grey `band`. */
export function drawPlot({ title, x, y, xLog, yLog, xRange, yRange, lines, points, band }) {
  const range = xRange ?? [Math.min(...lines[0].xy[0]), Math.max(...lines[0].xy[0])];
  const toX = scale(range, xLog, LEFT, W - RIGHT);
  const toY = scale(yRange, yLog, H - BOTTOM, TOP);
  const clip = `clip-${title.replace(/\W/g, "")}`;
  const inside = svg("g", { "clip-path": `url(#${clip})` });
  if (band) inside.append(svg("rect", { class: "plot-band", x: LEFT, width: W - LEFT - RIGHT, y: toY(band[1]), height: toY(band[0]) - toY(band[1]) }));
  for (const { name, xy } of lines) {
    const path = xy[0].map((value, i) => [toX(value), toY(xy[1][i])]).filter((place) => place.every(Number.isFinite));
    inside.append(svg("path", { class: `plot-line plot-${name.replace(" ", "-")}`, d: `M${path.map((place) => place.map((one) => one.toFixed(1)).join(" ")).join("L")}` }));
  }
  if (points) points[0].forEach((value, i) => inside.append(svg("circle", { class: "plot-point", cx: toX(value), cy: toY(points[1][i]), r: 2.6 })));

  const axes = svg("g", { class: "plot-axes" });
  axes.append(svg("path", { d: `M${LEFT} ${TOP}V${H - BOTTOM}H${W - RIGHT}` }));
  for (const tick of ticks(range, xLog)) {
    axes.append(svg("path", { d: `M${toX(tick)} ${H - BOTTOM}v5` }), text(toX(tick), H - BOTTOM + 17, label(tick), "middle"));
  }
  for (const tick of ticks(yRange, yLog)) {
    axes.append(svg("path", { d: `M${LEFT} ${toY(tick)}h-5` }), text(LEFT - 8, toY(tick) + 4, label(tick), "end"));
  }
  axes.append(text((LEFT + W - RIGHT) / 2, H - 6, x, "middle"));
  axes.append(svg("text", { transform: `translate(13 ${(TOP + H - BOTTOM) / 2}) rotate(-90)`, "text-anchor": "middle" }, y));

  const names = [...lines.map(({ name }) => name), ...(points ? ["silica, measured"] : []), ...(band ? ["grey: measured"] : [])];
  const picture = svg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `${title}: ${y} against ${x}. ${told(lines)}` },
    svg("defs", {}, svg("clipPath", { id: clip }, svg("rect", { x: LEFT, y: TOP, width: W - LEFT - RIGHT, height: H - TOP - BOTTOM }))), inside, axes);
  const figure = make("figure", "board-plot");
  const caption = make("figcaption", "", title);
  const key = make("span", "plot-key");
  for (const name of names) key.append(make("span", `plot-name plot-${name.replace(/[ ,:]+/g, "-")}`, name));
  caption.append(key);
  figure.append(picture, caption);
  return figure;
}

/** What a curve does, for whoever cannot see it: its ends and its extremes. */
function told(lines) {
  return lines.map(({ name, xy: [xs, ys] }) => {
    const top = ys.indexOf(Math.max(...ys));
    return `${name}: from ${ys[0].toPrecision(2)} to ${ys.at(-1).toPrecision(2)}, highest ${ys[top].toPrecision(2)} at ${xs[top].toPrecision(2)}`;
  }).join("; ");
}

function scale([low, high], log, from, to) {
  const place = log ? (value) => Math.log(value / low) / Math.log(high / low) : (value) => (value - low) / (high - low);
  return (value) => from + (to - from) * place(value);
}

function ticks([low, high], log) {
  if (log) {
    const found = [];
    for (let power = Math.floor(Math.log10(low)); 10 ** power <= high; power++) {
      const parts = high / low > 300 ? [1] : [1, 2, 5]; // a short axis has more to say
      found.push(...parts.map((part) => Number((part * 10 ** power).toPrecision(1))));
    }
    return found.filter((value) => value >= low * 0.9999 && value <= high * 1.0001);
  }
  const step = [1, 2, 5, 10, 20, 50, 100].find((one) => (high - low) / one <= 6);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) found.push(value);
  return found;
}

const label = (value) => (Math.abs(value) >= 1e4 || (value && Math.abs(value) < 1e-2) ? `10${[...String(Math.round(Math.log10(value)))].map((sign) => ({ "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴" })[sign]).join("")}` : String(Number(value.toPrecision(3))).replace("-", "−"));

function text(x, y, words, anchor) {
  return svg("text", { x, y, "text-anchor": anchor }, words);
}
