// The switchboard: a control for every assumption, and the results and figures that follow from them.
// Python computes the numbers only; the table and the figures are drawn here.
import board from "./board.py";
import { makeControl } from "./control.js";
import { make, makeButton } from "./dom.js";
import { messageOf } from "./errors.js";
import { isLink, readLink, writeLink } from "./link.js";
import { drawPlot } from "./plot.js";
import { COLUMNS, drawResults, isNear } from "./results.js";
/** @import { Control } from "./control.js" */
/** @import { BoardAnswer, BoardInfo, Choices, Field, Value } from "./messages.js" */
/** @import { Axes } from "./plot.js" */
/** @import { ColumnName, Columns } from "./results.js" */

/** Runs code in Python; resolves to what it prints. @typedef {(code: string) => Promise<string>} Ask */

/** @type {("as printed" | "consistent")[]} */
const PRESETS = ["as printed", "consistent"];
const OPEN_GROUPS = ["The glass", "The liquid"]; // a link also opens the groups that it changes
/** @type {Record<string, Axes>} */
const PLOTS = {
  droplet: {
    title: "Free energy of a region",
    x: "beads",
    y: "F (k_B T_g)",
    yRange: [-70, 45],
  },
  heat: {
    title: "Heat capacity: the boson peak",
    x: "T (K)",
    y: "C/T³ over Debye value",
    xLog: true,
    yLog: true,
    xRange: [1, 70],
    yRange: [0.6, 30],
  },
  conductivity: {
    title: "Thermal conductivity: the plateau",
    x: "T (K)",
    y: "κ (W m⁻¹ K⁻¹)",
    xLog: true,
    yLog: true,
    xRange: [0.3, 100],
    yRange: [5e-4, 3],
  },
  gruneisen: {
    title: "Grüneisen parameter",
    x: "T (K)",
    y: "γ",
    xLog: true,
    xRange: [0.2, 5],
    yRange: [-25, 0],
    band: [-20, -5],
  },
};

/** Removes the listeners of an earlier switchboard, when Python was restarted. @type {AbortController | undefined} */
let opened;

/**
 * @param {HTMLElement} place
 * @param {Ask} ask
 */
export async function openSwitchboard(place, ask) {
  opened?.abort();
  opened = new AbortController();
  const { signal } = opened;
  // in a module of its own, to stay apart from the names of the page's cells
  await ask(`import types; _board = types.ModuleType("board"); exec(${JSON.stringify(board)}, vars(_board))`);
  /** @type {BoardInfo} */
  const info = JSON.parse(await ask("_board.start()"));
  const switchboard = new Switchboard(info, ask);
  switchboard.show(place);
  await switchboard.start(signal);
}

class Switchboard {
  /**
   * @param {BoardInfo} info
   * @param {Ask} ask
   */
  constructor(info, ask) {
    this.info = info;
    this.ask = ask;
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
      group.open = OPEN_GROUPS.includes(title) || names.some((name) => name in this.link.choices);
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
    const changed = Object.entries(choices).filter(([field, value]) => value !== this.fields.get(field)?.printed);
    const items = changed.map(([field, value]) => `"${field}": ${value === null ? "None" : JSON.stringify(value)}`);
    /** @type {BoardAnswer} */
    const answer = JSON.parse(await this.ask(`_board.board({${items.join(", ")}}, ${slow ? "True" : "False"})`));
    if ("error" in answer) throw new Error(answer.error);
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
    const figures = Object.entries(PLOTS).map(([key, axes]) => {
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
    if (!changed) return "All choices are as printed.";
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
