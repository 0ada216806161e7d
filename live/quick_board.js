// The switchboard before Python is there: both presets, and a table that answers for three assumptions at once.
import { NeedsPython, Switchboard } from "./board.js";
import { readBoard } from "./board_table.js";
import { fractionOf } from "./table.js";
/** @import { Compute } from "./board.js" */
/** @import { BoardData } from "./messages.js" */

/**
 * @param {HTMLElement} place
 * @param {BoardData} data
 */
function open(place, { info, presets, table }) {
  const interpolate = readBoard(table);
  const axes = new Map(table.axes.map((axis) => [axis.says, axis]));
  /** @type {Compute} */
  const compute = async (choices, slow) => {
    if (slow) return { results: {}, curves: {} };
    for (const name of /** @type {const} */ (["printed", "consistent"])) {
      if (info.fields.every((field) => choices[field.name] === field[name])) return presets[name === "printed" ? "as printed" : name];
    }
    for (const { name, printed } of info.fields) {
      const axis = axes.get(name);
      if (choices[name] === printed) continue;
      if (!axis) throw new NeedsPython(`${name} needs Python. Without it only the first three can be changed.`);
      if (choices[name] === null) throw new NeedsPython(`${name} as the theory gives it needs Python.`);
      const value = Number(choices[name]);
      if (value < axis.low || value > axis.high) throw new NeedsPython(`${name} beyond ${axis.low} to ${axis.high} needs Python.`);
    }
    return interpolate(table.axes.map((axis) => fractionOf(axis, Number(choices[axis.says]))));
  };
  const board = new Switchboard(info, compute, "The first three answer at once, the others with Python.");
  const replaced = new AbortController();
  place.addEventListener("replaced", () => replaced.abort());
  board.show(place);
  place.append(Object.assign(document.createElement("p"), { className: "board-source", textContent: `Interpolated between settings that were computed before: ${table.trust}.` }));
  board.start(replaced.signal);
}

const place = document.getElementById("switchboard");
if (place && globalThis.boardData) open(place, globalThis.boardData);
