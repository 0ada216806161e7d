// The page as a notebook with the reader's edits, to be run elsewhere.
import { fetchJson } from "./fetch.js";

/**
 * @typedef {{ cell_type: string, id: string, metadata: object, source: string, outputs?: object[], execution_count?: number | null }} NotebookCell
 * @typedef {{ cells: NotebookCell[] }} Notebook
 */

/**
 * The book's notebook of this page, with `codes` in its code cells.
 *
 * @param {URL} address
 * @param {string} wheel
 * @param {string[]} codes
 * @returns {Promise<Notebook>}
 */
export async function editedNotebook(address, wheel, codes) {
  /** @type {Notebook} */
  const notebook = await fetchJson(address);
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  if (cells.length !== codes.length) throw new Error("the book's notebook does not have the cells of this page");
  cells.forEach((cell, i) => Object.assign(cell, { source: codes[i], outputs: [], execution_count: null }));
  const install = [
    "# what the cells below need, if it is not installed yet",
    "try:",
    "    import glasslib, matplotlib",
    "except ImportError:",
    `    %pip install --quiet ${wheel} matplotlib`,
  ];
  notebook.cells.splice(1, 0, {
    cell_type: "code",
    id: "install",
    metadata: {},
    source: install.join("\n"),
    outputs: [],
    execution_count: null,
  });
  return notebook;
}

/**
 * Offer the notebook as a download.
 *
 * @param {Notebook} notebook
 * @param {string} name
 */
export function save(notebook, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1)], { type: "application/x-ipynb+json" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
