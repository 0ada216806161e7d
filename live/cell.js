// One code cell of the page: its editor and buttons, and what it shows.
import { make, makeButton } from "./dom.js";

/** The code that the page shows in a cell, or null where it shows none. */
export function codeOf(element) {
  return element.querySelector(".cell_input pre")?.textContent.replace(/\n$/, "") ?? null;
}

export class Cell {
  constructor(element, number, { makeEditor, edited, onEdit, onRun, onRunTo }) {
    this.element = element;
    this.number = number;
    this.printed = codeOf(element);
    this.output = element.querySelector(".cell_output") ?? make("div", "cell_output docutils container");
    this.shown = [...this.output.children].map((child) => child.cloneNode(true)); // as the book has it

    this.editor = makeEditor({
      code: edited ?? this.printed,
      label: `Code of cell ${number}`,
      onRun: () => onRun(this),
      onChange: () => {
        this.resetButton.disabled = !this.isEdited;
        this.mark("edited", this.isEdited ? "edited, not yet run" : "as in the book");
        onEdit(this);
      },
    });
    element.querySelector(".cell_input").replaceChildren(this.editor.element);

    this.resetButton = makeButton("Reset", () => this.reset(), `Reset cell ${number}`);
    this.resetButton.disabled = !this.isEdited;
    this.note = make("span", "live-note");
    const tools = make("div", "live-tools d-print-none");
    tools.append(
      makeButton("Run", () => onRun(this), `Run cell ${number}`),
      makeButton("Run up to here", () => onRunTo(this), `Run up to here, cell ${number}`),
      this.resetButton,
      this.note,
    );
    element.append(tools, this.output); // the code may be folded away, these are not
  }

  get code() {
    return this.editor.code();
  }

  get isEdited() {
    return this.code !== this.printed;
  }

  /** In what state it is: for its look, and in words. */
  mark(state, words) {
    this.element.dataset.live = state;
    this.note.textContent = words;
  }

  reset() {
    this.editor.set(this.printed);
    this.output.replaceChildren(...this.shown.map((child) => child.cloneNode(true)));
    this.mark("", "");
  }

  async run(python, onTold) {
    this.mark("running", "running …");
    // a figure stays, greyed, in its frame and with its caption, until the new one is there
    this.figures = [...this.output.querySelectorAll("img")];
    const frames = new Set(this.figures.map((image) => this.frame(image)));
    for (const child of [...this.output.children]) if (!frames.has(child)) child.remove();
    this.stream = null;

    const result = await python.run(this.code, `cell ${this.number}`, (output) => (output.told ? onTold(output) : this.show(output)));
    if (result.error) this.insert(box("output traceback", result.error));
    else if (!result.stopped) for (const image of this.figures) this.frame(image).remove(); // no longer drawn
    if (result.stopped) this.mark("stopped", "stopped");
    else if (result.error) this.mark("failed", "failed");
    else this.mark("done", `${result.seconds.toFixed(2)} s`);
    return result;
  }

  show({ stream, text, svg, latex, plain }) {
    if (stream && this.stream?.name === stream) {
      this.stream.box.querySelector("pre").textContent += text;
      return;
    }
    this.stream = null;
    if (stream) {
      this.stream = { name: stream, box: box(`output ${stream === "stderr" ? "stderr" : "stream"}`, text) };
      this.insert(this.stream.box);
    } else if (svg) {
      this.draw(svg);
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

/** Printed text, framed as the book frames it. */
function box(className, text) {
  const outer = make("div", `${className} notranslate`);
  const inner = make("div", "highlight");
  inner.append(make("pre", "", text));
  outer.append(inner);
  return outer;
}
