// Whether all is well: in a line, in the title and the icon of the tab. What is old says nothing of that: then it is unknown.

import { find, say, set } from './dom.js';
import { SHAPES, apart, clock, day, many, span, whole } from './words.js';

const DRAWN = {
  quiet: '<circle cx="8" cy="8" r="6" fill="none" stroke="#999" stroke-width="2"/>',
  info: '<circle cx="8" cy="8" r="7" fill="#56b4e9"/>',
  warning: '<rect x="1" y="1" width="14" height="14" fill="#e69f00"/>',
  critical: '<path d="M8 0 16 15H0z" fill="#d55e00"/>',
  stale: '<circle cx="8" cy="8" r="6" fill="none" stroke="#999" stroke-width="2" stroke-dasharray="3 3"/>',
};

/** The server says something four times a second. After so many looks without any of it nobody knows how things are. */
const LOOKS = 4;
const LOOK = 500;

let silent = 0; // looks, not a time: a page that was busy or asleep itself has then still to read what has come
let seen = 0; // looks since the tab is shown
let why = '';

/** Looks whether the server still says something, which it does not to a tab that is hidden. */
export function watch(model) {
  setInterval(() => {
    silent++;
    seen = document.hidden ? 0 : seen + 1;
    if (silent >= LOOKS) {
      showVerdict(model);
    }
  }, LOOK);
}

/** The server has said how things are. */
export function heard() {
  silent = 0;
  why = '';
}

/** The link to the server is lost. */
export function showLost(model, reason) {
  silent = LOOKS;
  seen = LOOKS;
  why = reason;
  showVerdict(model);
}

function showOld(model, isOld) {
  const band = find('#link');
  const isSaid = isOld && !document.hidden && seen > 1; // a tab that was hidden hears of it a moment later
  const word = model.isKnown ? `no word since ${clock(model.told)}. All that is below is as it was then` : 'nothing is known so far';
  band.hidden = !isSaid;
  document.documentElement.classList.toggle('old', isSaid);
  if (isSaid) {
    say(band, why ? `Connection lost (${why}): ${word}; trying again.` : `${word[0].toUpperCase()}${word.slice(1)}.`);
  }
}

/** What is shown of it: as the server has said, unless that was a while ago. */
function current(model, isOld) {
  const { level = 'none', words = 'Connecting …', standing = 0 } = model.one('verdict');
  if (!isOld || !model.isKnown) {
    return { level, words, standing };
  }
  const then = standing > 0 ? many(standing, 'alarm') : 'no alarm';
  return { level: 'stale', words: `Unknown. As of ${clock(model.told)}: ${then}.`, standing: 0, asOf: `as of ${clock(model.told)}` };
}

/** The names of alarms in it may be written the other way. */
function names(model, words) {
  if (apart(words) === words) {
    return words;
  }
  return model.standing().map((alarm) => (alarm.key ? `${alarm.rule} (${alarm.key})` : alarm.rule))
    .filter((name) => apart(name) !== name)
    .reduce((text, name) => text.replace(name, () => apart(name)), words);
}

export function showVerdict(model) {
  const isOld = silent >= LOOKS;
  const { level, words, standing, asOf = '' } = current(model, isOld);
  showOld(model, isOld);
  const line = find('#verdict');
  set(line, 'data-level', level);
  say(find('.shape', line), SHAPES[level] ?? '');
  say(find('.words', line), names(model, words));
  const about = model.one('about');
  document.title = `${SHAPES[level]} ${standing > 0 ? `${standing} ` : ''}${[about.host && apart(about.host), asOf].filter(Boolean).join(', ')} – Carillon`;
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${DRAWN[level] ?? DRAWN.stale}</svg>`;
  set(find('#icon'), 'href', `data:image/svg+xml,${encodeURIComponent(drawn)}`);
  showAbout(model, about);
}

function showAbout(model, about) {
  if (!about.host) {
    return; // what is watched has not said yet how it is
  }
  const parts = [`${apart(about.host)}, ${apart(about.title)}, process ${about.pid}`, `since ${day(about.since)} (${span(model.now() - about.since)})`];
  if (about.file) {
    parts.push(`${apart(about.file)} read ${day(about.read)}`);
  }
  if (about.failedReloads > 0) {
    parts.push(`${about.failedReloads} reloads refused`);
  }
  const page = model.one('page');
  if (page.passedBy > 0) {
    parts.push(`${whole(page.passedBy)} events came too fast to be drawn one by one`);
  }
  say(find('#about'), parts.join(' · '));
}
