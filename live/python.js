// One Python in its own worker: start it, run code in it, end it.
/** @import { FromWorker, Output, RunResult, StartOptions, ToWorker } from "./messages.js" */

/** @typedef {ReturnType<typeof startPython>} Python */

/**
 * @param {URL} folder where worker.js is
 * @param {StartOptions} options
 * @param {(bytes: number) => void} onProgress
 */
export function startPython(folder, options, onProgress) {
  const worker = new Worker(new URL("worker.js", folder), { type: "module" });
  /** @type {Map<number, { onOutput: (output: Output) => void, resolve: (result: RunResult) => void }>} */
  const runs = new Map();
  let count = 0;
  /** @type {(version: string) => void} */
  let resolveReady;
  /** @type {(error: Error) => void} */
  let rejectReady;
  /** Resolves to the version of Python. @type {Promise<string>} */
  const ready = new Promise((resolve, reject) => ([resolveReady, rejectReady] = [resolve, reject]));

  /** @param {ToWorker} message */
  const post = (message) => worker.postMessage(message);

  /** @param {FromWorker} message */
  function receive(message) {
    switch (message.type) {
      case "progress":
        return onProgress(message.bytes);
      case "ready":
        return resolveReady(message.version);
      case "failed":
        return rejectReady(new Error(message.message));
      case "output":
        return runs.get(message.id)?.onOutput(message.output);
      case "finished":
        runs.get(message.id)?.resolve({ stopped: false, error: message.error, seconds: message.seconds });
        runs.delete(message.id);
    }
  }

  worker.onmessage = ({ data }) => receive(data);
  worker.onerror = (event) => rejectReady(new Error(event.message || "the worker could not be loaded"));
  post({ type: "start", options });

  return {
    ready,
    /**
     * @param {string} code
     * @param {string} name
     * @param {(output: Output) => void} onOutput
     * @returns {Promise<RunResult>}
     */
    run(code, name, onOutput) {
      return new Promise((resolve) => {
        const id = ++count;
        runs.set(id, { onOutput, resolve });
        post({ type: "run", id, code, name });
      });
    },
    /** Terminate the worker, even in an endless loop; its variables are lost. */
    end() {
      worker.terminate();
      rejectReady(new Error("stopped"));
      for (const { resolve } of runs.values()) resolve({ stopped: true });
    },
  };
}
