// One alarm, one event or one source, with all there is to say of it. Each has an address.

import { element, find, say } from './dom.js';
import { alarmName, amount, apart, clears, day, duration, exact, raises, rate, tellOne, whole } from './words.js';
import { ask } from './stream.js';
import { token } from './changes.js';

let model;

export function open(address) {
  if (location.hash === `#${address}`) {
    show();
  } else {
    location.hash = address;
  }
}

export function setUp(newModel) {
  model = newModel;
  const dialog = find('#detail');
  find('.close', dialog).onclick = () => dialog.close();
  find('.copy', dialog).onclick = () => copy(dialog);
  dialog.addEventListener('close', () => {
    if (location.hash) {
      history.replaceState(null, '', location.pathname);
    }
  });
  addEventListener('hashchange', show);
}

async function copy(dialog) {
  const text = `${find('h2', dialog).textContent}\n${find('.body', dialog).innerText}`;
  try {
    await navigator.clipboard.writeText(text);
    say(find('#said'), 'Copied');
    say(find('.copy', dialog), 'Copied');
  } catch {
    getSelection().selectAllChildren(find('.body', dialog)); // where the page is not secure, or it is forbidden
  }
}

/** Shows what the address says. */
export async function show() {
  const [, kind, id] = /^#(alarm|event|source)\/(.+)$/.exec(location.hash) ?? [];
  if (!kind) {
    return;
  }
  const name = decode(id);
  const made = kind === 'source' ? source(name) : await fetched(kind, name);
  const dialog = find('#detail');
  say(find('h2', dialog), made.title);
  say(find('.copy', dialog), 'Copy as text');
  find('.body', dialog).replaceChildren(...made.body);
  if (!dialog.open) {
    dialog.showModal();
  }
  find('h2', dialog).focus();
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function fetched(kind, id) {
  const response = await ask(`/data/${kind}?id=${encodeURIComponent(id)}`, token);
  if (!response.ok) {
    return {
      title: `${kind} ${id}`,
      body: [element('p', {}, 'It is too long ago for this page. Where the monitor keeps a record, "carillon monitor why" still knows.')],
    };
  }
  const told = await response.json();
  return kind === 'alarm' ? alarm(told) : event(told);
}

const facts = (pairs) => element('dl', {}, ...pairs
  .filter(([, value]) => value !== '' && value !== undefined)
  .flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, element('bdi', {}, String(value)))]));

function alarm(told) {
  const body = [
    facts([
      ['severity', told.severity],
      ['state', told.acknowledged ? `${told.state}, acknowledged` : told.state],
      ['raised', `${day(told.since)}, ${exact(told.since)}`],
      ['ended', told.ended ? `${day(told.ended)}, ${exact(told.ended)}` : ''],
      ['says', told.message],
      ['source', told.source],
    ]),
    element('h3', {}, 'What raised it'),
    told.events.length === 0
      ? element('p', {}, 'No single event: something was missing, or it is too long ago for this page.')
      : element('ol', {}, ...told.events.map((each) => element('li', {},
        `${exact(each.time)} `, element('bdi', {}, each.source), ': ', element('bdi', {}, each.words), ` (event ${each.id})`))),
    element('h3', {}, 'What was done'),
    told.told.length === 0
      ? element('p', {}, 'Nothing so far.')
      : element('ol', {}, ...told.told.map((each) => element('li', {},
        `${exact(each.time)} `, element('bdi', {}, tellOne(each))))),
  ];
  return { title: `Alarm ${alarmName(told)}`, body };
}

function event(told) {
  return {
    title: `Event ${told.id} of ${apart(told.source)}`,
    body: [
      element('p', { class: 'sentence' }, element('bdi', {}, told.words)),
      facts([
        ['time', `${day(told.time)}, ${exact(told.time)}`],
        ['kind', told.kind],
        ['set off', told.raised.length > 0 ? told.raised.map(apart).join(', ') : 'nothing'],
        ...Object.entries(told.fields),
      ]),
    ],
  };
}

function source(name) {
  const row = model.tables.sources.get(name);
  if (!row) {
    return { title: name, body: [element('p', {}, 'There is no such source.')] };
  }
  const limits = row.limits.map((limit) => `${apart(limit.rule)}: ${[raises(limit), clears(limit)].filter(Boolean).join(', ')}`);
  return {
    title: `Source ${name}`,
    body: [facts([
      ['kind', row.kind],
      ['value', row.value === undefined ? '' : amount(row.value, row.unit)],
      ['rate', `${rate(row.rate)} a second`],
      ['last event', row.last ? `${day(row.last)}, ${exact(row.last)}` : 'none yet'],
      ['it said', row.words],
      ['handler, 99 %', row.p99 === undefined ? '' : duration(row.p99)],
      ['state', row.state],
      ['budget', row.budget],
      ['limits', limits.join('; ')],
      ['ledger', `${whole(row.received)} received = ${whole(row.handled)} handled + ${whole(row.merged)} merged + ${whole(row.dropped)} dropped + ${whole(row.waiting)} waiting`],
    ])],
  };
}
