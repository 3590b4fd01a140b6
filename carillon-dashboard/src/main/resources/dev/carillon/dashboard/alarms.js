// The alarms: what, since when, who was told and with what answer; and what can be done about them.

import { element, find, keyed, say, set } from './dom.js';
import { SHAPES, ago, alarmName, apart, clock, day, many, span, tellOne } from './words.js';
import { change, isSaid, mayChange, whyNot } from './changes.js';
import { open } from './detail.js';

const ORDER = ['critical', 'warning', 'info'];
const SILENCES = [['10 min', 600], ['1 h', 3600], ['8 h', 28800], ['a day', 86400], ['no longer', 0]];

const known = new Set();
let isFirst = true;

const order = (alarm) => (ORDER.indexOf(alarm.severity) + ORDER.length + 1) % (ORDER.length + 1);

export function showAlarms(model) {
  const standing = model.standing().sort((a, b) => order(a) - order(b) || b.since - a.since);
  const ended = model.alarms().filter((alarm) => alarm.ended).sort((a, b) => b.ended - a.ended);
  announce(standing);
  keyed(find('#standing'), standing, (alarm) => alarm.id, make, (row, alarm) => update(row, alarm, model));
  keyed(find('#ended'), ended, (alarm) => alarm.id, make, (row, alarm) => update(row, alarm, model));
  find('#ended-title').hidden = ended.length === 0;
  if (!isSaid()) {
    say(find('#alarms-note'), note(model, standing));
  }
}

function note(model, standing) {
  const verdict = model.one('verdict');
  if (standing.length === 0) {
    return verdict.lastAlarm ? `None. The last one was raised ${day(verdict.lastAlarm)}.` : 'None since the start.';
  }
  const more = verdict.standing - standing.length;
  const rest = more > 0 ? `The worst ${standing.length} of ${many(verdict.standing, 'alarm')}. ` : '';
  return mayChange() ? rest : `${rest}${whyNot()}`;
}

/** Only what is new and critical interrupts somebody who listens. */
function announce(standing) {
  const fresh = standing.filter((alarm) => alarm.severity === 'critical' && !known.has(alarm.id));
  known.clear();
  standing.forEach((alarm) => known.add(alarm.id));
  if (!isFirst && fresh.length > 0) {
    say(find('#announce'), `Critical: ${fresh.slice(0, 3).map((alarm) => `${alarmName(alarm)}, ${apart(alarm.message)}`).join('; ')}`);
  }
  isFirst = false;
}

function make(alarm) {
  const row = element('li', { tabindex: '0', 'data-row': 'alarm', id: `row-alarm-${alarm.id}` },
    element('span', { class: 'severity' }, element('span', { class: 'shape', 'aria-hidden': 'true' }), ' ', element('span', { class: 'word' })),
    element('strong', { class: 'name' }, element('bdi')),
    element('span', { class: 'since' }),
    element('bdi', { class: 'message' }),
    element('span', { class: 'told' }),
    element('span', { class: 'do' }));
  row.open = () => open(`alarm/${encodeURIComponent(alarm.id)}`);
  const why = element('button', { type: 'button', 'aria-label': `Why ${alarmName(alarm)}?` }, 'Why?');
  why.onclick = row.open;
  find('.do', row).append(why);
  if (!alarm.ended) {
    find('.do', row).append(acknowledge(alarm), silence(alarm));
  }
  return row;
}

function acknowledge(alarm) {
  const button = element('button', { type: 'button', class: 'ack', 'aria-label': `Acknowledge ${alarmName(alarm)}` }, 'Acknowledge');
  button.onclick = () => change('/do/acknowledge', { alarm: alarm.id });
  return button;
}

function silence(alarm) {
  const choice = element('select', { 'aria-label': `Silence ${apart(alarm.rule)} for` },
    element('option', { value: '' }, 'Silence for …'),
    ...SILENCES.map(([text, seconds]) => element('option', { value: seconds }, text)));
  choice.onchange = () => {
    if (choice.value !== '') {
      change('/do/silence', { rule: alarm.rule, key: alarm.key, seconds: Number(choice.value) });
      choice.value = '';
    }
  };
  return choice;
}

function update(row, alarm, model) {
  const state = alarm.ended ? 'cleared' : alarm.severity;
  set(row, 'data-level', state);
  say(find('.shape', row), SHAPES[alarm.severity] ?? SHAPES.info);
  say(find('.word', row), alarm.state === 'flapping' ? `${alarm.severity}, flapping` : alarm.severity);
  say(find('.name bdi', row), alarmName(alarm));
  say(find('.since', row), since(alarm, model));
  say(find('.message', row), alarm.message);
  say(find('.told', row), told(alarm));
  const button = find('.ack', row);
  if (button) {
    button.disabled = !mayChange() || alarm.acknowledged;
    find('select', row).disabled = !mayChange();
    say(button, alarm.acknowledged ? 'Acknowledged' : 'Acknowledge');
  }
  set(find('.since', row), 'title', `${day(alarm.since)}${alarm.ended ? ` to ${day(alarm.ended)}` : ''}`);
}

function since(alarm, model) {
  if (alarm.ended) {
    return `ended ${ago(alarm.ended, model.now())}, after ${span(alarm.ended - alarm.since)}`;
  }
  const silent = alarm.silentUntil > model.now() ? `, silent until ${clock(alarm.silentUntil)}` : '';
  return `for ${span(model.now() - alarm.since)}, since ${clock(alarm.since)}${silent}`;
}

/** Who was told, and what was answered: the last of each. */
function told(alarm) {
  if (alarm.told.length === 0) {
    const nobody = alarm.found ? 'raised before the start: “monitor why” knows who was told' : 'nobody was told';
    return alarm.ended ? '' : nobody;
  }
  return alarm.told.map(tellOne).join('; ');
}
