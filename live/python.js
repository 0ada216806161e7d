// One Python, in a worker of its own: started, asked to run code, ended.

export function startPython({ here, onBytes, ...start }) {
  const worker = new Worker(new URL("worker.js", here), { type: "module" });
  const waiting = new Map();
  let count = 0;
  let started, failed;
  const ready = new Promise((resolve, reject) => ([started, failed] = [resolve, reject]));

  worker.onmessage = ({ data }) => {
    if (data.bytes) onBytes(data.bytes);
    else if (data.ready) started(data.ready);
    else if (data.failed) failed(new Error(data.failed));
    else if (data.output) waiting.get(data.id)?.onOutput(data.output);
    else {
      waiting.get(data.id)?.resolve(data);
      waiting.delete(data.id);
    }
  };
  worker.onerror = (event) => failed(new Error(event.message || "the worker could not be loaded"));
  worker.postMessage({ start });

  return {
    ready,
    run: (code, name, onOutput) =>
      new Promise((resolve) => {
        waiting.set(++count, { onOutput, resolve });
        worker.postMessage({ run: { id: count, code, name } });
      }),
    // even out of an endless loop: the worker is ended, and all that it knew with it
    end() {
      worker.terminate();
      failed(new Error("stopped"));
      for (const { resolve } of waiting.values()) resolve({ stopped: true });
    },
  };
}
