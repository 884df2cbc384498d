// The wheel zooms with Ctrl (also what a trackpad's pinch sends) or over a focused picture; otherwise the page scrolls, as people expect.

/** @param {HTMLElement} stage @param {(factor: number, fx: number, fy: number) => void} zoom @returns {() => void} stops listening */
export function listenWheel(stage, zoom) {
  const turn = (/** @type {WheelEvent} */ event) => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== stage) return;
    event.preventDefault();
    const area = stage.getBoundingClientRect();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    // A pinch sends many small steps, a mouse's wheel few large ones: neither may leap.
    const [most, rate] = event.ctrlKey ? [60, 0.006] : [200, 0.0025];
    const factor = Math.exp(-Math.max(-most, Math.min(most, event.deltaY * lines)) * rate);
    zoom(factor, (event.clientX - area.left) / area.width, 1 - (event.clientY - area.top) / area.height);
  };
  stage.addEventListener('wheel', turn, { passive: false });
  return () => stage.removeEventListener('wheel', turn);
}
