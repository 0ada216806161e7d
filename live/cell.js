// One code cell of the page: its editor and buttons, and what it shows.
import { make, makeButton } from "./dom.js";

/** The code that the page shows in a cell, or null where it shows none. */
export function codeOf(element) {
  return element.querySelector(".cell_input pre")?.textContent.replace(/\n$/, "") ?? null;
}

export class Cell {
  constructor(element, number, { makeEditor, key, compares, edited, onEdit, onRun, onRunTo, onReset }) {
    this.element = element;
    this.number = number;
    this.key = key;
    this.compares = compares;
    this.printed = codeOf(element);
    this.output = element.querySelector(".cell_output") ?? make("div", "cell_output docutils container");
    this.shown = [...this.output.children].map((child) => child.cloneNode(true)); // as the book has it
    this.shownText = textOf(this.output);
    this.told = new Set(); // numbers in the text that it has set
    this.ran = null; // the code that this Python has run

    this.editor = makeEditor({
      code: edited ?? this.printed,
      label: `Code of cell ${number}`,
      onRun,
      onChange: () => {
        this.mark("edited", this.isEdited ? "edited, not yet run" : "");
        onEdit();
      },
    });
    element.querySelector(".cell_input").replaceChildren(this.editor.element);

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
    element.append(tools, this.output); // the code may be folded away, these are not
    if (this.isEdited) this.mark("edited", "your edit, not yet run");
  }

  get code() {
    return this.editor.code();
  }

  get isEdited() {
    return this.code !== this.printed;
  }

  /** Whether this Python has run what stands here. */
  get isKnown() {
    return this.ran === this.code;
  }

  get differs() {
    return this.compares && this.shownText !== textOf(this.output);
  }

  /** What is worth saying of a cell that ran. */
  get remark() {
    if (this.differs) return " · not what the book has";
    return !this.compares && /^assert /m.test(this.code) ? " · checks passed" : "";
  }

  /** In what state it is: for its look, and in words. */
  mark(state, words) {
    this.element.dataset.live = state;
    this.note.textContent = words;
  }

  /** Back to the book's code and output; what it told the text is for the page to put back. */
  reset() {
    this.editor.set(this.printed);
    this.output.replaceChildren(...this.shown.map((child) => child.cloneNode(true)));
    this.ran = null;
    this.mark("", "");
  }

  async run(python, onTold) {
    this.mark("running", "running …");
    // a figure stays, greyed, in its frame and with its caption, until the new one is there
    this.figures = [...this.output.querySelectorAll("img")];
    const frames = new Set(this.figures.map((image) => this.frame(image)));
    for (const child of [...this.output.children]) if (!frames.has(child)) child.remove();
    this.stream = null;

    const code = this.code;
    const result = await python.run(code, `cell ${this.number}`, (output) => {
      if (!output.told) return this.show(output);
      this.told.add(output.told);
      onTold(output);
    });
    if (result.error) this.insert(box("output traceback", result.error));
    else if (!result.stopped) for (const image of this.figures) this.frame(image).hidden = true; // no longer drawn
    for (const pre of this.output.querySelectorAll("pre")) {
      if (pre.scrollHeight > pre.clientHeight || pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0; // to scroll by keyboard
    }

    this.ran = result.error || result.stopped ? null : code;
    if (result.stopped) this.mark("stopped", "stopped");
    else if (result.error) this.mark("failed", "failed");
    else if (!this.isKnown) this.mark("edited", "edited while it ran");
    else this.mark("done", `${result.seconds.toFixed(2)} s${this.remark}`);
    return result;
  }

  show({ stream, text, svg, html, latex, plain }) {
    if (stream && this.stream?.name === stream) {
      this.stream.pre.append(text);
      return;
    }
    this.stream = null;
    if (stream) {
      const frame = box(`output ${stream === "stderr" ? "stderr" : "stream"}`, text);
      this.stream = { name: stream, pre: frame.querySelector("pre") };
      this.insert(frame);
    } else if (svg) {
      this.draw(svg);
    } else if (html) {
      const frame = make("div", "output text_html");
      frame.innerHTML = html; // what the reader's own Python made
      this.insert(frame);
    } else if (latex) {
      const math = make("div", "math notranslate nohighlight", latex.replace(/^\$+([^]*?)\$+$/, "\\[$1\\]"));
      this.insert(math);
      window.MathJax?.typesetPromise?.([math]);
    } else {
      this.insert(box("output text_plain", plain));
    }
  }

  draw(svg) {
    let image = this.figures.shift();
    if (!image) {
      image = make("img", "");
      image.alt = `Figure drawn by cell ${this.number}`;
      this.output.append(image);
    }
    this.frame(image).hidden = false;
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  }

  /** What is printed comes before the figures that are still to be drawn anew. */
  insert(node) {
    this.output.insertBefore(node, this.figures.length ? this.frame(this.figures[0]) : null);
  }

  frame(image) {
    return [...this.output.children].find((child) => child.contains(image));
  }
}

/** What a cell has printed, to compare; formulas and pictures are not. */
function textOf(output) {
  return [...output.querySelectorAll("pre, table")].map((element) => element.textContent.replace(/\s+/g, " ").trim()).join("\n");
}

/** Printed text, framed as the book frames it. */
function box(className, text) {
  const outer = make("div", `${className} notranslate`);
  const inner = make("div", "highlight");
  inner.append(make("pre", "", text));
  outer.append(inner);
  return outer;
}
