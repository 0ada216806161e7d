// The keys under which the reader's edits are stored.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keysOf } from "../../live/edits.js";

test("each cell has its own key, which does not depend on other cells' code", () => {
  const keys = keysOf(["a = 1", "", "b = 2", "", ""]);
  assert.equal(new Set(keys).size, 5);
  assert.deepEqual(keysOf(["c = 3", "", "a = 1", ""]).slice(1), [keys[1], keys[0], keys[3]]);
});
