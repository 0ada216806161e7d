// The reader's edits, kept in this browser by the code that they replace: they survive a reload, and
// a new edition of the page where that code is still the same.

/** What tells these codes apart: the code, and where it comes again, its number among its like. */
export function keysOf(codes) {
  return codes.map((code, i) => {
    const before = codes.slice(0, i).filter((one) => one === code).length;
    return before ? `${code}\n#${before + 1}` : code;
  });
}

export class Edits {
  constructor(page) {
    this.key = `live:${page}`;
    this.kept = this.read(); // for when storage is not allowed here
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return this.kept ?? {};
    }
  }

  of(key) {
    return this.kept[key];
  }

  keep(cell) {
    this.kept = this.read(); // another tab may have this page, too
    if (cell.isEdited) this.kept[cell.key] = cell.code;
    else delete this.kept[cell.key];
    try {
      localStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // then they last as long as the page does
    }
  }
}
