// The key figure of a page with sliders for some of its assumptions: at once, from a table that was computed
// when the page was built; with Python, from the functions themselves.
import { makeControl } from "./control.js";
import { make, makeButton, subscripted } from "./dom.js";
import { messageOf } from "./errors.js";
import { isLink, readLink, writeLink } from "./link.js";
import { tickLabel } from "./numbers.js";
import { drawPlot } from "./plot.js";
import { fractionOf, readTable } from "./table.js";
/** @import { Control } from "./control.js" */
/** @import { Choices, ExploreAnswer, ExploreInfo, NumberField, PythonForSliders, Value } from "./messages.js" */
/** @import { Line } from "./plot.js" */
/** @import { Drawn } from "./table.js" */

class Explorer {
  /**
   * @param {HTMLElement} place
   * @param {ExploreInfo} info
   */
  constructor(place, info) {
    this.place = place;
    this.info = this.ofPage = info; // later Python's, if an assumption was changed
    this.fields = new Map(info.sliders.map((field) => [field.name, field]));
    this.interpolate = readTable(info.table, info.x, info.y);
    this.given = drawn(info.given);
    /** @type {PythonForSliders["answer"] | null} */
    this.python = null;
    this.turns = 0; // a later setting makes an earlier one obsolete

    /** @type {Choices} */
    this.values = {};
    this.figure = make("div", "explore-figure");
    this.status = make("p", "explore-status");
    this.status.setAttribute("role", "status");
    /** @type {Map<string, Control>} */
    this.controls = new Map();
    this.controlPlace = make("div", "explore-controls");
    this.source = make("p", "explore-source");
    this.makeControls();
    this.place.append(this.figure, this.status, this.controlPlace, this.source);
    this.place.setAttribute("role", "group");
    this.place.setAttribute("aria-label", "The figure, with sliders");
    this.follow();
    addEventListener("hashchange", () => isLink(location.hash) && this.follow());
  }

  /** The sliders, at the values of the page. */
  makeControls() {
    this.values = this.printed();
    this.controls = new Map(
      this.info.sliders.map((field) => {
        /** @param {Value} value */
        const change = (value) => this.choose({ ...this.values, [field.name]: value });
        return [field.name, makeControl(field, field.printed, change, { group: "explore", original: "on this page" })];
      }),
    );
    const reset = makeButton("Reset", () => this.reset(), "Reset all sliders");
    this.controlPlace.replaceChildren(...[...this.controls.values()].map(({ element }) => element), reset);
    const { count, error, samples } = this.info.table;
    const settings = count ** this.info.sliders.length;
    const percent = Math.max(0.01, Math.ceil(error * 1e4) / 100);
    this.source.textContent = `Interpolated between ${settings} settings, computed when this page was built. At ${samples} others, at random, it is off by at most ${percent} % of an axis.`;
  }

  /** @returns {Choices} */
  printed() {
    return Object.fromEntries(this.info.sliders.map(({ name, printed }) => [name, printed]));
  }

  /** Whether the sliders are elsewhere than the page has them. */
  changed() {
    return this.info.sliders.some(({ name, printed }) => this.values[name] !== printed);
  }

  /** The setting in the address of the page. */
  follow() {
    this.show({ ...this.printed(), ...readLink(location.hash, this.fields).choices });
    for (const [name, control] of this.controls) control.set(this.values[name]);
  }

  reset() {
    this.choose(this.printed());
    for (const [name, control] of this.controls) control.set(this.values[name]);
  }

  /** @param {Choices} values */
  choose(values) {
    history.replaceState(null, "", writeLink(values, this.fields) || location.pathname + location.search);
    this.show(values);
  }

  /**
   * The figure of a setting from the table.
   *
   * @param {Choices} values
   */
  table(values) {
    return this.interpolate(this.info.sliders.map((field) => fractionOf(field, Number(values[field.name]))));
  }

  /** @param {Choices} values */
  async show(values) {
    this.values = values;
    const turn = ++this.turns;
    if (!this.changed()) return this.draw(this.given);
    if (!this.python) return this.draw(this.table(values));
    try {
      const answer = await this.python(values);
      if (turn === this.turns) this.draw(drawn(answer));
    } catch (error) {
      if (turn === this.turns) this.fail(error);
    }
  }

  /** @param {unknown} error */
  fail(error) {
    this.status.textContent = messageOf(error);
  }

  /** @param {Drawn} now */
  draw(now) {
    const { x, y, lines: names, fixed, number } = this.info;
    const changed = this.changed();
    const inText = this.given;
    /** @type {Line[]} */
    const lines = now.lines.map((xy, i) => ({ name: names[i], look: `now-${i}`, xy }));
    if (changed) lines.unshift(...inText.lines.map((xy, i) => ({ name: i ? "" : "as on this page", look: "then", xy })));
    /** @param {{ low: number, high: number }} axis @returns {[number, number]} */
    const ends = ({ low, high }) => [low, high];
    const axes = { title: "", x: x.says, y: y.says, xLog: x.logarithmic, yLog: y.logarithmic, xRange: ends(x), yRange: ends(y) };
    const points = Object.entries(fixed).map(([name, xy]) => ({ name, xy }));
    this.figure.replaceChildren(drawPlot(axes, lines, points));
    const before = changed ? ` (on this page ${tickLabel(inText.number)})` : "";
    this.status.replaceChildren(...subscripted(`${number}: `), make("strong", "", tickLabel(now.number)), before);
  }

  /**
   * Let Python compute what the sliders ask for, or, when it has gone, the table again.
   *
   * @param {PythonForSliders | null} python
   */
  async connect(python) {
    if (!python && !this.python) return;
    const { values } = this;
    this.info = { ...this.info, ...(python?.info ?? this.ofPage) };
    this.makeControls();
    this.given = drawn(python ? await python.answer(this.values) : this.info.given);
    this.python = python?.answer ?? null;
    if (python) this.source.textContent = "Computed by Python, with the cells of this page as they were run last.";
    /** @type {(field: NumberField) => boolean} */
    const fits = ({ name, low, high }) => Number(values[name]) >= low && Number(values[name]) <= high;
    await this.show(this.info.sliders.every(fits) ? values : this.printed());
    for (const [name, control] of this.controls) control.set(this.values[name]);
  }
}

/**
 * @param {ExploreAnswer} answer
 * @returns {Drawn}
 */
function drawn({ number, lines }) {
  return { number, lines: Object.values(lines) };
}

/** Bring the sliders of this page to life. */
function start() {
  for (const place of document.querySelectorAll(".explore")) {
    const data = place.querySelector("script")?.textContent;
    if (!(place instanceof HTMLElement && data)) continue;
    const explorer = new Explorer(place, JSON.parse(data));
    place.addEventListener("python", (event) => {
      if (event instanceof CustomEvent) explorer.connect(event.detail).catch((error) => explorer.fail(error));
    });
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
