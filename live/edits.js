// The reader's edits, kept in this browser by the code that they replace: they survive a reload, and
// a new edition of the page where that code is still the same.

export class Edits {
  constructor(page) {
    this.key = `live:${page}`;
    try {
      this.kept = JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      this.kept = {}; // storage is not allowed here, or what it holds is not ours
    }
  }

  of(printed) {
    return this.kept[printed];
  }

  keep(cell) {
    if (cell.isEdited) this.kept[cell.printed] = cell.code;
    else delete this.kept[cell.printed];
    try {
      localStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // then they last as long as the page does
    }
  }
}
