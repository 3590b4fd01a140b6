// The barrel: the last ten minutes as a roll, a lane a source, a pin an event. One canvas; what is too dense for pins is shown as
// height by how many, the largest of each pixel.

import { colourOf, element, find, keyed, say } from './dom.js';
import { SHAPES, ago, amount, apart, exact, fine, many, whole } from './words.js';
import { ask } from './stream.js';
import { token } from './changes.js';
import { open } from './detail.js';
import * as range from './range.js';

const MICROS = 1e6;
const LANE = 20;
const AXIS = 20;
const FEW = 24;
const MOST = 200;
const REACH = 8;
/** Seconds between two times of the axis. */
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300];
/** Who presses and moves less has not dragged. */
const DRAG = 6;

const state = {
  lanes: [], most: FEW, filter: '', left: 0, width: 0, from: 0, to: 0, held: 0, lane: 0, pin: -1, asked: 0, begun: -1, reached: -1,
};
let model;
let canvas;
let colours;

export function setUp(newModel) {
  model = newModel;
  canvas = find('#roll');
  canvas.addEventListener('pointermove', point);
  canvas.addEventListener('pointerdown', begin);
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', () => { state.begun = -1; draw(); });
  canvas.addEventListener('keydown', key);
  find('#hold').onclick = hold;
  find('#more-lanes').onclick = () => {
    state.most = state.most === FEW ? MOST : FEW;
    choose();
    draw();
  };
  new ResizeObserver(draw).observe(canvas.parentElement);
  readColours();
}

export function readColours() {
  const names = ['ground', 'text', 'dim', 'line', 'pin', 'band', 'mark', 'critical', 'warning', 'info'];
  colours = Object.fromEntries(names.map((name) => [name, colourOf(name)]));
}

export function hold() {
  state.held = state.held ? 0 : model.now();
  const button = find('#hold');
  button.setAttribute('aria-pressed', String(Boolean(state.held)));
  say(button, state.held ? 'Held' : 'Hold');
  draw();
}

export function filter(text) {
  state.filter = text;
  choose();
  draw();
}

/** Which lanes there are: those of alarms first, then the busiest, in the order of the file. They stay where they are. */
function choose() {
  const all = model.sources().filter((source) => source.name.toLowerCase().includes(state.filter));
  const alarmed = new Set(model.standing().map((alarm) => alarm.source));
  const weight = new Map(all.map((source) => [source.name, (alarmed.has(source.name) ? 1e15 : 0) + model.busy(source.name)]));
  const chosen = new Set([...all].sort((a, b) => weight.get(b.name) - weight.get(a.name)).slice(0, state.most).map((source) => source.name));
  state.lanes = all.filter((source) => chosen.has(source.name)).map((source) => source.name);
  const left = all.length - state.lanes.length;
  const button = find('#more-lanes');
  button.hidden = left === 0 && state.most === FEW;
  say(button, state.most === FEW ? 'More lanes' : 'Fewer lanes');
  say(find('#lanes-note'), left > 0 ? `${state.lanes.length} of ${many(all.length, 'lane')}: those of alarms, then the busiest` : '');
}

/** An alarm's lane takes the place of the quietest one, if it is not there: nothing else moves. */
function admit() {
  const names = model.tables.sources;
  if (state.lanes.length < Math.min(state.most, names.size) || state.lanes.some((name) => !names.has(name))) {
    choose();
    return;
  }
  const alarmed = new Set(model.standing().map((alarm) => alarm.source).filter((source) => names.has(source)));
  const missing = [...alarmed].filter((name) => !state.lanes.includes(name) && name.toLowerCase().includes(state.filter));
  for (const name of missing) {
    const free = state.lanes.filter((lane) => !alarmed.has(lane));
    if (free.length === 0) {
      return;
    }
    const quietest = free.reduce((a, b) => (model.busy(b) < model.busy(a) ? b : a));
    state.lanes[state.lanes.indexOf(quietest)] = name;
  }
}

// --- drawing ---------------------------------------------------------------------------------------------------------------

export function draw() {
  if (!model?.isKnown) {
    return;
  }
  if (!state.filter) {
    admit();
  }
  const width = canvas.parentElement.clientWidth;
  if (width < 120) {
    return; // not laid out
  }
  const height = Math.max(1, state.lanes.length) * LANE + AXIS;
  const scale = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.style.height = `${height}px`;
  }
  state.left = width < 600 ? 84 : 160;
  state.width = width - state.left;
  const part = range.part();
  const pixel = range.SPAN / state.width;
  state.to = part?.to ?? Math.ceil((state.held || model.now()) / pixel) * pixel; // whole pixels: nothing flickers
  state.from = part?.from ?? state.to - range.SPAN;
  const g = canvas.getContext('2d');
  g.setTransform(scale, 0, 0, scale, 0, 0);
  g.clearRect(0, 0, width, height);
  g.font = '12px system-ui, sans-serif';
  g.textBaseline = 'middle';
  drawTimes(g, height);
  state.lanes.forEach((name, i) => drawLane(g, name, i * LANE));
  drawMarks(g, height);
  drawPointed(g);
  drawDragged(g, height);
}

const x = (time) => state.left + ((time - state.from) / (state.to - state.from)) * state.width;
const timeAt = (at) => state.from + ((at - state.left) / state.width) * (state.to - state.from);

/** What of 12:04:31.123456 is told of times that are so many seconds from each other. */
function lettersOf(seconds) {
  if (seconds >= 60) {
    return 5;
  }
  return seconds >= 1 ? 8 : 10;
}

function drawTimes(g, height) {
  const since = x(model.one('about').since);
  if (since > state.left) { // before it there was nothing that could see anything
    g.fillStyle = colours.band;
    g.fillRect(state.left, 0, Math.min(since, state.left + state.width) - state.left, height - AXIS);
  }
  const pixels = (state.width * MICROS) / (state.to - state.from); // a second
  const seconds = STEPS.find((each) => each * pixels >= 8 * lettersOf(each)) ?? STEPS.at(-1);
  const step = seconds * MICROS;
  const letters = lettersOf(seconds);
  g.textAlign = 'center';
  for (let at = Math.ceil(state.from / step) * step; at <= state.to; at += step) {
    g.fillStyle = colours.line;
    g.fillRect(Math.round(x(at)), 0, 1, height - AXIS);
    if (x(at) < state.left + state.width - 28 && x(at) > state.left + 28) {
      g.fillStyle = colours.dim;
      g.fillText(exact(at).slice(0, letters), x(at), height - AXIS / 2);
    }
  }
}

function drawLane(g, name, top) {
  const lane = model.lanes.get(name);
  g.fillStyle = colours.line;
  g.fillRect(0, top + LANE - 1, state.left + state.width, 1);
  const { raised, shapes } = drawAlarms(g, name, top);
  g.textAlign = 'left';
  g.fillStyle = colours.text;
  g.fillText(fit(g, name, state.left - 12), 4, top + LANE / 2);
  if (!lane) {
    return;
  }
  const first = lane.older(state.from);
  const last = lane.older(state.to + 1);
  const shown = last - first;
  const from = Math.floor(state.from / MICROS);
  const to = Math.floor(state.to / MICROS);
  const covered = lane.older((to + 1) * MICROS) - lane.older(from * MICROS) >= lane.total(from, to);
  if (covered && shown <= state.width / 2) {
    drawPins(g, lane, first, last, top, raised);
  } else {
    drawDensity(g, lane, top);
  }
  drawShapes(g, shapes, top);
}

const cuts = new Map();

/** A name as far as it fits. */
function fit(g, name, room) {
  const key = `${room} ${name}`;
  let text = cuts.get(key);
  if (text === undefined) {
    text = name;
    while (text.length > 1 && g.measureText(text).width > room) {
      text = `${text.slice(0, -2)}…`;
    }
    if (cuts.size > 2000) {
      cuts.clear();
    }
    cuts.set(key, text);
  }
  return text;
}

/** Bars over the lane, and the ids of the events that raised them. */
function drawAlarms(g, name, top) {
  const raised = new Map();
  const shapes = [];
  for (const alarm of model.tables.alarms.values()) {
    if (alarm.source !== name || (alarm.ended ?? state.to) < state.from) {
      continue;
    }
    const colour = colours[alarm.severity] ?? colours.info;
    alarm.causes.forEach((id) => raised.set(id, colour));
    const from = Math.max(state.left, x(alarm.since));
    const to = Math.min(state.left + state.width, x(alarm.ended ?? state.to));
    if (to < state.left || from > state.left + state.width) {
      continue;
    }
    g.fillStyle = colour;
    g.fillRect(from, top, Math.max(3, to - from), 4);
    g.globalAlpha = 0.12;
    g.fillRect(from, top + 4, Math.max(3, to - from), LANE - 5);
    g.globalAlpha = 1;
    if (to - from > 14) {
      shapes.push([SHAPES[alarm.severity] ?? SHAPES.info, colour, from]);
    }
  }
  return { raised, shapes };
}

/** On a ground of their own, or pins would hide them. */
function drawShapes(g, shapes, top) {
  for (const [shape, colour, from] of shapes) {
    g.fillStyle = colours.ground;
    g.fillRect(from, top + 4, 14, LANE - 5);
    g.fillStyle = colour;
    g.fillText(shape, from + 2, top + 12);
  }
}

function drawPins(g, lane, first, last, top, raised) {
  for (let n = first; n < last; n++) {
    const at = lane.place(n);
    const colour = raised.get(lane.ids[at]);
    g.fillStyle = colour ?? colours.pin;
    g.fillRect(Math.round(x(lane.times[at])), top + 5, colour ? 3 : 2, LANE - 8);
  }
}

function drawDensity(g, lane, top) {
  const columns = new Float64Array(Math.ceil(state.width) + 1);
  let most = 1;
  const wide = Math.max(1, Math.ceil((state.width * MICROS) / (state.to - state.from)));
  for (const [at, count] of lane.seconds(Math.floor(state.from / MICROS), Math.floor(state.to / MICROS))) {
    const column = Math.floor(x(at * MICROS) - state.left);
    for (let i = Math.max(0, -column); i < wide && column + i < columns.length; i++) {
      columns[column + i] = Math.max(columns[column + i], count);
    }
    most = Math.max(most, count);
  }
  g.fillStyle = colours.pin;
  columns.forEach((count, i) => {
    if (count > 0) {
      const high = Math.max(3, (LANE - 7) * (Math.log1p(count) / Math.log1p(most)));
      g.fillRect(state.left + i, top + LANE - 2 - high, 1, high);
    }
  });
}

function drawMarks(g, height) {
  g.fillStyle = colours.mark;
  for (const mark of model.marks) {
    if (mark >= state.from && mark <= state.to) {
      g.fillRect(Math.round(x(mark)), 0, 1, height - AXIS + 4);
    }
  }
}

function drawPointed(g) {
  const lane = model.lanes.get(state.lanes[state.lane]);
  if (state.pin < 0 || !lane) {
    return;
  }
  const n = indexOf(lane, state.pin);
  if (n >= 0 && x(lane.times[lane.place(n)]) >= state.left) {
    g.strokeStyle = colours.text;
    g.lineWidth = 2;
    g.strokeRect(Math.round(x(lane.times[lane.place(n)])) - 3, state.lane * LANE + 3, 8, LANE - 4);
  }
}

/** The part that somebody is about to choose. */
function drawDragged(g, height) {
  if (state.begun >= 0) {
    g.globalAlpha = 0.2;
    g.fillStyle = colours.mark;
    g.fillRect(Math.min(state.begun, state.reached), 0, Math.abs(state.reached - state.begun), height - AXIS);
    g.globalAlpha = 1;
  }
}

// --- pointing --------------------------------------------------------------------------------------------------------------

function indexOf(lane, id) {
  for (let n = lane.size - 1; n >= 0; n--) {
    if (lane.ids[lane.place(n)] === id) {
      return n;
    }
  }
  return -1;
}

const place = (event) => Math.max(state.left, Math.min(state.left + state.width, event.clientX - canvas.getBoundingClientRect().left));

function begin(event) {
  if (event.button === 0) {
    state.begun = place(event);
    state.reached = state.begun;
    canvas.setPointerCapture(event.pointerId);
  }
}

/** What was dragged over is what is shown from now on; who has not dragged opens what is pointed at. */
function end() {
  const { begun, reached } = state;
  state.begun = -1;
  if (begun < 0) {
    return;
  }
  if (Math.abs(reached - begun) >= DRAG) {
    range.choose(timeAt(begun), timeAt(reached));
  } else if (state.pin >= 0) {
    open(`event/${state.pin}`);
  }
}

function point(event) {
  if (state.begun >= 0) {
    state.reached = place(event);
    draw();
    return;
  }
  const box = canvas.getBoundingClientRect();
  const row = Math.floor((event.clientY - box.top) / LANE);
  const lane = model.lanes.get(state.lanes[row]);
  if (!lane) {
    return;
  }
  const time = timeAt(event.clientX - box.left);
  const reach = (REACH / state.width) * (state.to - state.from);
  let best = -1;
  for (let n = lane.older(time - reach); n < lane.size && lane.times[lane.place(n)] <= time + reach; n++) {
    if (best < 0 || Math.abs(lane.times[lane.place(n)] - time) < Math.abs(lane.times[lane.place(best)] - time)) {
      best = n;
    }
  }
  state.lane = row;
  if (best >= 0) {
    pointAt(lane, best);
  } else if (event.clientX - box.left > state.left) {
    tellSecond(lane, Math.floor(time / MICROS));
  }
}

function tellSecond(lane, second) {
  state.pin = -1;
  const [found] = [...lane.seconds(second, second)];
  if (found) {
    const [, count, least, greatest] = found;
    const numbers = Number.isNaN(least) ? '' : `, ${fine(least)} to ${fine(greatest)}`;
    say(find('#pin'), `${exact(second * MICROS).slice(0, 8)} ${apart(lane.name)}: ${many(count, 'event')} in this second${numbers}`);
  }
}

function pointAt(lane, n) {
  const at = lane.place(n);
  const id = lane.ids[at];
  if (id === state.pin) {
    return;
  }
  state.pin = id;
  range.reveal(lane.times[at]);
  const value = Number.isNaN(lane.values[at]) ? '' : ` ${amount(lane.values[at], model.tables.sources.get(lane.name)?.unit)}`;
  say(find('#pin'), `${exact(lane.times[at])} ${apart(lane.name)}: ${apart(lane.kinds[at])}${value} (event ${id})`);
  draw();
  clearTimeout(state.asked);
  state.asked = setTimeout(() => tell(id), 150);
}

/** The rest of it: what it says, who sent it, what it set off. */
async function tell(id) {
  const response = await ask(`/data/event?id=${id}`, token).catch(() => null);
  if (!response?.ok || state.pin !== id) {
    return;
  }
  const told = await response.json();
  const raised = told.raised.length > 0 ? `; set off ${told.raised.map(apart).join(', ')}` : '';
  const text = `${exact(told.time)} ${apart(told.source)}: ${apart(told.words)}${raised} (event ${id})`;
  say(find('#pin'), text);
  say(find('#said'), text);
}

/** The time of the pin that is pointed at; none is before all. */
function pointed() {
  const lane = model.lanes.get(state.lanes[state.lane]);
  const n = lane ? indexOf(lane, state.pin) : -1;
  return n < 0 ? 0 : lane.times[lane.place(n)];
}

/** Keys that choose another part of the time. Whether it was one. */
function zoomKey(event) {
  const moves = { ArrowLeft: -0.25, ArrowRight: 0.25 };
  const others = {
    '+': () => range.scale(0.5, pointed()), '=': () => range.scale(0.5, pointed()), '-': () => range.scale(2, pointed()), 0: range.all, Escape: range.all,
  };
  const done = event.shiftKey && event.key in moves ? () => range.move(moves[event.key]) : others[event.key];
  if (!done || event.ctrlKey || event.metaKey || event.altKey) {
    return false;
  }
  event.preventDefault();
  done();
  return true;
}

function key(event) {
  if (zoomKey(event)) {
    return;
  }
  const steps = { ArrowLeft: -1, ArrowRight: 1 };
  const lanes = { ArrowUp: -1, ArrowDown: 1 };
  if (event.key in lanes) {
    state.lane = Math.max(0, Math.min(state.lanes.length - 1, state.lane + lanes[event.key]));
    newest(event);
  } else if (event.key in steps) {
    step(event, steps[event.key]);
  } else if (event.key === 'Enter' && state.pin >= 0) {
    event.preventDefault();
    open(`event/${state.pin}`);
  }
}

function newest(event) {
  event.preventDefault();
  const lane = model.lanes.get(state.lanes[state.lane]);
  if (lane?.size > 0) {
    pointAt(lane, lane.size - 1);
  } else {
    say(find('#pin'), `${state.lanes[state.lane] ?? ''}: no event in the last ten minutes`);
  }
}

function step(event, by) {
  const lane = model.lanes.get(state.lanes[state.lane]);
  const n = lane ? indexOf(lane, state.pin) : -1;
  if (n < 0) {
    newest(event);
    return;
  }
  event.preventDefault();
  pointAt(lane, Math.max(0, Math.min(lane.size - 1, n + by)));
}

// --- in words --------------------------------------------------------------------------------------------------------------

/** What the picture shows, for who does not see it. */
export function showWords() {
  const details = find('#in-words');
  if (!details.open) {
    return;
  }
  keyed(find('ul', details), state.lanes, (name) => name, () => element('li', {}, element('bdi')), (row, name) => {
    const alarms = model.standing().filter((alarm) => alarm.source === name).map((alarm) => apart(alarm.rule));
    const last = model.tables.sources.get(name)?.last;
    say(find('bdi', row), `${apart(name)}: ${whole(model.busy(name))} in ten minutes${last ? `, the last ${ago(last, model.now())}` : ''}`
      + `${alarms.length > 0 ? `; raised: ${alarms.join(', ')}` : ''}`);
  });
}
