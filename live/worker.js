// Python in a worker: fetched, checked, started, and given code to run.
import { sha256 } from "@noble/hashes/sha2.js"; // crypto.subtle is missing on plain http
import { bytesToHex } from "@noble/hashes/utils.js";
import { messageOf } from "./errors.js";
import runner from "./runner.py";
/** @import { FromWorker, StartOptions, ToWorker } from "./messages.js" */

const fetchFromNetwork = self.fetch.bind(self);
/** @type {Map<string, Uint8Array<ArrayBuffer>>} */
const checkedFiles = new Map(); // address -> content of a core file whose hash was right
let bytes = 0;
/** @type {import("pyodide").PyodideInterface} */
let python;

/** @param {FromWorker} message */
const post = (message) => self.postMessage(message);

// Pyodide calls fetch by itself: it gets the files that were checked; everything else is counted.
self.fetch = async (resource, options) => {
  const address = new URL(resource instanceof Request ? resource.url : resource, self.location.href).href;
  const content = checkedFiles.get(address);
  if (!content) return countBytes(await request(address, options));
  const type = address.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(content, { headers: { "Content-Type": type } });
};

/**
 * @param {string} address
 * @param {RequestInit} [options]
 */
async function request(address, options) {
  try {
    return await fetchFromNetwork(address, options);
  } catch {
    // with an integrity hash, the browser does not say which of the two it was
    const orChanged = options?.integrity ? ", or is not the file that this book was made with" : "";
    throw new Error(`${address} cannot be reached${orChanged}`);
  }
}

/**
 * The same response, reporting its bytes as they arrive.
 *
 * @param {Response} response
 */
function countBytes(response) {
  if (!response.body) return response;
  /** @type {TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>} */
  const counter = new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      post({ type: "progress", bytes });
      controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
}

/** @param {string} address */
async function download(address) {
  const response = await request(address);
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  return new Uint8Array(await countBytes(response).arrayBuffer());
}

/**
 * @param {string} address
 * @param {string} hash
 */
async function downloadChecked(address, hash) {
  const content = await download(address);
  if (bytesToHex(sha256(content)) !== hash) throw new Error(`${address} is not the file that this book was made with`);
  return content;
}

/** @param {StartOptions} options */
async function start({ settings, wheel, formats, imports }) {
  /** @param {string} name */
  const addressOf = (name) => new URL(name, settings.from).href;
  const core = Object.entries(settings.core).map(async ([name, hash]) => {
    checkedFiles.set(addressOf(name), await downloadChecked(addressOf(name), hash));
  });
  const [glasslib] = await Promise.all([download(wheel), ...core]);

  // Pyodide's scripts lie beside this file: a strict security policy allows no others
  await import(new URL("pyodide.asm.js", self.location.href).href);
  /** @type {typeof import("pyodide")} */
  const { loadPyodide } = await import(new URL("pyodide.mjs", self.location.href).href);
  python = await loadPyodide({ indexURL: settings.from });

  // Packages without compiled code lie beside this file, in the versions of the book.
  const pure = settings.pure.map((name) => download(new URL(`${name}.zip`, self.location.href).href));
  /** @type {string[]} */
  const problems = [];
  const compiled = python.loadPackage(settings.packages, {
    messageCallback() {},
    errorCallback: (text) => problems.push(text),
  });
  const wheels = await Promise.all(pure);
  await compiled;
  if (problems.length) throw new Error(problems.join(" "));
  for (const content of [...wheels, glasslib]) python.unpackArchive(content, "wheel");

  python.runPython(runner);
  python.globals.get("begin")(JSON.stringify(formats), (/** @type {string} */ json) => {
    const { id, ...output } = JSON.parse(json);
    post({ type: "output", id, output });
  });
  checkedFiles.clear();
  python.globals.get("warm")(imports); // or the first cell would seem slow
  post({ type: "ready", version: python.runPython("import sys; sys.version.split()[0]") });
}

/**
 * @param {number} id
 * @param {string} code
 * @param {string} name
 * @returns {string | undefined} the error that stopped it
 */
function run(id, code, name) {
  try {
    return python.globals.get("run")(id, code, name);
  } catch (error) {
    return `Python itself stopped: ${messageOf(error)}`; // out of memory, for example
  }
}

/** @param {ToWorker} message */
async function receive(message) {
  if (message.type === "start") {
    await start(message.options).catch((error) => post({ type: "failed", message: messageOf(error) }));
    return;
  }
  const { id, code, name } = message;
  const began = performance.now();
  const error = run(id, code, name);
  post({ type: "finished", id, error, seconds: (performance.now() - began) / 1000 });
}

self.onmessage = ({ data }) => receive(data);
