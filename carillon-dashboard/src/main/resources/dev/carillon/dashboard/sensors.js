// Sources with numbers, as charts with one scale of time: bands from the least to the greatest of each second, never an average.

import { colourOf, element, find, keyed, say } from './dom.js';
import { amount, clock, fine, many, onAxis, raises } from './words.js';
import * as range_ from './range.js';

const MOST = 12;
const HEIGHT = 120;
const SPAN = 600;
const MICROS = 1e6;
/** A line goes on over so long a silence, or over three times the usual one. */
const LEAST_GAP = 10;

let model;
let filterText = '';

export function setUp(newModel) {
  model = newModel;
  new ResizeObserver(() => find('#charts').childNodes.forEach(resize)).observe(find('#charts'));
}

export function filter(text) {
  filterText = text;
  showSensors();
}

/** Charts are drawn anew with other colours. */
export function restyle() {
  find('#charts').childNodes.forEach((figure) => {
    figure.chart?.destroy();
    figure.chart = null;
  });
  showSensors();
}

export function showSensors() {
  const all = model.sources().filter((source) => model.lanes.get(source.name)?.hasNumbers
    && source.name.toLowerCase().includes(filterText));
  find('#sensors').hidden = all.length === 0 && filterText === '';
  say(find('#sensors-note'), all.length > MOST ? `The first ${MOST} of ${many(all.length, 'sensor')}; filter to see others.` : '');
  keyed(find('#charts'), all.slice(0, MOST), (source) => source.name, make, update);
}

function make(source) {
  return element('figure', { 'aria-label': `${source.name}, the last ten minutes` },
    element('figcaption', {}, element('bdi', { class: 'name' }, source.name), ' ', element('output', { class: 'value' })),
    element('div', { class: 'plot', 'aria-hidden': 'true' }),
    element('p', { class: 'note range' }),
    table(source.name));
}

/** For who does not see the chart. */
function table(name) {
  const details = element('details', {}, element('summary', {}, 'As a table'), element('table'));
  details.addEventListener('toggle', () => {
    const lane = model.lanes.get(name);
    if (details.open && lane) {
      const now = Math.floor(model.now() / MICROS);
      const rows = [...lane.seconds(now - SPAN, now)].filter(([, , , , last]) => !Number.isNaN(last)).slice(-20).reverse();
      find('table', details).replaceChildren(
        element('thead', {}, element('tr', {}, ...['Time', 'Least', 'Greatest', 'Last'].map((head) => element('th', { scope: 'col' }, head)))),
        element('tbody', {}, ...rows.map(([at, , least, greatest, last]) => element('tr', {},
          ...[clock(at * MICROS), fine(least), fine(greatest), fine(last)].map((cell) => element('td', {}, cell))))));
    }
  });
  return details;
}

function update(figure, source) {
  say(find('.value', figure), source.value === undefined ? '–' : amount(source.value, source.unit));
  const data = points(model.lanes.get(source.name));
  say(find('.range', figure), range(data, source));
  if (typeof uPlot !== 'function') {
    return;
  }
  if (!figure.chart) {
    figure.chart = new uPlot(options(source, figure), data, find('.plot', figure));
  } else {
    figure.chart.setData(data, false);
    figure.chart.batch(() => scale(figure.chart));
  }
}

function range(data, source) {
  const known = data[3].filter((value) => value !== null);
  if (known.length === 0) {
    return 'no number in the last ten minutes';
  }
  const least = Math.min(...data[1].filter((value) => value !== null));
  const greatest = Math.max(...data[2].filter((value) => value !== null));
  const limits = source.limits.map(raises).filter(Boolean);
  return `${fine(least)} to ${amount(greatest, source.unit)} in ten minutes${limits.length > 0 ? `; alarm ${limits.join('; ')}` : ''}`;
}

/** Times, least, greatest, last; a gap where there was silence. */
function points(lane) {
  const now = Math.floor(model.now() / MICROS);
  const rows = [...lane.seconds(now - SPAN, now)].filter(([, , , , last]) => !Number.isNaN(last));
  const steps = rows.slice(1).map(([at], i) => at - rows[i][0]).sort((a, b) => a - b);
  const gap = Math.max(LEAST_GAP, 3 * (steps[steps.length >> 1] ?? 0));
  const data = [[], [], [], []];
  rows.forEach(([at, , least, greatest, last], i) => {
    if (i > 0 && at - rows[i - 1][0] > gap) {
      push(data, rows[i - 1][0] + 1, null, null, null);
    }
    push(data, at, least, greatest, last);
  });
  return data;
}

function push(data, ...values) {
  values.forEach((value, i) => data[i].push(value));
}

function options(source, figure) {
  const axis = { stroke: colourOf('dim'), grid: { stroke: colourOf('line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
  return {
    width: Math.max(200, find('.plot', figure).clientWidth),
    height: HEIGHT,
    legend: { show: false },
    cursor: { sync: { key: 'carillon' }, drag: { x: false, y: false }, points: { show: false } },
    scales: { x: { time: true, auto: false, range: () => window_() }, y: { range: (chart, least, greatest) => span(source, least, greatest) } },
    axes: [{ ...axis, space: 60, size: 24, values: (chart, all) => all.map((at) => clock(at * MICROS).slice(0, range_.part() ? 8 : 5)) }, { ...axis, size: 44, space: 28, values: (chart, all) => all.map(onAxis) }],
    series: [
      {},
      { stroke: 'transparent', points: { show: false } },
      { stroke: 'transparent', points: { show: false } },
      { stroke: colourOf('pin'), width: 1.5, points: { size: 3 } },
    ],
    bands: [{ series: [2, 1], fill: colourOf('band') }],
    hooks: { draw: [(chart) => drawLimits(chart, source.name)] },
  };
}

const window_ = () => {
  const part = range_.part();
  if (part) {
    return [part.from / MICROS, part.to / MICROS];
  }
  const now = Math.floor(model.now() / MICROS);
  return [now - SPAN, now];
};

function span(source, least, greatest) {
  const all = [least, greatest];
  for (const limit of source.limits) {
    all.push(limit.above ?? least, limit.below ?? least);
  }
  const known = all.filter((value) => Number.isFinite(value));
  const low = known.length > 0 ? Math.min(...known) : 0;
  const high = known.length > 0 ? Math.max(...known) : 1;
  const room = (high - low) * 0.08 || 1;
  return [low - room, high + room];
}

function scale(chart) {
  const [min, max] = window_();
  chart.setScale('x', { min, max });
}

function drawLimits(chart, name) {
  const g = chart.ctx;
  for (const limit of model.tables.sources.get(name)?.limits ?? []) {
    line(g, chart, limit.above, colourOf('critical'), []);
    line(g, chart, limit.below, colourOf('critical'), []);
    line(g, chart, limit.clearBelow, colourOf('critical'), [2, 5]);
    line(g, chart, limit.clearAbove, colourOf('critical'), [2, 5]);
  }
}

function line(g, chart, value, colour, dash) {
  if (value === undefined) {
    return;
  }
  const y = Math.round(chart.valToPos(value, 'y', true));
  if (y < chart.bbox.top || y > chart.bbox.top + chart.bbox.height) {
    return;
  }
  g.save();
  g.strokeStyle = colour;
  g.setLineDash(dash);
  g.beginPath();
  g.moveTo(chart.bbox.left, y);
  g.lineTo(chart.bbox.left + chart.bbox.width, y);
  g.stroke();
  g.restore();
}

function resize(figure) {
  const width = find('.plot', figure)?.clientWidth ?? 0;
  if (figure.chart && width > 0 && width !== figure.chart.width) {
    figure.chart.setSize({ width, height: HEIGHT });
  }
}
