import assert from 'node:assert/strict';
import test from 'node:test';

globalThis.window ??= new EventTarget();
globalThis.WebSocket ??= class { static OPEN = 1; };
const { Live, pause } = await import('../live.js');

/** A socket that a test opens, feeds and closes. */
class FakeSocket extends EventTarget {
  constructor() {
    super();
    this.readyState = 0;
    this.sent = [];
  }
  send(text) { this.sent.push(JSON.parse(text)); }
  open() { this.readyState = 1; this.dispatchEvent(new Event('open')); }
  hear(message) { this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(message) })); }
  close() { this.readyState = 3; this.dispatchEvent(new Event('close')); }
}

function client() {
  const sockets = [];
  const live = new Live(() => { sockets.push(new FakeSocket()); return sockets.at(-1); });
  return { live, sockets };
}
const event = (seq, channel = 'job:1') => ({ type: 'progress', channel, data: {}, timestamp: '', seq });

test('it works: one socket for all channels, events reach their handlers', () => {
  const { live, sockets } = client();
  const heard = [];
  live.subscribe('job:1', ({ seq }) => heard.push(['one', seq]));
  live.subscribe('job:2', ({ seq }) => heard.push(['two', seq]));
  sockets[0].open();
  assert.equal(sockets.length, 1);
  assert.deepEqual(sockets[0].sent.map((message) => [message.type, message.channel, message.after]), [['subscribe', 'job:1', null], ['subscribe', 'job:2', null]]);
  sockets[0].hear(event(1));
  sockets[0].hear(event(7, 'job:2'));
  assert.deepEqual(heard, [['one', 1], ['two', 7]]);
  live.close();
});

test('after a break it resumes from the last event, and hears nothing twice', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const { live, sockets } = client();
  const heard = [];
  live.subscribe('job:1', ({ seq }) => heard.push(seq));
  sockets[0].open();
  sockets[0].hear(event(4));
  sockets[0].close();
  assert.equal(live.state, 'offline');
  context.mock.timers.tick(40_000);
  sockets[1].open();
  assert.equal(sockets[1].sent[0].after, 4);
  sockets[1].hear(event(4));
  sockets[1].hear(event(5));
  assert.deepEqual(heard, [4, 5]);
  live.close();
});

test('pauses double up to a limit and differ from page to page', () => {
  assert.ok(pause(0, () => 0) === 250 && pause(0, () => 1) === 500);
  assert.ok(pause(3, () => 1) === 4000 && pause(30, () => 1) === 30_000);
});

test('a channel that nobody hears is left, the last one closes the socket', () => {
  const { live, sockets } = client();
  const leave = live.subscribe('job:1', () => {});
  const stay = live.subscribe('job:2', () => {});
  sockets[0].open();
  leave();
  assert.deepEqual(sockets[0].sent.at(-1), { type: 'unsubscribe', channel: 'job:1' });
  stay();
  assert.equal(sockets[0].readyState, 3);
  assert.equal(live.state, 'idle');
});

test('a state event is sent for the indicator', () => {
  const states = [];
  const note = ({ detail }) => states.push(detail);
  window.addEventListener('live-state', note);
  const { live, sockets } = client();
  live.subscribe('job:1', () => {});
  sockets[0].open();
  sockets[0].close();
  live.close();
  window.removeEventListener('live-state', note);
  assert.deepEqual(states, ['connecting', 'online', 'offline', 'idle']);
});

test('a silent connection is given up, a living one is pinged', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  const { live, sockets } = client();
  live.subscribe('job:1', () => {});
  sockets[0].open();
  context.mock.timers.tick(20_000);
  assert.equal(sockets[0].sent.at(-1).type, 'ping');
  context.mock.timers.tick(40_000);
  assert.equal(sockets[0].readyState, 3);
  live.close();
});
