// Python in a worker: fetched, checked, started, and given the cells of a page to run.
import { sha256 } from "@noble/hashes/sha2.js"; // crypto.subtle is missing on plain http
import { bytesToHex } from "@noble/hashes/utils.js";
import runner from "./runner.py";

const network = self.fetch.bind(self);
const checked = new Map(); // address -> bytes of a core file whose hash was right
let bytes = 0;
let python;

// Pyodide fetches by itself: what was checked is handed to it, all else is counted on its way.
self.fetch = async (wanted, options) => {
  const address = new URL(wanted.url ?? wanted, self.location.href).href;
  if (checked.has(address)) {
    const type = address.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
    return new Response(checked.get(address), { headers: { "Content-Type": type } });
  }
  return counted(await ask(address, options));
};

async function ask(address, options) {
  try {
    return await network(address, options);
  } catch {
    // a browser does not say which, where a hash was given
    throw new Error(`${address} cannot be reached${options?.integrity ? ", or is not the file that this book was made with" : ""}`);
  }
}

function counted(response) {
  if (!response.body) return response;
  const count = new TransformStream({
    transform(piece, stream) {
      self.postMessage({ bytes: (bytes += piece.byteLength) });
      stream.enqueue(piece);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(count), { status, statusText, headers });
}

async function download(address) {
  const response = await ask(address);
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  return new Uint8Array(await counted(response).arrayBuffer());
}

async function downloadChecked(address, hash) {
  const content = await download(address);
  if (bytesToHex(sha256(content)) !== hash) throw new Error(`${address} is not the file that this book was made with`);
  return content;
}

// a script that was checked is run as it was checked, not fetched a second time
async function load(content) {
  const address = URL.createObjectURL(new Blob([content], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function start({ settings, wheel, forms, imports }) {
  const at = (name) => new URL(name, settings.from).href;
  const core = Object.entries(settings.core).map(async ([name, hash]) => {
    checked.set(at(name), await downloadChecked(at(name), hash));
  });
  const [own] = await Promise.all([download(wheel), ...core]);

  await load(checked.get(at("pyodide.asm.js"))); // Pyodide does not fetch it again where it is there
  const { loadPyodide } = await load(checked.get(at("pyodide.mjs")));
  python = await loadPyodide({ indexURL: settings.from });

  // Packages without compiled code lie beside this file, in the versions of the book.
  const pure = settings.pure.map((name) => download(new URL(`${name}.zip`, self.location.href).href));
  const problems = [];
  const compiled = python.loadPackage(settings.packages, { messageCallback() {}, errorCallback: (text) => problems.push(text) });
  const wheels = [...(await Promise.all(pure)), own];
  await compiled;
  if (problems.length) throw new Error(problems.join(" "));
  for (const content of wheels) python.unpackArchive(content, "wheel");

  python.runPython(runner);
  python.globals.get("begin")(JSON.stringify(forms), (output) => {
    const { id, ...rest } = JSON.parse(output);
    self.postMessage({ id, output: rest });
  });
  checked.clear();
  python.globals.get("warm")(imports); // or the first cell would seem slow
  self.postMessage({ ready: { version: python.runPython("import sys; sys.version.split()[0]") } });
}

self.onmessage = async ({ data }) => {
  if (data.start) {
    try {
      await start(data.start);
    } catch (error) {
      self.postMessage({ failed: error.message });
    }
    return;
  }
  const { id, code, name } = data.run;
  const began = performance.now();
  let error;
  try {
    error = python.globals.get("run")(id, code, name);
  } catch (crash) {
    error = `Python itself stopped: ${crash.message}`; // out of memory, say
  }
  self.postMessage({ id, error, seconds: (performance.now() - began) / 1000 });
};
