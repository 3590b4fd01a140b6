// A row a source. Five hundred of them stay quick: only rows that have changed are touched. Sorting happens when it is asked for.

import { element, find, keyed, say, set, svg } from './dom.js';
import { ago, amount, clock, duration, exact, many, rate, whole } from './words.js';
import { open } from './detail.js';

const lost = (row) => row.received - row.handled - row.waiting - row.merged - row.dropped;

const COLUMNS = [
  { key: 'place', head: 'Name', text: (row) => row.name, by: (row) => row.place },
  { key: 'kind', head: 'Kind', text: (row) => row.kind, by: (row) => row.kind },
  { key: 'rate', head: 'Now, /s', number: true, text: (row) => rate(row.rate), by: (row) => -row.rate },
  { key: 'hour', head: 'Last hour' },
  { key: 'last', head: 'Last event', text: (row, now) => (row.last ? ago(row.last, now) : 'none'), by: (row) => -(row.last ?? 0) },
  { key: 'value', head: 'It said', text: (row) => (row.value === undefined ? row.words ?? '' : amount(row.value, row.unit)), by: (row) => -(row.value ?? -Infinity) },
  { key: 'p99', head: 'Handler, 99 %', number: true, text: (row) => (row.p99 === undefined ? '' : duration(row.p99)), by: (row) => -(row.p99 ?? 0) },
  { key: 'state', head: 'State', text: (row) => [row.state, row.budget].filter(Boolean).join('; '), by: (row) => row.state },
  { key: 'received', head: 'Received', number: true, text: (row) => whole(row.received), by: (row) => -row.received },
  { key: 'left', head: 'Merged, dropped', number: true, text: left, by: (row) => -(row.merged + row.dropped) },
];

let model;
let filterText = '';
let sorted = COLUMNS[0];
let sortedAt = 0;
let order = [];
const rows = new Map(); // also of those that are filtered out: to make one takes longer than to show it
const shown = new Map(); // of which hour each row has the bars

function left(row) {
  const parts = [];
  if (row.merged > 0) {
    parts.push(`${whole(row.merged)} merged`);
  }
  if (row.dropped > 0) {
    parts.push(`${whole(row.dropped)} dropped`);
  }
  if (lost(row) !== 0) {
    parts.push(`${whole(lost(row))} unaccounted for`);
  }
  return parts.join(', ') || '–';
}

export function setUp(newModel) {
  model = newModel;
  find('#source-table thead tr').replaceChildren(...COLUMNS.map(heading));
  markSorted();
}

function heading(column) {
  if (!column.by) {
    return element('th', { scope: 'col', class: `c-${column.key}` }, column.head);
  }
  const button = element('button', { type: 'button' }, column.head);
  button.onclick = () => sort(column);
  return element('th', { scope: 'col', class: `c-${column.key}` }, button);
}

function sort(column) {
  sorted = column;
  sortedAt = column === COLUMNS[0] ? 0 : model.now();
  markSorted();
  order = [];
  showSources();
}

function markSorted() {
  COLUMNS.forEach((column, i) => {
    const head = find('#source-table thead tr').children[i];
    if (column === sorted) {
      head.setAttribute('aria-sort', 'ascending');
    } else {
      head.removeAttribute('aria-sort');
    }
  });
}

export function filter(text) {
  filterText = text;
  order = [];
  showSources();
}

/** What is there in which order: chosen when it is asked for, so that nothing moves under the pointer. */
function arrange() {
  const { sources } = model.tables;
  const isSame = order.length > 0 && order.every((name) => sources.has(name));
  const matching = [...sources.values()].filter((row) => `${row.name} ${row.kind} ${row.state}`.toLowerCase().includes(filterText));
  if (!isSame || matching.length !== order.length) {
    const by = sorted.by;
    matching.sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : a.place - b.place));
    order = matching.map((row) => row.name);
  }
}

export function showSources() {
  arrange();
  const all = model.tables.sources.size;
  say(find('#sources-note'), [
    order.length < all ? `${order.length} of ${many(all, 'source')}` : many(all, 'source'),
    sortedAt ? `by ${sorted.head} as of ${clock(sortedAt)}` : '',
  ].filter(Boolean).join(', '));
  keyed(find('#source-table tbody'), order, (name) => name, make, update);
}

function make(name) {
  const made = rows.get(name);
  if (made) {
    return made;
  }
  const row = element('tr', { tabindex: '0', 'data-row': 'source' }, ...COLUMNS.map((column, i) => element(i === 0 ? 'th' : 'td', {
    class: `c-${column.key}${column.number ? ' number' : ''}`, scope: i === 0 ? 'row' : null,
  }, i === 0 ? element('bdi') : '')));
  row.open = () => open(`source/${encodeURIComponent(name)}`);
  row.ondblclick = row.open;
  rows.set(name, row);
  return row;
}

function update(row, name) {
  const source = model.tables.sources.get(name);
  const hour = model.tables.hours.get(name);
  const now = model.now();
  COLUMNS.forEach((column, i) => {
    if (column.text) {
      say(i === 0 ? row.children[0].firstChild : row.children[i], column.text(source, now));
    }
  });
  set(find('.c-last', row), 'title', source.last ? exact(source.last) : '');
  find('.c-left', row).classList.toggle('bad', lost(source) !== 0);
  if (hour && shown.get(row) !== hour) {
    shown.set(row, hour);
    find('.c-hour', row).replaceChildren(spark(hour.minutes));
  }
}

/** The last hour, a bar a minute. */
function spark(minutes) {
  const most = Math.max(...minutes, 1);
  const path = minutes.map((count, i) => (count > 0 ? `M${i * 2 + 1} 16V${16 - Math.max(1, (15 * count) / most)}` : '')).join('');
  return svg('svg', { viewBox: '0 0 120 16', width: 120, height: 16, role: 'img', 'aria-label': `at most ${whole(most)} a minute` },
    svg('path', { d: path, class: 'spark' }));
}

/** Rows of sources that are gone are not remembered. */
export function forget() {
  for (const [name, row] of rows) {
    if (!model.tables.sources.has(name)) {
      rows.delete(name);
      shown.delete(row);
    }
  }
}
