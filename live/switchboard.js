// Sliders and menus for every assumption, and what follows from them. Python computes numbers only;
// the table and the figures are drawn here.
import board from "./board.py";
import { make, makeButton } from "./dom.js";
import { drawPlot } from "./plot.js";

const OPEN = ["The glass", "The liquid"]; // from the start; a link opens what it changes
const PLOTS = {
  droplet: { title: "Free energy of a region", x: "beads", y: "F (k T_g)", yRange: [-70, 45] },
  heat: { title: "Heat capacity: the bump", x: "T (K)", y: "C/T³ over phonons", xLog: true, yLog: true, xRange: [1, 70], yRange: [0.6, 30] },
  conductivity: { title: "Thermal conductivity: the plateau", x: "T (K)", y: "κ (W/m K)", xLog: true, yLog: true, xRange: [0.3, 100], yRange: [5e-4, 3] },
  gruneisen: { title: "Grüneisen parameter", x: "T (K)", y: "γ", xLog: true, xRange: [0.2, 5], yRange: [-25, 0], band: [-20, -5] },
};
const PRESETS = ["as printed", "consistent"];

let opened; // ends what an earlier one listens to, when Python was started afresh

/** Open it in `place`; `ask` runs code in Python and gives what it prints. */
export async function openSwitchboard(place, ask) {
  opened?.abort();
  opened = new AbortController();
  // in a module of its own: the names of the page's cells are the reader's
  await ask(`import types; _board = types.ModuleType("board"); exec(${JSON.stringify(board)}, vars(_board))`);
  const about = JSON.parse(await ask("_board.start()"));
  const byName = Object.fromEntries(about.fields.map((field) => [field.name, field]));
  const preset = {
    "as printed": Object.fromEntries(about.fields.map(({ name, printed }) => [name, printed])),
    consistent: Object.fromEntries(about.fields.map(({ name, consistent }) => [name, consistent])),
  };
  const link = fromLink(byName);
  const choices = { ...preset["as printed"], ...link.choices };
  const found = {}; // per column: results and curves
  let turn = 0;

  const status = make("p", "board-status");
  status.setAttribute("role", "status");
  const controls = new Map();
  const table = make("table", "table board-table");
  const plots = make("div", "board-plots");
  plots.tabIndex = 0; // on a narrow screen it scrolls
  plots.setAttribute("role", "group");
  plots.setAttribute("aria-label", "Figures");

  const tools = make("div", "live-tools");
  for (const name of PRESETS) tools.append(makeButton(name, () => set(preset[name]), `Set all: ${name}`));
  tools.append(makeButton("Copy link", async () => {
    const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false); // not on plain http
    status.textContent = `The address of this page carries your choices${copied ? ", and is copied" : ""}.`;
  }));

  const panel = make("div", "board-controls");
  for (const [title, names] of Object.entries(about.groups)) {
    const group = make("details", "");
    group.open = OPEN.includes(title);
    group.append(make("summary", "", title));
    for (const name of names) {
      const control = makeControl(byName[name], choices[name], (value) => {
        choices[name] = value;
        if (name === "profile" && value === "exact") {
          // the exact response is known for a sharp cutoff only
          for (const smearing of ["smearing_bump", "smearing_plateau"]) controls.get(smearing).set((choices[smearing] = null));
        }
        moved();
      });
      controls.set(name, control);
      if (choices[name] !== byName[name].printed) group.open = true;
      group.append(control.element);
    }
    panel.append(group);
  }
  place.replaceChildren(tools, status, plots, panel, table);
  place.classList.add("board");
  place.setAttribute("aria-label", "Change an assumption");
  place.setAttribute("role", "region");

  function set(values) {
    Object.assign(choices, values);
    for (const [name, control] of controls) control.set(choices[name]);
    moved();
  }

  async function compute(values, slow) {
    const changes = Object.entries(values).filter(([name, value]) => value !== byName[name].printed);
    const literal = (value) => (value === null ? "None" : JSON.stringify(value));
    const code = `_board.board({${changes.map(([name, value]) => `"${name}": ${literal(value)}`).join(", ")}}, ${slow ? "True" : "False"})`;
    return JSON.parse(await ask(code));
  }

  async function column(name, values, slow) {
    const { error, results, curves } = await compute(values, slow);
    if (error) return error;
    const kept = (found[name] ??= { results: {}, curves: {} });
    Object.assign(kept.results, results);
    Object.assign(kept.curves, curves);
    return null;
  }

  async function moved() {
    const mine = ++turn;
    toLink(choices, byName);
    await new Promise((resolve) => setTimeout(resolve, 60)); // a slider that is drawn speaks often
    if (mine !== turn) return;
    plots.dataset.pending = "all";
    try {
      for (const slow of [false, true]) {
        const error = await column("yours", { ...choices }, slow);
        if (mine !== turn) return;
        if (error) throw new Error(error);
        plots.dataset.pending = slow ? "" : "slow";
        table.dataset.pending = plots.dataset.pending;
        draw();
      }
      status.textContent = sentence();
    } catch (error) {
      status.textContent = error.message === "stopped" ? "Python starts afresh; your choices are kept." : inWords(error.message);
      plots.dataset.pending = "all"; // what was drawn last stays, greyed
      table.dataset.pending = "all";
    }
  }

  /** Names of fields as the labels have them. */
  function inWords(message) {
    return message.replace(/\b[a-z]+(_[a-z]+)*\b/g, (word) => (byName[word] ? `“${byName[word].says}”` : word));
  }

  function sentence() {
    const changed = Object.keys(byName).filter((name) => choices[name] !== byName[name].printed);
    if (!changed.length) return "All choices are as printed.";
    const many = Object.keys(about.results).filter((name) => !near(found.yours.results[name], found["as printed"].results[name]));
    return `${changed.length} of ${about.fields.length} choices are not as printed; ${many.length} of ${Object.keys(about.results).length} results move by more than one per cent.`;
  }

  function draw() {
    drawTable(table, about.results, found);
    const names = [...PRESETS, "yours"].filter((name) => found[name]);
    plots.replaceChildren(...Object.entries(PLOTS).map(([key, how]) => {
      // one's own below the presets, or it would hide them where they are the same
      const drawn = [...names].reverse().filter((name) => found[name].curves[key]);
      const lines = drawn.map((name) => ({ name, xy: found[name].curves[key] }));
      const figure = drawPlot({ ...how, lines, points: about.measured[key] });
      figure.dataset.plot = key;
      return figure;
    }));
  }

  status.textContent = "The presets are being computed …";
  for (const slow of [false, true]) {
    for (const name of PRESETS) await column(name, preset[name], slow);
    draw();
  }
  await moved();
  if (link.dropped.length) status.textContent += ` Left out of the link, for they cannot be: ${link.dropped.join(", ")}.`;
  addEventListener("hashchange", () => {
    if (location.hash.startsWith(LINK)) set({ ...preset["as printed"], ...fromLink(byName).choices });
  }, { signal: opened.signal });
}

const near = (a, b) => Math.abs(a / b - 1) < 0.01;

function drawTable(table, results, found) {
  const names = [...PRESETS, "yours"].filter((name) => found[name]);
  const head = make("tr", "");
  for (const text of ["result", ...names, "measured", "chapter"]) head.append(Object.assign(make("th", "", text), { scope: "col" }));
  const rows = Object.entries(results).map(([key, { says, symbol, unit, chapter, measured }]) => {
    const row = make("tr", "");
    const first = make("th", "", `${symbol}${unit === "1" ? "" : ` (${unit})`}`);
    first.scope = "row";
    first.append(make("span", "board-says", says));
    row.append(first);
    for (const name of names) {
      const value = found[name].results[key];
      const cell = make("td", "", value === undefined ? "…" : value.toPrecision(4).replace(/e\+?/, "e"));
      cell.dataset.head = name;
      if (name === "yours" && !near(value, found["as printed"].results[key])) cell.classList.add("moved");
      row.append(cell);
    }
    const seen = make("td", "", measured === null ? "" : String(measured));
    seen.dataset.head = "measured";
    const where = make("td", "");
    const link = make("a", "", chapter);
    link.href = `${chapter}.html`;
    where.append(link);
    row.append(seen, where);
    return row;
  });
  const thead = make("thead", "");
  const tbody = make("tbody", "");
  thead.append(head);
  tbody.append(...rows);
  table.replaceChildren(thead, tbody);
}

/** A slider with its number, or a menu; `none` adds a box for what the theory itself gives. */
function makeControl(field, value, onChange) {
  const { name, says, unit, low, high, none, options } = field;
  const id = `board-${name}`;
  const element = make("div", "board-control");
  const label = make("label", "", says + (unit && unit !== "1" ? ` (${unit})` : ""));
  label.htmlFor = id;
  element.append(label);
  if (options) {
    const menu = make("select", "form-select form-select-sm");
    menu.id = id;
    for (const option of options) menu.append(new Option(option, option));
    menu.value = value;
    menu.addEventListener("change", () => onChange(menu.value));
    element.append(menu);
    return { element, set: (to) => (menu.value = to) };
  }
  const log = low > 0 && high / low > 20;
  const toPlace = (x) => 1000 * (log ? Math.log(x / low) / Math.log(high / low) : (x - low) / (high - low));
  // the printed value has its place among the others
  const isPrinted = (p) => field.printed !== null && Math.abs(p - toPlace(field.printed)) <= 0.5;
  const toValue = (p) => isPrinted(p) ? field.printed : Number((log ? low * (high / low) ** (p / 1000) : low + ((high - low) * p) / 1000).toPrecision(4));
  const slider = Object.assign(make("input", ""), { type: "range", min: 0, max: 1000, step: 1, id });
  const number = Object.assign(make("input", "form-control form-control-sm"), { type: "number", min: low, max: high, step: "any" });
  number.setAttribute("aria-label", `${says}, as a number`);
  const row = make("div", "board-row");
  row.append(slider, number);
  element.append(row);
  let box = null;
  if (none) {
    box = Object.assign(make("input", ""), { type: "checkbox", id: `${id}-none` });
    const words = make("label", "board-none", none);
    words.htmlFor = box.id;
    words.prepend(box);
    element.append(words);
  }
  let last = field.printed ?? field.consistent ?? Number(Math.sqrt(low * high).toPrecision(2)); // when the box is unticked again
  function set(to) {
    if (box) box.checked = to === null;
    slider.disabled = number.disabled = to === null;
    if (to !== null) last = to;
    slider.value = toPlace(last);
    number.value = to === null ? "" : short(to);
    slider.setAttribute("aria-valuetext", to === null ? none : `${short(to)} ${unit === "1" ? "" : unit}`);
  }
  set(value);
  slider.addEventListener("input", () => {
    const value = toValue(Number(slider.value));
    set(value);
    onChange(value);
  });
  number.addEventListener("change", () => {
    // nothing, or no number: as it was; beyond the range: its end
    const value = number.value === "" ? last : Math.min(Math.max(Number(number.value), low), high);
    set(value);
    onChange(value);
  });
  box?.addEventListener("change", () => {
    set(box.checked ? null : last);
    onChange(box.checked ? null : last);
  });
  return { element, set };
}

// ---- the address carries what is not as printed

const LINK = "#with:";
const short = (value) => (value >= 1e6 ? value.toExponential().replace("+", "") : String(Number(value.toPrecision(6))));

function toLink(choices, byName) {
  const changed = Object.entries(choices).filter(([name, value]) => value !== byName[name].printed);
  const said = (value) => (value === null ? "derived" : encodeURIComponent(typeof value === "number" ? short(value) : value));
  const parts = changed.map(([name, value]) => `${name}=${said(value)}`);
  history.replaceState(null, "", parts.length ? LINK + parts.join("&") : location.pathname + location.search);
}

/** The choices of a link, and the names of those that cannot be. */
function fromLink(byName) {
  const choices = {}, dropped = [];
  const parts = location.hash.startsWith(LINK) ? location.hash.slice(LINK.length).split("&") : [];
  for (const part of parts) {
    const [name, text] = part.split("=");
    const value = byName[name] ? readChoice(byName[name], text) : undefined;
    if (value === undefined) dropped.push(name);
    else choices[name] = value;
  }
  return { choices, dropped };
}

function readChoice({ low, high, none, options }, text = "") {
  if (options) return options.find((option) => encodeURIComponent(option) === text);
  if (text === "derived") return none ? null : undefined;
  const value = text === "" ? NaN : Number(text);
  return value >= low && value <= high ? value : undefined;
}
