// Live: the page's own cells become editable and run in the reader's browser. Nothing is loaded
// before the button is pressed; Python then comes from where python.json says.
import { makeBar } from "./bar.js";
import { Cell, codeOf } from "./cell.js";
import { Edits } from "./edits.js";
import { editedNotebook, save } from "./notebook.js";
import { Prose } from "./prose.js";
import { startPython } from "./python.js";

const here = new URL(".", document.currentScript.src); // where the other files lie

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector(".live-start");
  button?.addEventListener("click", () => new LivePage(button).open(), { once: true });
});

class LivePage {
  constructor(button) {
    button.disabled = true;
    this.wheel = new URL(button.dataset.wheel, location.href).href;
    this.notebook = new URL(button.dataset.notebook, location.href);
    this.article = document.querySelector("article.bd-article");
    this.prose = new Prose(this.article);
    this.edits = new Edits(location.pathname);
    this.cells = [];
    this.ran = new Set(); // the cells that this Python has run
    this.queue = Promise.resolve();
    this.bar = makeBar({
      "Run all": () => this.run(this.cells),
      Stop: () => this.stop(),
      "Try again": () => (this.cells.length ? this.start() : this.open()),
      "Reset page": () => this.reset(),
      "Download with my edits": () => this.download(),
    });
    this.article.querySelector("h1").after(this.bar.element);
  }

  /** What Live does, for the look of the page and for whoever waits for it. */
  say(state, words) {
    document.documentElement.dataset.live = state;
    this.bar.say(state, words);
  }

  async open() {
    this.say("loading", "The editor is loading.");
    try {
      const [editor, settings] = await Promise.all([import(new URL("editor.js", here)), fetchSettings()]);
      this.settings = settings;
      this.makeCells(editor.makeEditor);
    } catch (error) {
      return this.fail(error);
    }
    this.start();
  }

  makeCells(makeEditor) {
    const found = [...this.article.querySelectorAll("div.cell")].filter((element) => codeOf(element) !== null);
    this.cells = found.map((element, i) => new Cell(element, i + 1, {
      makeEditor,
      edited: this.edits.of(codeOf(element)),
      onEdit: (cell) => this.edits.keep(cell),
      onRun: (cell) => this.run([...this.cells.slice(0, i).filter((earlier) => !this.ran.has(earlier)), cell]),
      onRunTo: () => this.run(this.cells.slice(0, i + 1)),
    }));
  }

  start(words = "Python is loading; the cells can be edited already.") {
    this.say("loading", words);
    this.ran.clear();
    this.bar.progress(0, this.settings.bytes);
    const python = startPython({
      here,
      settings: this.settings,
      wheel: this.wheel,
      forms: this.prose.forms,
      imports: this.cells.map((cell) => cell.code).join("\n"),
      onBytes: (bytes) => this.bar.progress(bytes, this.settings.bytes),
    });
    this.python = python;
    python.ready.then(
      ({ version }) => {
        const edited = this.cells.filter((cell) => cell.isEdited).map((cell) => cell.number);
        const mine = edited.length ? ` Your edits are in ${edited.length === 1 ? "cell" : "cells"} ${edited.join(", ")}.` : "";
        this.say("ready", `Python ${version} is ready: change a number and run.${mine}`);
      },
      (error) => this.python === python && this.fail(error),
    );
  }

  fail(error) {
    this.say("failed", `Python could not be loaded: ${error.message}. The page stays as it was.`);
  }

  run(cells) {
    const { python } = this;
    this.queue = this.queue.then(() => python === this.python && this.runNow(cells, python));
  }

  async runNow(cells, python) {
    try {
      await python.ready;
    } catch {
      return; // it was said why
    }
    const began = performance.now();
    for (const cell of cells) {
      this.say("running", `Cell ${cell.number} of ${this.cells.length} is running …`);
      const result = await cell.run(python, (told) => this.prose.tell(told));
      if (result.stopped) return;
      this.ran.add(cell);
      if (result.error) return this.say("error", `Cell ${cell.number} failed: ${result.error.split("\n").at(-1)}`);
    }
    const last = cells.at(-1);
    const below = this.cells.slice(last.number).filter((cell) => this.ran.has(cell));
    for (const cell of below) cell.mark("stale", "from before the last run above");
    const what = cells.length === 1 ? `Cell ${last.number}` : `${cells.length} cells`;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    this.say("done", `${what} ran, ${seconds} s.${below.length ? " The cells below show what they gave before: Run all." : ""}`);
  }

  stop() {
    const { python } = this;
    this.python = null; // what waits for it is dropped
    this.queue = Promise.resolve();
    python?.end();
    if (this.cells.length) this.start("Stopped. Python starts afresh and knows no variable; your edits are kept.");
  }

  reset() {
    for (const cell of this.cells) cell.reset();
    this.prose.reset();
    this.bar.say("ready", "The page is as the book has it. Variables keep their values until cells run again.");
  }

  async download() {
    try {
      const notebook = await editedNotebook(this.notebook, this.wheel, this.cells.map((cell) => cell.code));
      save(notebook, this.notebook.pathname.split("/").at(-1));
    } catch (error) {
      this.bar.say("error", `The notebook could not be made: ${error.message}`);
    }
  }
}

async function fetchSettings() {
  const address = new URL("python.json", here);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  const settings = await response.json();
  return { ...settings, from: new URL(settings.from, address).href };
}
