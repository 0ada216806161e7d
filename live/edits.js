// The reader's edits, stored in this browser under the code that they replace: they survive a reload,
// and a new edition of the page where that code is unchanged.

/**
 * A key for each cell: its code, with a number if the same code occurs more than once.
 *
 * @param {string[]} codes
 */
export function keysOf(codes) {
  return codes.map((code, i) => {
    const repeats = codes.slice(0, i).filter((earlier) => earlier === code).length;
    return repeats ? `${code}\n#${repeats + 1}` : code;
  });
}

export class Edits {
  /** @param {string} page */
  constructor(page) {
    this.storageKey = `live:${page}`;
    /** @type {Record<string, string>} */
    this.saved = {}; // used alone where storage is not allowed
    this.saved = this.read();
  }

  /** @returns {Record<string, string>} */
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.storageKey) ?? "{}");
    } catch {
      return this.saved;
    }
  }

  /**
   * @param {string} key
   * @returns {string | undefined}
   */
  get(key) {
    return this.saved[key];
  }

  /** @param {{ key: string, code: string, isEdited: boolean }} cell */
  save(cell) {
    this.saved = this.read(); // the page may be open in another tab, too
    if (cell.isEdited) this.saved[cell.key] = cell.code;
    else delete this.saved[cell.key];
    try {
      localStorage.setItem(this.storageKey, JSON.stringify(this.saved));
    } catch {
      // storage is not allowed: the edits last as long as the page
    }
  }
}
