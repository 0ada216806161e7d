// The page as a notebook with the reader's edits: it runs wherever the reader takes it.

/** The book's notebook of this page, with these codes in its code cells. */
export async function editedNotebook(address, wheel, codes) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  const notebook = await response.json();
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  if (cells.length !== codes.length) throw new Error("the notebook beside the book has other cells than this page");
  cells.forEach((cell, i) => Object.assign(cell, { source: codes[i], outputs: [], execution_count: null }));
  const install = [
    "# what the cells below need, if it is not there yet",
    "try:",
    "    import glasslib, matplotlib",
    "except ImportError:",
    `    %pip install --quiet ${wheel} matplotlib`,
  ];
  notebook.cells.splice(1, 0, { cell_type: "code", id: "install", metadata: {}, source: install.join("\n"), outputs: [], execution_count: null });
  return notebook;
}

export function save(notebook, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1)], { type: "application/x-ipynb+json" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
