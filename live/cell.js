// One code cell of the page: its editor, its buttons and its output.
import { find, make, makeButton } from "./dom.js";
/** @import { MakeEditor } from "./editor.js" */
/** @import { ExploreOutput, GlueOutput, Output } from "./messages.js" */
/** @import { Python } from "./python.js" */

/** @typedef {"" | "waiting" | "running" | "done" | "failed" | "stopped" | "edited" | "stale"} CellState */

/**
 * @typedef {object} CellOptions
 * @property {MakeEditor} makeEditor
 * @property {string} key under which its edits are stored
 * @property {boolean} compares whether the book has output to compare with
 * @property {string | undefined} edited the reader's code of an earlier visit
 * @property {() => void} onEdit
 * @property {() => void} onRun
 * @property {() => void} onRunTo
 * @property {() => void} onReset
 */

/**
 * The code that the page shows in a cell, or null if it shows none.
 *
 * @param {Element} element
 */
export function codeOf(element) {
  return element.querySelector(".cell_input pre")?.textContent?.replace(/\n$/, "") ?? null;
}

export class Cell {
  /**
   * @param {HTMLElement} element
   * @param {number} number
   * @param {CellOptions} options
   */
  constructor(element, number, { makeEditor, key, compares, edited, onEdit, onRun, onRunTo, onReset }) {
    this.element = element;
    this.number = number;
    this.key = key;
    this.compares = compares;
    this.original = codeOf(element) ?? "";
    /** @type {HTMLElement} */
    this.output = element.querySelector(".cell_output") ?? make("div", "cell_output docutils container");
    this.originalOutput = [...this.output.children].map((child) => child.cloneNode(true));
    this.originalText = textOf(this.output);
    /** @type {Set<string>} */
    this.glued = new Set(); // names of the numbers in the text that it has set
    /** @type {string | null} */
    this.lastRunCode = null; // what this Python has run without an error
    /** @type {HTMLImageElement[]} */
    this.oldFigures = []; // those that this run has not drawn yet
    /** @type {{ name: string, pre: HTMLElement } | null} */
    this.stream = null; // where consecutive text of one stream goes

    this.editor = makeEditor({
      code: edited ?? this.original,
      label: `Code of cell ${number}`,
      onRun,
      onChange: () => {
        this.mark("edited", this.isEdited ? "edited, not yet run" : "");
        onEdit();
      },
    });
    find(".cell_input", element).replaceChildren(this.editor.element);

    this.note = make("span", "live-note");
    const tools = make("div", "live-tools d-print-none");
    const runButton = makeButton("Run", onRun, `Run cell ${number}`);
    runButton.title = "Shift+Enter";
    tools.append(
      runButton,
      makeButton("Run up to here", onRunTo, `Run up to here, cell ${number}`),
      makeButton("Reset", onReset, `Reset cell ${number}`),
      this.note,
    );
    element.append(tools, this.output); // stay visible when the code is collapsed
    if (this.isEdited) this.mark("edited", "your edit, not yet run");
  }

  get code() {
    return this.editor.code();
  }

  get isEdited() {
    return this.code !== this.original;
  }

  /** Whether the code in the editor is the code that was run last. */
  get isUpToDate() {
    return this.lastRunCode === this.code;
  }

  /** Whether the output differs from the book's. */
  get differs() {
    return this.compares && this.originalText !== textOf(this.output);
  }

  /**
   * Show the state of the cell, by its look and in words.
   *
   * @param {CellState} state
   * @param {string} words
   */
  mark(state, words) {
    this.element.dataset.live = state;
    this.note.textContent = words;
  }

  /** Restore the book's code and output; the page restores the numbers in the text. */
  reset() {
    this.editor.set(this.original);
    this.output.replaceChildren(...this.originalOutput.map((child) => child.cloneNode(true)));
    for (const image of this.output.querySelectorAll("img")) repeatBelowTitle(image);
    this.lastRunCode = null;
    this.mark("", "");
  }

  /**
   * @param {Python} python
   * @param {(output: GlueOutput) => void} onGlue
   * @param {(output: ExploreOutput) => void} onExplore
   */
  async run(python, onGlue, onExplore) {
    this.mark("running", "running …");
    this.clearOutput();
    const code = this.code;
    const result = await python.run(code, `cell ${this.number}`, (output) => {
      if ("explore" in output) return onExplore(output);
      if (!("glue" in output)) return this.show(output);
      this.glued.add(output.glue);
      onGlue(output);
    });
    if (result.stopped) {
      this.lastRunCode = null;
      this.mark("stopped", "stopped");
    } else if (result.error) {
      this.lastRunCode = null;
      this.insert(printedBox("output traceback", result.error));
      this.mark("failed", "failed");
    } else {
      this.lastRunCode = code;
      for (const image of this.oldFigures) this.frameOf(image).hidden = true; // no longer drawn
      if (this.isUpToDate) this.mark("done", `${result.seconds.toFixed(2)} s${this.remark()}`);
      else this.mark("edited", "edited while it ran");
    }
    this.makeScrollable();
    return result;
  }

  /** What to say about a cell that ran without an error. */
  remark() {
    if (this.differs) return " · differs from the book";
    return !this.compares && /^assert /m.test(this.code) ? " · checks passed" : "";
  }

  /** Remove the output except figures: each keeps its place and caption, grayed, until it is drawn again. */
  clearOutput() {
    this.oldFigures = [...this.output.querySelectorAll("img")];
    const frames = new Set(this.oldFigures.map((image) => this.frameOf(image)));
    for (const child of [...this.output.children]) {
      if (!(child instanceof HTMLElement && frames.has(child))) child.remove();
    }
    this.stream = null;
  }

  /** Let long output be scrolled from the keyboard. */
  makeScrollable() {
    for (const pre of this.output.querySelectorAll("pre")) {
      if (pre.scrollHeight > pre.clientHeight || pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0;
    }
  }

  /** @param {Exclude<Output, GlueOutput | ExploreOutput>} output */
  show(output) {
    if ("stream" in output) return this.print(output.stream, output.text);
    this.stream = null;
    if ("svg" in output) this.draw(output.svg);
    else if (output.html) {
      const frame = make("div", "output text_html");
      frame.innerHTML = output.html; // made by the reader's own Python
      this.insert(frame);
    } else if (output.latex) {
      const math = make("div", "math notranslate nohighlight", output.latex.replace(/^\$+([^]*?)\$+$/, "\\[$1\\]"));
      this.insert(math);
      window.MathJax?.typesetPromise?.([math]);
    } else this.insert(printedBox("output text_plain", output.plain));
  }

  /**
   * @param {string} name of the stream
   * @param {string} text
   */
  print(name, text) {
    if (this.stream?.name === name) return this.stream.pre.append(text);
    const frame = printedBox(`output ${name === "stderr" ? "stderr" : "stream"}`, text);
    this.stream = { name, pre: find("pre", frame) };
    this.insert(frame);
  }

  /** @param {string} svg */
  draw(svg) {
    let image = this.oldFigures.shift();
    if (!image) {
      image = make("img");
      image.alt = `Figure drawn by cell ${this.number}`;
      this.output.append(image);
    }
    this.frameOf(image).hidden = false;
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`; // a strict security policy allows no blobs
    repeatBelowTitle(image);
  }

  /**
   * Insert output before the figures that are not drawn yet.
   *
   * @param {HTMLElement} node
   */
  insert(node) {
    const [next] = this.oldFigures;
    this.output.insertBefore(node, next ? this.frameOf(next) : null);
  }

  /**
   * The child of the output that contains this image: its figure with the caption, or the image itself.
   *
   * @param {HTMLElement} image
   */
  frameOf(image) {
    let frame = image;
    while (frame.parentElement && frame.parentElement !== this.output) frame = frame.parentElement;
    return frame;
  }
}

/**
 * Show the key figure of the page below its title as it is now; the description says that it is the same.
 *
 * @param {HTMLImageElement} image
 */
function repeatBelowTitle({ alt, src }) {
  /** @type {NodeListOf<HTMLImageElement>} */
  const leads = document.querySelectorAll(".key-figure img");
  for (const lead of leads) if (lead.alt === alt) lead.src = src;
}

/**
 * The printed text of an output, for comparison; formulas and figures are not compared.
 *
 * @param {Element} output
 */
function textOf(output) {
  const printed = [...output.querySelectorAll("pre, table")];
  return printed.map((element) => (element.textContent ?? "").replace(/\s+/g, " ").trim()).join("\n");
}

/**
 * Printed text in the book's markup.
 *
 * @param {string} className
 * @param {string} text
 */
function printedBox(className, text) {
  const outer = make("div", `${className} notranslate`);
  const inner = make("div", "highlight");
  inner.append(make("pre", "", text));
  outer.append(inner);
  return outer;
}
