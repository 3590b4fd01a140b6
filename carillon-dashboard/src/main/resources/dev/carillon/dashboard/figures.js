// The loop, the ledger, and what is told to whom.

import { element, find, keyed, say, set } from './dom.js';
import { apart, duration, fine, many, whole } from './words.js';

export function showLoop(model) {
  const loop = model.one('loop');
  if (!loop.name) {
    return;
  }
  const section = find('#loop');
  say(find('.sentence', section), loop.words);
  const pairs = [
    ['turns a second', fine(loop.turnsPerSecond)],
    ['events a turn', fine(loop.eventsPerTurn)],
    ['waiting, working, kernel', `${fine(loop.waiting)} %, ${fine(loop.working)} %, ${fine(loop.kernel)} %`],
    ['handlers of a turn, 99 % and longest', `${duration(loop.turnP99)}, ${duration(loop.turnLongest)}`],
    ['longest handler', loop.longestSource ? `${duration(loop.longest)}, ${apart(loop.longestSource)}` : '–'],
    ['lateness of timers, 99 %', duration(loop.lateness)],
    ['queue', whole(loop.queue)],
    ['slow handlers', whole(loop.slowHandlers)],
    ...(loop.loops ?? []).map(([name, waiting, working, kernel, turns]) => [
      name, `${fine(waiting)} %, ${fine(working)} %, ${fine(kernel)} %; ${fine(turns)}/s`]),
  ];
  keyed(find('dl', section), pairs, ([name]) => name,
    ([name]) => element('div', {}, element('dt', {}, name), element('dd')), (row, [, text]) => say(row.lastChild, text));
}

const sum = (rows, key) => rows.reduce((total, row) => total + (row[key] ?? 0), 0);

export function showLedger(model) {
  const sources = model.sources();
  const actions = [...model.tables.actions.values()];
  const { lost = 0 } = model.one('verdict');
  const page = model.one('page');
  const lines = [
    closed('events', sum(sources, 'received'), 'received',
      ['handled', 'merged', 'dropped', 'waiting'].map((key) => [key, sum(sources, key)])),
    closed('actions', sum(actions, 'raised'), 'to be told',
      [['delivered', 'delivered'], ['digested', 'digested'], ['waiting', 'waiting'], ['given up', 'givenUp']].map(([word, key]) => [word, sum(actions, key)])),
    { key: 'kept', good: lost === 0, text: lost === 0 ? 'All that was to be kept is kept.' : `${whole(lost)} were to be kept and are not.` },
    { key: 'page', good: true, text: `This page: ${many(page.viewers ?? 0, 'browser')}, ${whole(page.cutOff ?? 0)} cut off for being slow, ${whole(page.refused ?? 0)} requests refused.` },
  ];
  keyed(find('#ledger ul'), lines, (line) => line.key, () => element('li', {}, element('span', { class: 'tick' }), ' ', element('span')), (row, line) => {
    set(row, 'class', line.good ? 'good' : 'bad');
    say(row.firstChild, line.good ? '✓' : '✗');
    say(row.lastChild, line.text);
  });
}

function closed(key, total, word, parts) {
  const open = total - parts.reduce((all, [, count]) => all + count, 0);
  const shown = parts.map(([name, count]) => `${whole(count)} ${name}`).join(' + ');
  return { key, good: open === 0, text: `${whole(total)} ${word} = ${shown}${open === 0 ? '.' : `; ${whole(open)} unaccounted for.`}` };
}

const CIRCUITS = { closed: 'works', open: 'fails; rests for a while', 'half-open': 'failed; is tried again' };

export function showActions(model) {
  const actions = [...model.tables.actions.values()];
  const section = find('#actions');
  section.hidden = actions.length === 0;
  keyed(find('ul', section), actions, (action) => action.name, make, (row, action) => {
    set(row, 'class', action.circuit === 'closed' ? '' : 'bad');
    say(find('.circuit', row), `${apart(action.kind)}, ${CIRCUITS[action.circuit] ?? apart(action.circuit)}`);
    say(find('.counts', row), `${whole(action.raised)} to tell, ${whole(action.delivered)} delivered, ${whole(action.digested)} in digests, ${whole(action.waiting)} waiting, ${whole(action.givenUp)} given up`);
    say(find('.answer', row), action.answer ? `last answer: ${apart(action.answer)}` : '');
  });
}

const make = (action) => element('li', {},
  element('strong', {}, element('bdi', {}, action.name)), ' ', element('span', { class: 'circuit' }),
  element('br'), element('span', { class: 'counts' }), ' ', element('bdi', { class: 'answer' }));
