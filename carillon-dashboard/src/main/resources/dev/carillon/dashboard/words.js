// Numbers and times, for people. Times are microseconds since 1970.

const PLAIN = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const FINE = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4 });
const CLOCK = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});
const DAY = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short',
});
const MICROS = 1e6;

export const SHAPES = { critical: '▲', warning: '■', info: '●', quiet: '○', stale: '◌', none: '◌', cleared: '○' };

export const whole = (number) => PLAIN.format(number);

/** A measured number, as exact as it is of use. */
export function fine(number) {
  return Number.isFinite(number) ? FINE.format(number) : '–';
}

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
export const alarmName = (alarm) => (alarm.key ? `${alarm.rule} (${alarm.key})` : alarm.rule);

const bounds = (...pairs) => pairs.filter(([, value]) => value !== undefined).map(([word, value]) => `${word} ${fine(value)}`).join(', ');

/** From where on a number raises an alarm, and from where on it clears it again. */
export const raises = (limit) => bounds(['above', limit.above], ['below', limit.below]);
export const clears = (limit) => bounds(['clears below', limit.clearBelow], ['clears above', limit.clearAbove]);

/** What came of an action. */
export function tellOne(each) {
  const tries = each.tries > 1 ? `, try ${each.tries}` : '';
  return `${each.action}: ${each.outcome}${each.answer ? ` (${each.answer})` : ''} in ${duration(each.tookMillis * 1000)}${tries}`;
}
