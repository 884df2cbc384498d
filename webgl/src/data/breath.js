// Long work on the page's thread in short pieces: hands are heard in between, and a worker that was asked for can start, which needs this thread too.

/** One piece of work. */
const PIECE_MS = 4;

/** After everything that waits now. @returns {Promise<void>} */
function turn() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => { port1.close(); resolve(); };
    port2.postMessage(0);
  });
}

/** Something to await between pieces: it pauses when it is time. @returns {() => Promise<void>} */
export function breaths() {
  let since = -Infinity; // the first time at once: the worker was asked for just before
  return async () => {
    if (performance.now() - since < PIECE_MS) return;
    await turn();
    since = performance.now();
  };
}
