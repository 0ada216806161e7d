// The table of results: one row for each result, one column for each set of choices.
import { make } from "./dom.js";
/** @import { BoardColumn, ResultInfo } from "./messages.js" */

/** @typedef {"as printed" | "consistent" | "yours"} ColumnName */
/** @typedef {Partial<Record<ColumnName, BoardColumn>>} Columns */

/** @type {ColumnName[]} */
export const COLUMNS = ["as printed", "consistent", "yours"];

/**
 * Whether two results are the same within one percent.
 *
 * @param {number | undefined} a
 * @param {number | undefined} b
 */
export function isNear(a = NaN, b = NaN) {
  return Math.abs(a / b - 1) < 0.01;
}

/**
 * Fill the table with these columns, as far as they are computed.
 *
 * @param {HTMLTableElement} table
 * @param {Record<string, ResultInfo>} results
 * @param {Columns} columns
 */
export function drawResults(table, results, columns) {
  const head = make("tr");
  for (const title of ["result", ...COLUMNS.filter((name) => columns[name]), "measured", "chapter"]) {
    head.append(Object.assign(make("th", "", title), { scope: "col" }));
  }
  const thead = make("thead");
  thead.append(head);
  const tbody = make("tbody");
  tbody.append(...Object.entries(results).map(([key, info]) => makeRow(key, info, columns)));
  table.replaceChildren(thead, tbody);
}

/**
 * @param {string} key
 * @param {ResultInfo} info
 * @param {Columns} columns
 */
function makeRow(key, { says, symbol, unit, chapter, measured }, columns) {
  const title = Object.assign(make("th", "", unit === "1" ? symbol : `${symbol} (${unit})`), { scope: "row" });
  title.append(make("span", "board-meaning", says));
  const row = make("tr");
  row.append(title);
  for (const name of COLUMNS) {
    const column = columns[name];
    if (!column) continue;
    const value = column.results[key];
    const cell = makeCell(name, value === undefined ? "…" : value.toPrecision(4).replace(/e\+?/, "e"));
    const moved = name === "yours" && value !== undefined && !isNear(value, columns["as printed"]?.results[key]);
    cell.classList.toggle("moved", moved);
    row.append(cell);
  }
  const link = make("a", "", chapter);
  link.href = `${chapter}.html`;
  const where = make("td");
  where.append(link);
  row.append(makeCell("measured", measured === null ? "" : String(measured)), where);
  return row;
}

/**
 * A cell that names its column, for narrow screens, where the head is hidden.
 *
 * @param {string} column
 * @param {string} text
 */
function makeCell(column, text) {
  const cell = make("td", "", text);
  cell.dataset.head = column;
  return cell;
}
