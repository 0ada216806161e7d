// Live: the page's own cells become editable and run in the reader's browser. Loaded when the button
// is pressed; Python then comes from where python.json says.
import { makeBar } from "./bar.js";
import { Cell, codeOf } from "./cell.js";
import { Edits, keysOf } from "./edits.js";
import { editedNotebook, save } from "./notebook.js";
import { Prose } from "./prose.js";
import { startPython } from "./python.js";

const here = new URL(".", import.meta.url); // where the other files lie

export function goLive(button) {
  new LivePage(button).open();
}

class LivePage {
  constructor(button) {
    this.wheel = new URL(button.dataset.wheel, location.href).href;
    this.notebook = new URL(button.dataset.notebook, location.href);
    this.article = document.querySelector("article.bd-article");
    this.prose = new Prose(this.article);
    this.edits = new Edits(location.pathname);
    this.cells = [];
    this.queue = Promise.resolve();
    this.bar = makeBar({
      "Run all": () => this.run(this.cells),
      Stop: () => this.stop(),
      "Try again": () => (this.cells.length ? this.start() : this.open()),
      "Reset page": () => this.resetPage(),
      "Download with my edits": () => this.download(),
    });
    this.article.querySelector("h1").after(this.bar.element);
  }

  /** What Live does, for the look of the page and for whoever waits for it, and in words. */
  enter(state, words) {
    this.state = document.documentElement.dataset.live = state;
    this.bar.show(state);
    this.bar.say(words);
  }

  async open() {
    this.enter("loading", "The editor is loading.");
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
    const keys = keysOf(found.map(codeOf));
    // an assignment was never run: there is nothing to compare with
    this.compares = found.some((element) => element.querySelector(".cell_output"));
    this.cells = found.map((element, i) => new Cell(element, i + 1, {
      makeEditor,
      key: keys[i],
      compares: this.compares,
      edited: this.edits.of(keys[i]),
      onEdit: () => this.edits.keep(this.cells[i]),
      onRun: () => this.run([this.cells[i]], true),
      onRunTo: () => this.run(this.cells.slice(0, i + 1)),
      onReset: () => this.resetCell(this.cells[i]),
    }));
  }

  start(words = "Python is loading; the cells can be edited already.") {
    this.enter("loading", words);
    for (const cell of this.cells) cell.ran = null;
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
        const edited = this.edited();
        const mine = edited ? ` Your edits are in ${edited}.` : "";
        this.enter("ready", `Python ${version} is ready: ${this.compares ? "change a number" : "write into a cell"} and run it (Shift+Enter), or run all.${mine}`);
        this.openSwitchboard();
      },
      (error) => this.python === python && this.fail(error),
    );
  }

  /** On the page that has a place for it: sliders, which ask the same Python. */
  async openSwitchboard() {
    const place = document.getElementById("switchboard");
    if (!place) return;
    try {
      const { openSwitchboard } = await import(new URL("switchboard.js", here));
      await openSwitchboard(place, (code) => this.ask(code));
    } catch (error) {
      if (error.message !== "stopped") place.textContent = `The switchboard cannot be shown: ${error.message}`;
    }
  }

  /** What some code prints; its turn comes between the cells. */
  ask(code) {
    const { python } = this;
    const answer = this.queue.then(async () => {
      await python.ready;
      if (python !== this.python) throw new Error("stopped");
      let printed = "";
      const { error, stopped } = await python.run(code, "switchboard", ({ text }) => (printed += text ?? ""));
      if (error || stopped) throw new Error(error ?? "stopped");
      return printed;
    });
    this.queue = answer.catch(() => {});
    return answer;
  }

  fail(error) {
    this.enter("failed", `Python could not be loaded: ${error.message}. The page stays as it was.`);
  }

  /** Run these cells, after those above that they may need; `alone` if only the last was asked for. */
  run(cells, alone = false) {
    const { python } = this;
    for (const cell of cells) cell.mark("waiting", "waiting …");
    this.queue = this.queue
      .then(() => python === this.python && this.runNow(cells, python, alone))
      .catch((error) => this.enter("error", `Live itself failed: ${error.message}`));
  }

  async runNow(asked, python, alone) {
    try {
      await python.ready;
    } catch {
      return; // it was said why
    }
    const last = asked.at(-1);
    const before = alone ? this.cells.slice(0, last.number - 1).filter((cell) => !cell.isKnown) : [];
    const cells = [...before, ...asked];
    const began = performance.now();
    for (const cell of cells) {
      this.enter("running", `Cell ${cell.number} of ${this.cells.length} is running …`);
      const result = await cell.run(python, (told) => this.prose.tell(told));
      if (result.stopped) return;
      if (result.error) {
        this.markBelow(cell);
        cell.output.scrollIntoView({ block: "nearest" });
        return this.enter("error", `Cell ${cell.number} failed: ${result.error.split("\n").at(-1)}`);
      }
    }
    const below = this.markBelow(last);
    const what = cells.length === 1 ? `Cell ${last.number}` : `${cells.length} cells`;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const hint = below ? " The cells below do not show it yet: Run all." : "";
    this.enter("done", `${what} ran, ${seconds} s.${this.difference()}${hint}`);
  }

  /** Mark the cells below one that ran, if what they show came before it; return how many. */
  markBelow(cell) {
    const upTo = this.cells.slice(0, cell.number);
    const changed = upTo.some((one) => one.isEdited || one.differs);
    const below = this.cells.slice(cell.number).filter((one) => one.ran !== null || one.element.dataset.live === "waiting" || (this.compares && changed));
    for (const one of below) {
      one.mark("stale", "from before the last run above");
      one.ran = null;
    }
    return below.length;
  }

  /** What now differs from the book, in words. */
  difference() {
    const cells = this.cells.filter((cell) => cell.differs).length;
    const numbers = this.prose.changed;
    if (!cells && !numbers) return "";
    return ` Other than in the book: what ${cells} of the cells print${cells === 1 ? "s" : ""}, and ${numbers} of the numbers in the text.`;
  }

  edited() {
    const numbers = this.cells.filter((cell) => cell.isEdited).map((cell) => cell.number);
    return numbers.length ? `${numbers.length === 1 ? "cell" : "cells"} ${numbers.join(", ")}` : "";
  }

  stop() {
    const { python } = this;
    this.python = null; // what waits for it is dropped
    this.queue = Promise.resolve();
    python?.end();
    for (const cell of this.cells) if (cell.element.dataset.live === "waiting") cell.mark("edited", "not run");
    if (this.cells.length) this.start("Stopped. Python starts afresh and knows no variable; your edits are kept.");
    else this.fail(new Error("it was stopped"));
  }

  resetCell(cell) {
    if (this.state === "running") return this.bar.say("A run goes on: wait, or stop it first.");
    cell.reset();
    this.prose.reset(cell.told);
    this.markBelow(cell);
  }

  resetPage() {
    const edited = this.edited();
    if (edited && !confirm(`Your edits in ${edited} will be lost. Put the page back as the book has it?`)) return;
    for (const cell of this.cells) {
      cell.reset();
      this.prose.reset(cell.told);
    }
    this.bar.say("The page is as the book has it.");
  }

  async download() {
    const name = this.notebook.pathname.split("/").at(-1);
    try {
      save(await editedNotebook(this.notebook, this.wheel, this.cells.map((cell) => cell.code)), name);
      const edited = this.edited();
      this.bar.say(`${name} is made${edited ? `, with your edits in ${edited}` : ""}.`);
    } catch (error) {
      this.bar.say(`The notebook could not be made: ${error.message}`);
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
