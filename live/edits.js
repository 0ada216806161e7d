// The reader's edits, kept in this browser by the code that they replace: they survive a reload, and
// a new edition of the page where that code is still the same.

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

  of(printed) {
    return this.kept[printed];
  }

  keep(cell) {
    this.kept = this.read(); // another tab may have this page, too
    if (cell.isEdited) this.kept[cell.printed] = cell.code;
    else delete this.kept[cell.printed];
    try {
      localStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // then they last as long as the page does
    }
  }
}
