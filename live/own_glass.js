// The form of *Your own glass*: what the theory predicts, at once and without Python.
import { make, makeButton, subscripted } from "./dom.js";
import { messageOf } from "./errors.js";
import { bookNotebook, save } from "./notebook.js";
import { drawPlot } from "./plot.js";
import { curves, intervals, unitOf } from "./predict.js";
/** @import { GlassData, GlassInputs, Interval, Ranges } from "./messages.js" */

const PREFIX = "#glass:";
const SILICA = "SiO2";
const PRESETS = { paper: "the paper's formulas", consistent: "the consistent preset" };
const LABELS = {
  rho: "density ρ",
  v_l: "longitudinal sound v_l",
  v_t: "transverse sound v_t",
  glass_temperature: "glass transition T_g",
  bead_molar_mass: "mass of a bead",
};

class Form {
  /**
   * @param {HTMLElement} root
   * @param {GlassData} data
   */
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.glass = makeMenu("glass", "Glass", { ...Object.fromEntries(Object.keys(data.glasses).map((name) => [name, withIndices(name)])), "": "your own" });
    this.bead = makeMenu("bead", "A bead is", { unit: "a formula unit", atom: "an atom", "": "as given" });
    this.preset = makeMenu("preset", "Predictions by", PRESETS);
    /** @type {Map<string, HTMLInputElement>} */
    this.numbers = new Map();
    /** @type {Record<string, Interval> | null} */
    this.found = null;
    this.message = make("p", "own-glass-message");
    this.message.setAttribute("role", "status");
    this.table = make("div", "own-glass-results pst-scrollable-table-container");
    this.plots = make("div", "own-glass-plots");
    root.replaceChildren(this.makeForm(), this.message, this.plots, this.table);
    this.follow();
    addEventListener("hashchange", () => location.hash.startsWith(PREFIX) && this.follow());
  }

  makeForm() {
    const form = make("form", "own-glass-form");
    form.addEventListener("submit", (event) => event.preventDefault());
    this.glass.menu.addEventListener("change", () => this.choose(this.glass.menu.value));
    this.bead.menu.addEventListener("change", () => this.chooseBead());
    this.preset.menu.addEventListener("change", () => this.update());
    form.append(this.glass.element, this.bead.element);
    for (const [name, { says }] of Object.entries(this.data.inputs)) {
      const { element, input } = makeNumber(name, says);
      input.addEventListener("input", () => {
        this.match();
        this.update();
      });
      this.numbers.set(name, input);
      form.append(element);
    }
    const buttons = make("div", "own-glass-buttons");
    buttons.append(
      makeButton("Download as CSV", () => this.saveTable()),
      makeButton("Download as a notebook", () => this.saveNotebook().catch((error) => this.say(messageOf(error)))),
      makeButton("Reset to silica", () => this.choose(SILICA)),
    );
    form.append(this.preset.element, buttons);
    return form;
  }

  /** The inputs in the form. @returns {GlassInputs} */
  inputs() {
    return Object.fromEntries([...this.numbers].map(([name, input]) => [name, input.value.trim() === "" ? NaN : Number(input.value)]));
  }

  /** Quartiles of those inputs that are still the table's. @returns {Ranges} */
  ranges() {
    const known = this.data.glasses[this.glass.menu.value];
    if (!known) return {};
    const inputs = this.inputs();
    return Object.fromEntries(Object.entries(known.ranges).filter(([name]) => inputs[name] === known.values[name]));
  }

  /** @param {string} name of a glass of the table */
  choose(name) {
    this.glass.menu.value = name;
    const known = this.data.glasses[name];
    if (known) this.fill(known.values);
    this.bead.menu.value = known ? "unit" : "";
    this.update();
  }

  chooseBead() {
    const known = this.data.glasses[this.glass.menu.value];
    const bead = this.bead.menu.value;
    if (known && bead) this.fill({ bead_molar_mass: bead === "atom" ? known.atom : known.values.bead_molar_mass });
    this.update();
  }

  /** @param {GlassInputs} values */
  fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const input = this.numbers.get(name);
      if (input) input.value = String(value);
    }
  }

  /** Say in the menus whether the inputs are those of the table. */
  match() {
    const known = this.data.glasses[this.glass.menu.value];
    if (!known) return;
    const inputs = this.inputs();
    const mass = inputs.bead_molar_mass;
    this.bead.menu.value = mass === known.values.bead_molar_mass ? "unit" : mass === known.atom ? "atom" : "";
    const same = Object.entries(known.values).every(([name, value]) => name === "bead_molar_mass" || inputs[name] === value);
    if (!same) this.glass.menu.value = "";
  }

  /** The inputs in the address of the page, or silica. */
  follow() {
    const given = new URLSearchParams(location.hash.startsWith(PREFIX) ? location.hash.slice(PREFIX.length) : "");
    const name = given.get("glass");
    const preset = given.get("preset");
    if (preset && preset in PRESETS) this.preset.menu.value = preset;
    this.glass.menu.value = given.size === 0 || (given.size === 1 && preset) ? SILICA : name && name in this.data.glasses ? name : "";
    const known = this.data.glasses[this.glass.menu.value];
    if (known) this.fill(known.values);
    this.bead.menu.value = known ? "unit" : "";
    for (const [key, input] of this.numbers) {
      const text = given.get(key);
      if (text !== null) input.value = text;
      else if (!known) input.value = "";
    }
    if (known) this.match();
    this.show();
  }

  /** What the address has: the glass, and the inputs that are not the table's. */
  link() {
    const { glass, preset } = { glass: this.glass.menu.value, preset: this.preset.menu.value };
    const known = this.data.glasses[glass];
    const parts = new URLSearchParams();
    if (known) parts.set("glass", glass);
    for (const [name, value] of Object.entries(this.inputs())) {
      if (!Number.isNaN(value) && value !== known?.values[name]) parts.set(name, String(value));
    }
    if (preset !== "paper") parts.set("preset", preset);
    return PREFIX + parts;
  }

  update() {
    history.replaceState(null, "", this.link());
    this.show();
  }

  show() {
    const { data } = this;
    const inputs = this.inputs();
    const preset = this.preset.menu.value;
    for (const [name, input] of this.numbers) {
      const { low, high } = data.inputs[name];
      input.setAttribute("aria-invalid", String(!(inputs[name] >= low && inputs[name] <= high)));
    }
    try {
      this.found = intervals(data, inputs, this.ranges(), preset);
    } catch (error) {
      this.found = null;
      this.table.replaceChildren();
      this.plots.replaceChildren();
      this.say(messageOf(error));
      return;
    }
    const glass = this.glass.menu.value;
    const exact = Object.keys(data.inputs).length - Object.keys(this.ranges()).length;
    this.say(
      `${glass ? withIndices(glass) : "Your glass"}: T_D = ${shown(this.found.debye_temperature.value)} K, T_g/T_D = ${shown(this.found.reduced_T_g.value)}. ` +
        `Intervals are from ${exact === 5 ? "" : "the quartiles of the inputs and "}the ranges of the time-scale ratio and the Lindemann ratio.`,
    );
    this.drawTable(this.found);
    this.drawPlots(inputs, preset, glass);
  }

  /** @param {string} text */
  say(text) {
    this.message.replaceChildren(...subscripted(text));
  }

  /** @param {Record<string, Interval>} found */
  drawTable(found) {
    const silica = this.data.glasses[SILICA];
    const beside = intervals(this.data, silica.values, silica.ranges, this.preset.menu.value);
    const table = make("table", "table");
    const head = make("tr");
    for (const title of ["prediction", "value", "interval", "silica"]) {
      const cell = make("th", "", title);
      cell.scope = "col";
      head.append(cell);
    }
    const body = make("tbody");
    for (const [name, { says, symbol, unit, in_si, chapter }] of Object.entries(this.data.quantities)) {
      const row = make("tr");
      const first = make("th");
      first.scope = "row";
      const link = make("a", "", says);
      link.href = `${chapter}.html`;
      first.append(link, ", ", ...subscripted(symbol));
      const { value, low, high } = found[name];
      const words = unit ? ` ${unit}` : "";
      const cell = make("td", "own-glass-value", shown(value / in_si) + words);
      cell.dataset.name = name;
      cell.dataset.value = String(value);
      row.append(first, cell, make("td", "", low === high ? "" : `${shown(low / in_si)} to ${shown(high / in_si)}`), make("td", "", shown(beside[name].value / in_si) + words));
      body.append(row);
    }
    const top = make("thead");
    top.append(head);
    table.append(top, body);
    this.table.replaceChildren(table);
  }

  /**
   * @param {GlassInputs} inputs
   * @param {string} preset
   * @param {string} glass
   */
  drawPlots(inputs, preset, glass) {
    const own = curves(this.data, inputs, preset);
    const silica = curves(this.data, this.data.glasses[SILICA].values, preset);
    const name = glass ? withIndices(glass) : "your glass";
    /** @type {(which: "heat" | "conductivity") => import("./plot.js").Line[]} */
    const lines = (which) => [
      { name: "silica, predicted", look: "then", xy: silica[which] },
      { name: `${name}, predicted`, look: "now-0", xy: own[which] },
    ];
    const { heat, conductivity } = this.data.measured;
    const log = { x: "T (K)", xLog: true, yLog: true };
    this.plots.replaceChildren(
      drawPlot({ ...log, title: "Heat capacity", y: "C/T³ over Debye value", xRange: [0.3, 70], yRange: [0.6, 100] }, lines("heat"), [{ name: "silica, measured", xy: heat }]),
      drawPlot({ ...log, title: "Thermal conductivity", y: "κ (W m⁻¹ K⁻¹)", xRange: [0.1, 100], yRange: [1e-5, 3] }, lines("conductivity"), [{ name: "silica, measured", xy: conductivity }]),
    );
  }

  saveTable() {
    if (!this.found) return;
    const found = this.found;
    const inputs = Object.entries(this.inputs()).map(([name, value]) => `${name} = ${value}`);
    const lines = [
      `# inputs: ${inputs.join("; ")}`,
      `# predictions by ${this.preset.menu.value === "paper" ? PRESETS.paper : PRESETS.consistent}; SI units; glasslib.predictions`,
      "prediction,symbol,value,low,high",
      ...Object.entries(this.data.quantities).map(([name, { symbol }]) => [name, symbol, found[name].value, found[name].low, found[name].high].join(",")),
    ];
    saveText(lines.join("\n") + "\n", "glass.csv", "text/csv");
  }

  /** The page's notebook, in which the inputs are those of the form. */
  async saveNotebook() {
    const button = document.querySelector(".live-start");
    if (!(button instanceof HTMLElement)) throw new Error("this page has no notebook");
    const address = new URL(button.dataset.notebook ?? "", location.href);
    const wheel = new URL(button.dataset.wheel ?? "", location.href);
    const notebook = await bookNotebook(address, wheel.href);
    const cell = notebook.cells.find(({ source }) => [source].flat().join("").includes('"rho":'));
    if (!cell) throw new Error("the book's notebook has no inputs");
    const inputs = this.inputs();
    let code = [cell.source].flat().join("");
    for (const [name, value] of Object.entries(inputs)) code = code.replace(new RegExp(`("${name}": )[^,]+`), `$1${value}`);
    code = code.replace(/^preset = .*$/m, `preset = "${this.preset.menu.value}"`);
    code = code.replace(/^ranges = .*$/m, `ranges = ${asPython(this.ranges())}`);
    Object.assign(cell, { source: code });
    for (const each of notebook.cells) if (each.cell_type === "code") Object.assign(each, { outputs: [], execution_count: null });
    save(notebook, "glass.ipynb");
  }
}

/** @param {Ranges} ranges */
function asPython(ranges) {
  return `{${Object.entries(ranges).map(([name, [low, high]]) => `"${name}": (${low}, ${high})`).join(", ")}}`;
}

/**
 * Four digits, as a reader writes them.
 *
 * @param {number} value
 */
function shown(value) {
  const size = Math.abs(value);
  const text = size >= 1e4 || size < 1e-3 ? value.toExponential(3) : String(Number(value.toPrecision(4)));
  return text.replace(/^-/, "−").replace(/e([+-])(\d+)$/, (_, sign, power) => `·10${sign === "-" ? "⁻" : ""}${[...power].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`);
}

/** @param {string} formula */
function withIndices(formula) {
  return formula.replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);
}

/**
 * @param {string} name
 * @param {string} says
 * @param {Record<string, string>} options
 */
function makeMenu(name, says, options) {
  const element = make("label", "own-glass-field", says);
  const menu = make("select", "form-select form-select-sm");
  menu.id = `own-glass-${name}`;
  for (const [value, text] of Object.entries(options)) {
    const option = make("option", "", text);
    option.value = value;
    menu.append(option);
  }
  element.append(menu);
  return { element, menu };
}

/**
 * @param {string} name
 * @param {string} says
 */
function makeNumber(name, says) {
  const element = make("label", "own-glass-field");
  const words = name in LABELS ? LABELS[/** @type {keyof typeof LABELS} */ (name)] : says;
  element.append(...subscripted(`${words} (${unitOf(says)})`));
  const input = make("input", "form-control form-control-sm");
  input.id = `own-glass-${name}`;
  input.inputMode = "decimal";
  input.autocomplete = "off";
  element.append(input);
  return { element, input };
}

/**
 * @param {string} text
 * @param {string} name
 * @param {string} type
 */
function saveText(text, name, type) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

const root = document.getElementById("own-glass");
if (root && globalThis.glassData) new Form(root, globalThis.glassData);
