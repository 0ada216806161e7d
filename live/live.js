// Live: the cells of the page become editable and run in the reader's browser. Loaded when the button
// is pressed; python.json says where Python comes from.
import { makeBar } from "./bar.js";
import { Cell, codeOf } from "./cell.js";
import { find, keepPlace } from "./dom.js";
import { Edits, keysOf } from "./edits.js";
import { messageOf } from "./errors.js";
import { fetchJson } from "./fetch.js";
import { editedNotebook, save } from "./notebook.js";
import { Prose } from "./prose.js";
import { startPython } from "./python.js";
/** @import { State } from "./bar.js" */
/** @import { MakeEditor } from "./editor.js" */
/** @import { PythonForSliders, Settings } from "./messages.js" */
/** @import { Python } from "./python.js" */

const folder = new URL(".", import.meta.url);

/**
 * @param {HTMLElement} button
 * @param {Element} [chosen] the cell that the reader wants to edit
 */
export async function goLive(button, chosen) {
  const page = new LivePage(button);
  await page.open();
  page.cells.find(({ element }) => element === chosen)?.editor.focus();
}

class LivePage {
  /** @param {HTMLElement} button */
  constructor(button) {
    this.wheel = new URL(button.dataset.wheel ?? "", location.href).href;
    this.notebook = new URL(button.dataset.notebook ?? "", location.href);
    this.article = find("article.bd-article");
    this.prose = new Prose(this.article);
    this.edits = new Edits(location.pathname);
    /** @type {State} */
    this.state = "loading";
    /** @type {Settings | null} */
    this.settings = null;
    /** @type {Cell[]} */
    this.cells = [];
    this.found = -1; // which change was shown last
    this.compares = false; // whether the book has output to compare with
    /** @type {Python | null} */
    this.python = null;
    /** @type {Promise<unknown>} */
    this.queue = Promise.resolve();
    this.bar = makeBar({
      runAll: () => this.run(this.cells),
      stop: () => this.stop(),
      nextChange: () => this.nextChange(),
      tryAgain: () => (this.settings ? this.start(this.settings) : this.open()),
      resetPage: () => this.resetPage(),
      download: () => this.download(),
    });
    keepPlace(this.article, () => find("h1", this.article).after(this.bar.element));
  }

  /**
   * Show what Live does, by the look of the page and in words.
   *
   * @param {State} state
   * @param {string} words
   */
  enter(state, words) {
    this.state = document.documentElement.dataset.live = state;
    keepPlace(this.article, () => {
      this.bar.show(state);
      this.bar.showChanges(this.changes().length > 0);
      this.bar.say(words);
    });
  }

  async open() {
    this.enter("loading", "The editor is loading.");
    try {
      const [editor, settings] = await Promise.all([loadEditor(), loadSettings()]);
      keepPlace(this.article, () => this.makeCells(editor.makeEditor));
      this.settings = settings;
    } catch (error) {
      return this.fail(error);
    }
    this.start(this.settings);
  }

  /** @param {MakeEditor} makeEditor */
  makeCells(makeEditor) {
    /** @type {NodeListOf<HTMLElement>} */
    const elements = this.article.querySelectorAll("div.cell");
    const found = [...elements].flatMap((element) => {
      const code = codeOf(element);
      return code === null ? [] : [{ element, code }];
    });
    const keys = keysOf(found.map(({ code }) => code));
    // an assignment was never run: there is no output to compare with
    this.compares = found.some(({ element }) => element.querySelector(".cell_output"));
    this.cells = found.map(
      ({ element }, i) =>
        new Cell(element, i + 1, {
          makeEditor,
          key: keys[i],
          compares: this.compares,
          edited: this.edits.get(keys[i]),
          onEdit: () => this.edits.save(this.cells[i]),
          onRun: () => this.run([this.cells[i]], true),
          onRunTo: () => this.run(this.cells.slice(0, i + 1)),
          onReset: () => this.resetCell(this.cells[i]),
        }),
    );
  }

  /** @param {Settings} settings */
  start(settings, words = "Python is loading; the cells can be edited already.") {
    this.bar.progress(0, settings.bytes);
    this.enter("loading", words);
    for (const cell of this.cells) cell.lastRunCode = null;
    this.tellSliders(null);
    const options = {
      settings,
      wheel: this.wheel,
      formats: this.prose.formats,
      imports: this.cells.map((cell) => cell.code).join("\n"),
    };
    const python = startPython(folder, options, (bytes) => this.bar.progress(bytes, settings.bytes));
    this.python = python;
    python.ready.then(
      (version) => {
        const edited = this.editedCells();
        const hint = this.compares ? "change a number" : "write into a cell";
        const edits = edited ? ` Your edits are in ${edited}.` : "";
        this.enter("ready", `Python ${version} is ready: ${hint} and run it (Shift+Enter), or run all.${edits}`);
        this.openSwitchboard();
      },
      (error) => {
        if (this.python === python) this.fail(error);
      },
    );
  }

  /** On the page that has a place for it: sliders, which use the same Python. */
  async openSwitchboard() {
    const place = document.getElementById("switchboard");
    if (!place) return;
    try {
      /** @type {typeof import("./switchboard.js")} */
      const { openSwitchboard } = await import(new URL("switchboard.js", folder).href);
      await openSwitchboard(place, (code) => this.ask(code));
    } catch (error) {
      const message = messageOf(error);
      if (message !== "stopped") place.textContent = `The switchboard cannot be shown: ${message}`;
    }
  }

  /**
   * Let the sliders below the title ask Python, now that their cell has run.
   *
   * @param {PythonForSliders["info"]} info
   */
  connectSliders(info) {
    /** @type {PythonForSliders["answer"]} */
    const answer = async (values) => {
      const items = Object.entries(values).map(([name, value]) => `"${name}": ${value}`);
      return JSON.parse(await this.ask(`import json; print(json.dumps(_explorer.answer(**{${items.join(", ")}})))`));
    };
    this.tellSliders({ info, answer });
  }

  /** @param {PythonForSliders | null} python */
  tellSliders(python) {
    document.querySelector(".explore")?.dispatchEvent(new CustomEvent("python", { detail: python }));
  }

  /**
   * Run code that is not a cell's, after the runs already waiting; return what it prints.
   *
   * @param {string} code
   * @returns {Promise<string>}
   */
  ask(code) {
    const { python } = this;
    const answer = this.queue.then(async () => {
      await python?.ready;
      if (!python || python !== this.python) throw new Error("stopped");
      let printed = "";
      const result = await python.run(code, "switchboard", (output) => {
        if ("stream" in output) printed += output.text;
      });
      if (result.stopped) throw new Error("stopped");
      if (result.error) throw new Error(result.error);
      return printed;
    });
    this.queue = answer.catch(() => {});
    return answer;
  }

  /** @param {unknown} error */
  fail(error) {
    this.enter("failed", `Python could not be loaded: ${messageOf(error)}. The page is unchanged.`);
  }

  /**
   * Run these cells, when the runs already waiting are done.
   *
   * @param {Cell[]} cells
   * @param {boolean} withEarlier first run the cells above that are not up to date
   */
  run(cells, withEarlier = false) {
    const { python } = this;
    for (const cell of cells) cell.mark("waiting", "waiting …");
    this.queue = this.queue
      .then(() => (python && python === this.python ? this.runNow(cells, python, withEarlier) : undefined))
      .catch((error) => this.enter("error", `Live itself failed: ${messageOf(error)}`));
  }

  /**
   * @param {Cell[]} requested
   * @param {Python} python
   * @param {boolean} withEarlier
   */
  async runNow(requested, python, withEarlier) {
    try {
      await python.ready;
    } catch {
      return; // reported by `start`
    }
    const last = requested.at(-1);
    if (!last) return;
    const earlier = withEarlier ? this.cells.slice(0, last.number - 1).filter((cell) => !cell.isUpToDate) : [];
    const cells = [...earlier, ...requested];
    const began = performance.now();
    for (const cell of cells) {
      this.enter("running", `Cell ${cell.number} of ${this.cells.length} is running …`);
      const result = await cell.run(python, (output) => this.prose.update(output), ({ explore }) => this.connectSliders(explore));
      if (result.stopped) return;
      if (result.error) {
        this.markBelow(cell);
        cell.output.scrollIntoView({ block: "nearest" });
        return this.enter("error", `Cell ${cell.number} failed: ${result.error.split("\n").at(-1)}`);
      }
    }
    const outOfDate = this.markBelow(last);
    const ran = cells.length === 1 ? `Cell ${last.number}` : `${cells.length} cells`;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const hint = outOfDate ? " Cells below are out of date; run all." : "";
    this.enter("done", `${ran} ran, ${seconds} s.${this.difference()}${hint}`);
  }

  /**
   * Mark the cells below one that ran if their output is older; return how many.
   *
   * @param {Cell} cell
   */
  markBelow(cell) {
    const changed = this.cells.slice(0, cell.number).some((above) => above.isEdited || above.differs);
    const stale = this.cells
      .slice(cell.number)
      .filter((below) => below.lastRunCode !== null || below.element.dataset.live === "waiting" || (this.compares && changed));
    for (const below of stale) {
      below.mark("stale", "stale");
      below.lastRunCode = null;
    }
    return stale.length;
  }

  /** The outputs and the numbers in the text that differ from the book, from the top of the page. */
  changes() {
    const outputs = this.cells.filter((cell) => cell.differs).map((cell) => cell.output);
    return [...outputs, ...this.prose.changed].sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  }

  /** Show the next of them, after the last the first. */
  nextChange() {
    const changes = this.changes();
    document.querySelector(".live-found")?.classList.remove("live-found");
    if (!changes.length) return this.bar.say("Nothing differs from the book.");
    this.found = (this.found + 1) % changes.length;
    const place = changes[this.found];
    for (const fold of ancestors(place, "details")) fold.setAttribute("open", "");
    place.classList.add("live-found");
    place.scrollIntoView({ block: "center" });
    this.bar.say(`Change ${this.found + 1} of ${changes.length}${place.title ? `: ${place.title}` : ""}.`);
  }

  /** What differs from the book, in words. */
  difference() {
    const cells = this.cells.filter((cell) => cell.differs).length;
    const numbers = this.prose.changed.length;
    const parts = [];
    if (cells) parts.push(`output of ${cells} ${cells === 1 ? "cell" : "cells"}`);
    if (numbers) parts.push(`${numbers} ${numbers === 1 ? "number" : "numbers"} in the text`);
    return parts.length ? ` Differs from the book: ${parts.join(", ")}.` : "";
  }

  /** The cells that the reader has edited, in words. */
  editedCells() {
    const numbers = this.cells.filter((cell) => cell.isEdited).map((cell) => cell.number);
    return numbers.length ? `${numbers.length === 1 ? "cell" : "cells"} ${numbers.join(", ")}` : "";
  }

  stop() {
    const { python } = this;
    this.python = null; // runs that wait for it are dropped
    this.queue = Promise.resolve();
    python?.end();
    for (const cell of this.cells) if (cell.element.dataset.live === "waiting") cell.mark("edited", "not run");
    if (this.settings) this.start(this.settings, "Stopped. Python is restarting without its variables; your edits are kept.");
    else this.fail(new Error("it was stopped"));
  }

  /** @param {Cell} cell */
  resetCell(cell) {
    if (this.state === "running") return this.bar.say("A cell is running: wait, or stop it first.");
    cell.reset();
    this.prose.reset(cell.glued);
    this.markBelow(cell);
  }

  resetPage() {
    const edited = this.editedCells();
    if (edited && !confirm(`Your edits in ${edited} will be lost. Reset the page to the book's version?`)) return;
    for (const cell of this.cells) {
      cell.reset();
      this.prose.reset(cell.glued);
    }
    this.bar.say("The page is reset to the book's version.");
  }

  async download() {
    const name = this.notebook.pathname.split("/").at(-1) ?? "";
    try {
      save(await editedNotebook(this.notebook, this.wheel, this.cells.map((cell) => cell.code)), name);
      const edited = this.editedCells();
      this.bar.say(`${name} is downloaded${edited ? `, with your edits in ${edited}` : ""}.`);
    } catch (error) {
      this.bar.say(`The notebook could not be downloaded: ${messageOf(error)}`);
    }
  }
}

/**
 * The elements around one that a selector matches.
 *
 * @param {Element} element
 * @param {string} selector
 * @returns {Element[]}
 */
function ancestors(element, selector) {
  const nearest = element.parentElement?.closest(selector);
  return nearest ? [nearest, ...ancestors(nearest, selector)] : [];
}

/** @returns {Promise<typeof import("./editor.js")>} */
function loadEditor() {
  return import(new URL("editor.js", folder).href);
}

/** @returns {Promise<Settings>} */
async function loadSettings() {
  const address = new URL("python.json", folder);
  const settings = await fetchJson(address);
  return { ...settings, from: new URL(settings.from, address).href };
}
