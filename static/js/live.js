// One WebSocket for the whole page: subscriptions by channel, resume by sequence number, reconnect with growing pauses.
// The state of the connection is `live.state` and the window event `live-state` (detail: "connecting" | "online" | "offline").

/** @typedef {{type: string, channel: string, data: any, timestamp: string, seq: number}} LiveEvent */
/** @typedef {(event: LiveEvent) => void} Handler */
/** @typedef {'idle' | 'connecting' | 'online' | 'offline'} LiveState */

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const PING_MS = 20_000;
const SILENCE_MS = 45_000;

/** The pause before attempt `tries` (0, 1, ...): doubling, capped, with half of it left to chance so that pages do not return together. @param {number} tries */
export const pause = (tries, random = Math.random) => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries) * (0.5 + random() / 2);

/** A reconnecting client of `ws/live/`. */
export class Live {
  /** @param {() => WebSocket} open makes the socket */
  constructor(open) {
    this.open = open;
    /** @type {Map<string, {seq: number | null, handlers: Set<Handler>}>} */
    this.channels = new Map();
    /** @type {LiveState} */
    this.state = 'idle';
    /** @type {WebSocket | null} */
    this.socket = null;
    this.tries = 0;
    this.heard = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.pinger = undefined;
  }

  /**
   * Hear what happens on a channel. Events missed while offline are sent again; when too many were missed the handler gets `{type: "resync"}`
   * and should fetch the state anew. `{type: "refused"}` says that this person may not listen.
   * @param {string} channel such as `job:abc` @param {Handler} handler @returns {() => void} stops listening
   */
  subscribe(channel, handler) {
    const known = this.channels.get(channel);
    const entry = known ?? { seq: null, handlers: new Set() };
    this.channels.set(channel, entry);
    entry.handlers.add(handler);
    if (!this.socket && this.timer === undefined) this.connect();
    else if (!known) this.send({ type: 'subscribe', channel, after: null });
    return () => this.leave(channel, handler);
  }

  /** @param {string} channel @param {Handler} handler */
  leave(channel, handler) {
    const entry = this.channels.get(channel);
    if (!entry?.handlers.delete(handler) || entry.handlers.size) return;
    this.channels.delete(channel);
    this.send({ type: 'unsubscribe', channel });
    if (!this.channels.size) this.close();
  }

  connect() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.announce('connecting');
    const socket = this.open();
    this.socket = socket;
    socket.addEventListener('open', () => this.opened());
    socket.addEventListener('message', (message) => this.received(message.data));
    socket.addEventListener('close', () => socket === this.socket && this.lost());
  }

  opened() {
    this.tries = 0;
    this.heard = Date.now();
    this.announce('online');
    for (const [channel, { seq }] of this.channels) this.send({ type: 'subscribe', channel, after: seq });
    clearInterval(this.pinger);
    this.pinger = setInterval(() => this.ping(), PING_MS);
  }

  ping() {
    if (Date.now() - this.heard > SILENCE_MS) this.socket?.close();
    else this.send({ type: 'ping' });
  }

  /** @param {string} text */
  received(text) {
    this.heard = Date.now();
    const event = /** @type {LiveEvent} */ (JSON.parse(text));
    const entry = this.channels.get(event.channel);
    if (!entry) return;
    if (typeof event.seq === 'number') {
      if (entry.seq !== null && event.seq <= entry.seq) return; // sent twice around a reconnect
      entry.seq = event.seq;
    }
    for (const handler of [...entry.handlers]) handler(event);
  }

  lost() {
    clearInterval(this.pinger);
    this.socket = null;
    if (!this.channels.size) return this.announce('idle');
    this.announce('offline');
    this.timer = setTimeout(() => this.connect(), pause(this.tries++));
  }

  /** Try at once, for example when the network comes back. */
  retry() {
    if (this.state !== 'offline') return;
    this.tries = 0;
    this.connect();
  }

  close() {
    clearTimeout(this.timer);
    this.timer = undefined;
    clearInterval(this.pinger);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.announce('idle');
  }

  /** @param {object} message */
  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** @param {LiveState} state */
  announce(state) {
    if (state === this.state) return;
    this.state = state;
    window.dispatchEvent(new CustomEvent('live-state', { detail: state }));
  }
}

export const live = new Live(() => new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/live/`));
if (typeof window !== 'undefined') window.addEventListener('online', () => live.retry());
