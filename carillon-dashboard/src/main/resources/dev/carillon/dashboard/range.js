// Which part of the time is shown: the last ten minutes, or what somebody has chosen of them. It has an address, #time/FROM-TO.

import { find, say } from './dom.js';
import { exact } from './words.js';

const MICROS = 1e6;
export const SPAN = 600 * MICROS;
const LEAST = MICROS;

let chosen = null;
let now;
let changed;

/** now() tells the time, whenChanged() draws anew. */
export function setUp(newNow, whenChanged) {
  now = newNow;
  changed = whenChanged;
  find('#all-time').onclick = all;
  addEventListener('hashchange', read);
}

/** What the address says; what is older than all that is known is nothing. */
export function read() {
  const [, from, to] = /^#time\/(\d+)-(\d+)$/.exec(location.hash) ?? [];
  if (from) {
    choose(Number(from), Number(to));
  }
}

/** { from, to } in microseconds; null for the last ten minutes, as they go on. */
export function part() {
  if (chosen && chosen.to < now() - SPAN) {
    all(); // nothing of it is left
  }
  return chosen;
}

export function choose(from, to) {
  const end = now();
  const span = Math.max(LEAST, Math.min(SPAN, Math.abs(to - from)));
  const first = Math.max(end - SPAN, Math.min(end - span, Math.min(from, to)));
  if (span >= SPAN || end - first < LEAST) {
    all();
    return;
  }
  chosen = { from: Math.round(first), to: Math.round(first + span) };
  tell(`#time/${chosen.from}-${chosen.to}`, `${exact(chosen.from).slice(0, 10)} to ${exact(chosen.to).slice(0, 10)}`);
}

export function all() {
  chosen = null;
  tell(location.pathname, 'All ten minutes');
}

function tell(address, words) {
  if (address !== location.hash && !/^#(alarm|event|source)\//.test(location.hash)) {
    history.replaceState(null, '', address);
  }
  find('#all-time').disabled = !chosen;
  say(find('#said'), words);
  changed();
}

const shown = () => chosen ?? { from: now() - SPAN, to: now() };

/** More (a factor above 1) or less of it, around a time that stays where it is. */
export function scale(factor, around) {
  const { from, to } = shown();
  const still = around >= from && around <= to ? around : to;
  choose(still - (still - from) * factor, still + (to - still) * factor);
}

/** Earlier or later by a part of what is shown. */
export function move(part_) {
  const { from, to } = shown();
  const by = Math.max(now() - SPAN - from, Math.min(now() - to, part_ * (to - from)));
  if (chosen) {
    choose(from + by, to + by);
  }
}

/** Has a time be in it. */
export function reveal(time) {
  if (chosen && (time < chosen.from || time > chosen.to)) {
    const half = (chosen.to - chosen.from) / 2;
    choose(time - half, time + half);
  }
}
