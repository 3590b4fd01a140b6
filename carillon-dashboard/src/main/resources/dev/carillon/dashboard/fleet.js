// The machines of a fleet: those first that somebody has to look at.

import { element, find, keyed, say, set } from './dom.js';
import { SHAPES, ago, apart, clock, day, many, span } from './words.js';

export function showFleet(model) {
  const fleet = model.one('fleet');
  const section = find('#fleet');
  section.hidden = !fleet.where;
  if (section.hidden) {
    return;
  }
  const hosts = [...model.tables.fleet.values()].sort((a, b) => a.place - b.place);
  const count = (presence) => hosts.filter((host) => host.presence === presence).length;
  const known = `${count('here')} here, ${count('vanished')} vanished, ${count('left')} left`;
  const unreadable = count('unreadable') ? `, ${count('unreadable')} unreadable` : '';
  const more = fleet.hosts > hosts.length ? `, and ${fleet.hosts - hosts.length} more` : '';
  const asked = fleet.asked ? ` as of ${clock(fleet.asked)}` : '';
  say(find('.note', section), fleet.asked === 0 && !fleet.trouble ? `${apart(fleet.where)} is asked …`
    : `At ${apart(fleet.where)}: ${known}${unreadable}${more}${fleet.trouble ? `${asked}. It cannot be asked: ${apart(fleet.trouble)}` : '.'}`);
  keyed(find('ul', section), hosts, (host) => host.name, make, (row, host) => show(row, host, model.now()));
}

const make = (host) => element('li', {},
  element('span', { class: 'shape', 'aria-hidden': 'true' }), ' ', element('strong', {}, element('bdi', {}, host.name)), ' ',
  element('span', { class: 'state' }), element('ul'));

function show(row, host, now) {
  const isBad = ['vanished', 'unreadable'].includes(host.presence) || (host.presence === 'here' && host.verdict !== 'quiet');
  set(row, 'class', isBad ? 'bad' : '');
  say(row.firstChild, isBad ? SHAPES[host.verdict] ?? SHAPES.critical : SHAPES.quiet);
  say(find('.state', row), words(host, now));
  const alarms = host.presence === 'left' ? [] : host.alarms;
  const rest = host.presence === 'left' ? 0 : host.count - alarms.length;
  const lines = rest > 0 ? [...alarms, `and ${rest} more`] : alarms;
  keyed(find('ul', row), lines.map((text, i) => ({ i, text })), (line) => line.i, () => element('li', { dir: 'auto' }), (line, { text }) => say(line, text));
}

function words(host, now) {
  switch (host.presence) {
    case 'here': return `${apart(host.verdict)}, ${many(host.count, 'alarm')}, runs since ${day(host.since)}`;
    case 'left': return `ended in order, ${ago(host.heard, now)}`;
    case 'unreadable': return 'unreadable: what was put there is no report of a monitor';
    default: return `vanished, not heard of for ${span(now - host.heard)}, with ${many(host.count, 'alarm')} then`;
  }
}
