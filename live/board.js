// The switchboard: a control for every assumption, and the results and figures that follow from them. Who computes
// them is left to the page: Python, or a table.
import { makeControl } from "./control.js";
import { find, make, makeButton } from "./dom.js";
import { messageOf } from "./errors.js";
import { isLink, readLink, writeLink } from "./link.js";
import { drawPlot } from "./plot.js";
import { COLUMNS, drawResults, isNear } from "./results.js";
/** @import { Control } from "./control.js" */
/** @import { BoardColumn, BoardInfo, Choices, Field, Value } from "./messages.js" */
/** @import { ColumnName, Columns } from "./results.js" */

/**
 * The quick or the slow results of a set of choices; rejects with a sentence where there are none.
 *
 * @typedef {(choices: Choices, slow: boolean) => Promise<BoardColumn>} Compute
 */

/** @type {("as printed" | "consistent")[]} */
const PRESETS = ["as printed", "consistent"];
const OPEN_GROUP = "Most influential"; // a link also opens the groups that it changes

/** What only Python can compute: these fields. */
export class NeedsPython extends Error {}

export class Switchboard {
  /**
   * @param {BoardInfo} info
   * @param {Compute} compute
   * @param {string} hint what the status line says while all choices are as printed
   */
  constructor(info, compute, hint = "") {
    this.info = info;
    this.hint = hint;
    this.computed = compute;
    this.requirements = info.requirements;
    this.fields = new Map(info.fields.map((field) => [field.name, field]));
    /** @type {Record<"as printed" | "consistent", Choices>} */
    this.presets = {
      "as printed": Object.fromEntries(info.fields.map(({ name, printed }) => [name, printed])),
      consistent: Object.fromEntries(info.fields.map(({ name, consistent }) => [name, consistent])),
    };
    this.link = readLink(location.hash, this.fields);
    /** @type {Choices} */
    this.choices = { ...this.presets["as printed"], ...this.link.choices };
    /** @type {Columns} */
    this.columns = {};
    this.updates = 0; // a later update makes an earlier one obsolete

    this.status = make("p", "board-status");
    this.status.setAttribute("role", "status");
    this.plots = makePlotArea();
    this.table = make("table", "table board-table");
    /** @type {Map<string, Control>} */
    this.controls = new Map(info.fields.map((field) => [field.name, this.makeControl(field)]));
  }

  /** @param {HTMLElement} place */
  show(place) {
    place.replaceChildren(this.makeTools(), this.status, this.makePanel(), this.plots, this.table);
    place.classList.add("board");
    place.setAttribute("aria-label", "Change an assumption");
    place.setAttribute("role", "region");
  }

  /**
   * Compute the presets and the reader's own choices, then follow the address.
   *
   * @param {AbortSignal} signal
   */
  async start(signal) {
    this.status.textContent = "Computing the presets …";
    for (const slow of [false, true]) {
      for (const name of PRESETS) await this.compute(name, this.presets[name], slow);
      this.draw();
    }
    await this.update();
    if (this.link.dropped.length) this.status.textContent += ` Ignored in the link, unknown or impossible: ${this.link.dropped.join(", ")}.`;
    const follow = () => {
      if (isLink(location.hash)) this.chooseAll({ ...this.presets["as printed"], ...readLink(location.hash, this.fields).choices });
    };
    addEventListener("hashchange", follow, { signal });
  }

  makeTools() {
    const tools = make("div", "live-tools");
    for (const name of PRESETS) tools.append(makeButton(name, () => this.chooseAll(this.presets[name]), `Set all: ${name}`));
    tools.append(makeButton("Copy link", () => this.copyLink()));
    return tools;
  }

  async copyLink() {
    const clipboard = /** @type {Clipboard | undefined} */ (navigator.clipboard); // missing on plain http
    const copied = clipboard && (await clipboard.writeText(location.href).then(() => true, () => false));
    this.status.textContent = `The address of this page contains your choices${copied ? "; it is copied" : ""}.`;
  }

  makePanel() {
    const panel = make("div", "board-controls");
    for (const [title, names] of Object.entries(this.info.groups)) {
      const group = make("details");
      group.open = title === OPEN_GROUP || names.some((name) => name in this.link.choices);
      group.append(make("summary", "", title));
      for (const name of names) {
        const control = this.controls.get(name);
        if (control) group.append(control.element);
      }
      panel.append(group);
    }
    return panel;
  }

  /** @param {Field} field */
  makeControl(field) {
    return makeControl(field, this.choices[field.name], (value) => this.choose(field.name, value), { group: "board", original: "printed" });
  }

  /**
   * @param {string} name
   * @param {Value} value
   */
  choose(name, value) {
    this.choices[name] = value;
    for (const { field, value: needing, sets } of this.requirements) {
      if (field !== name || needing !== value) continue;
      Object.assign(this.choices, sets);
      for (const other of Object.keys(sets)) this.controls.get(other)?.set(sets[other]);
    }
    this.update();
  }

  /** @param {Choices} choices */
  chooseAll(choices) {
    Object.assign(this.choices, choices);
    for (const [name, control] of this.controls) control.set(this.choices[name]);
    this.update();
  }

  /** Compute and draw what follows from the reader's choices. */
  async update() {
    const update = ++this.updates;
    history.replaceState(null, "", writeLink(this.choices, this.fields) || location.pathname + location.search);
    await new Promise((resolve) => setTimeout(resolve, 60)); // a slider reports many values while it moves
    if (update !== this.updates) return;
    this.setPending("all");
    try {
      for (const slow of [false, true]) {
        await this.compute("yours", { ...this.choices }, slow);
        if (update !== this.updates) return;
        this.setPending(slow ? "" : "slow");
        this.draw();
      }
      this.status.textContent = this.summary();
    } catch (error) {
      if (update !== this.updates) return;
      const message = messageOf(error);
      if (error instanceof NeedsPython) {
        const start = makeButton("Start Python", () => find(".live-start").click());
        this.status.replaceChildren(`${this.withLabels(message)} `, start);
        this.setPending("all");
        return;
      }
      this.status.textContent = message === "stopped" ? "Python is restarting; your choices are kept." : this.withLabels(message);
      this.setPending("all"); // the last figures stay, grayed
    }
  }

  /**
   * Compute the quick or the slow results of one column.
   *
   * @param {ColumnName} name
   * @param {Choices} choices
   * @param {boolean} slow
   */
  async compute(name, choices, slow) {
    const answer = await this.computed(choices, slow);
    const column = (this.columns[name] ??= { results: {}, curves: {} });
    Object.assign(column.results, answer.results);
    Object.assign(column.curves, answer.curves);
  }

  /**
   * Gray out the numbers and figures that are out of date.
   *
   * @param {"all" | "slow" | ""} pending
   */
  setPending(pending) {
    this.plots.dataset.pending = this.table.dataset.pending = pending;
  }

  draw() {
    drawResults(this.table, this.info.results, this.columns);
    const figures = Object.entries(this.info.plots).map(([key, axes]) => {
      // the reader's curve first, so that the presets are drawn over it
      const lines = [...COLUMNS].reverse().flatMap((name) => {
        const xy = this.columns[name]?.curves[key];
        return xy ? [{ name, look: name.replace(" ", "-"), xy }] : [];
      });
      const points = this.info.measured[key];
      const figure = drawPlot(axes, lines, points ? [{ name: "silica, measured", xy: points }] : []);
      figure.dataset.plot = key;
      return figure;
    });
    this.plots.replaceChildren(...figures);
  }

  /** How many choices and results have changed, in words. */
  summary() {
    const changed = this.info.fields.filter(({ name, printed }) => this.choices[name] !== printed).length;
    if (!changed) return `All choices are as printed. ${this.hint}`;
    const results = Object.keys(this.info.results);
    const moved = results.filter((key) => !isNear(this.columns.yours?.results[key], this.columns["as printed"]?.results[key]));
    return `${changed} of ${this.fields.size} choices ${changed === 1 ? "is" : "are"} not as printed; ${moved.length} of ${results.length} results change by more than one percent.`;
  }

  /**
   * An error message with the labels of the fields in place of their names.
   *
   * @param {string} message
   */
  withLabels(message) {
    return message.replace(/\b[a-z]+(_[a-z]+)*\b/g, (word) => {
      const field = this.fields.get(word);
      return field ? `“${field.says}”` : word;
    });
  }
}

function makePlotArea() {
  const plots = make("div", "board-plots");
  plots.tabIndex = 0; // on a narrow screen it scrolls
  plots.setAttribute("role", "group");
  plots.setAttribute("aria-label", "Figures");
  return plots;
}
