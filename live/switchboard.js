// The switchboard with Python behind it.
import python from "./board.py";
import { Switchboard } from "./board.js";
/** @import { Compute } from "./board.js" */
/** @import { BoardAnswer, BoardInfo } from "./messages.js" */

/** Runs code in Python; resolves to what it prints. @typedef {(code: string) => Promise<string>} Ask */

/** Removes the listeners of an earlier switchboard, when Python was restarted. @type {AbortController | undefined} */
let opened;

/**
 * @param {HTMLElement} place
 * @param {Ask} ask
 */
export async function openSwitchboard(place, ask) {
  opened?.abort();
  opened = new AbortController();
  // in a module of its own, to stay apart from the names of the page's cells
  await ask(`import types; _board = types.ModuleType("board"); exec(${JSON.stringify(python)}, vars(_board))`);
  /** @type {BoardInfo} */
  const info = JSON.parse(await ask("_board.start()"));
  const printed = new Map(info.fields.map((field) => [field.name, field.printed]));
  /** @type {Compute} */
  const compute = async (choices, slow) => {
    const changed = Object.entries(choices).filter(([name, value]) => value !== printed.get(name));
    const items = changed.map(([name, value]) => `"${name}": ${value === null ? "None" : JSON.stringify(value)}`);
    /** @type {BoardAnswer} */
    const answer = JSON.parse(await ask(`_board.board({${items.join(", ")}}, ${slow ? "True" : "False"})`));
    if ("error" in answer) throw new Error(answer.error);
    return answer;
  };
  const switchboard = new Switchboard(info, compute);
  place.dispatchEvent(new Event("replaced")); // the one without Python
  switchboard.show(place);
  await switchboard.start(opened.signal);
}
