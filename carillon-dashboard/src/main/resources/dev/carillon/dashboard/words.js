// Numbers and times, for people. Times are microseconds since 1970.

const PLAIN = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const FINE = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4 });
const EXTREME = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4, notation: 'scientific' });
const ON_AXIS = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 9 });
const CLOCK = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});
const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short',
});
const MICROS = 1e6;

export const SHAPES = { critical: '▲', warning: '■', info: '●', quiet: '○', stale: '◌', none: '◌', cleared: '○' };

export const whole = (number) => PLAIN.format(number);

/** Written out it would be up to 309 digits, or nothing but zeros. */
const isExtreme = (number) => Math.abs(number) >= 1e15 || (Math.abs(number) < 1e-6 && number !== 0);

/** A measured number, as exact as it is of use. */
export function fine(number) {
  return Number.isFinite(number) ? (isExtreme(number) ? EXTREME : FINE).format(number) : '–';
}

/** One beside others on an axis, which would look the same with fewer digits. */
export const onAxis = (number) => (isExtreme(number) ? EXTREME : ON_AXIS).format(number);

const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803\ud83a\ud83b]/;
const ISOLATES = /[\u2066-\u2069]/g;

/** What somebody else has said, within a sentence: whichever way it is written, what stands around it stays as it is. */
export function apart(text = '') {
  return TURNS.test(text) ? `\u2068${text.replace(ISOLATES, '')}\u2069` : text;
}

/** A measured number with its unit. */
export const amount = (number, unit) => (unit ? `${fine(number)} ${apart(unit)}` : fine(number));

export function rate(perSecond) {
  return perSecond === 0 ? '0' : perSecond < 10 ? perSecond.toFixed(1) : whole(perSecond);
}

export function duration(micros) {
  if (micros < 1000) {
    return `${fine(micros)} µs`;
  }
  return micros < MICROS ? `${fine(micros / 1000)} ms` : `${fine(micros / MICROS)} s`;
}

export const many = (number, what) => `${whole(number)} ${what}${number === 1 ? '' : 's'}`;

/** 12:04:31. */
export const clock = (micros) => CLOCK.format(micros / 1000);

/** 12:04:31.123456. */
export function exact(micros) {
  return `${clock(micros)}.${String(Math.floor(((micros % MICROS) + MICROS) % MICROS)).padStart(6, '0')}`;
}

/** 1 Mar 2026, 12:04 CET. */
export const day = (micros) => DAY.format(micros / 1000);

/** How long, in one unit, and two where an hour more or less matters. */
export function span(micros) {
  const seconds = Math.max(0, Math.floor(micros / MICROS));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Coarse enough to stand still: nothing changes every second that did not change. */
export function ago(micros, now) {
  const passed = now - micros;
  if (passed < 5 * MICROS) {
    return 'now';
  }
  return passed < 60 * MICROS ? `${Math.floor(passed / (5 * MICROS)) * 5} s ago` : `${span(passed)} ago`;
}

/** Which alarm it is. */
export const alarmName = (alarm) => (alarm.key ? `${apart(alarm.rule)} (${apart(alarm.key)})` : apart(alarm.rule));

const bounds = (...pairs) => pairs.filter(([, value]) => value !== undefined).map(([word, value]) => `${word} ${fine(value)}`).join(', ');

/** From where on a number raises an alarm, and from where on it clears it again. */
export const raises = (limit) => bounds(['above', limit.above], ['below', limit.below]);
export const clears = (limit) => bounds(['clears below', limit.clearBelow], ['clears above', limit.clearAbove]);

/** What came of an action. */
export function tellOne(each) {
  const tries = each.tries > 1 ? `, try ${each.tries}` : '';
  return `${apart(each.action)}: ${each.outcome}${each.answer ? ` (${apart(each.answer)})` : ''} in ${duration(each.tookMillis * 1000)}${tries}`;
}
