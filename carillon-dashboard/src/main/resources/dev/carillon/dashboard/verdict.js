// Whether all is well: in a line, in the title and the icon of the tab, and whether what is shown is old.

import { find, say, set } from './dom.js';
import { SHAPES, clock, day, span, whole } from './words.js';

const DRAWN = {
  quiet: '<circle cx="8" cy="8" r="6" fill="none" stroke="#999" stroke-width="2"/>',
  info: '<circle cx="8" cy="8" r="7" fill="#56b4e9"/>',
  warning: '<rect x="1" y="1" width="14" height="14" fill="#e69f00"/>',
  critical: '<path d="M8 0 16 15H0z" fill="#d55e00"/>',
  stale: '<circle cx="8" cy="8" r="6" fill="none" stroke="#999" stroke-width="2" stroke-dasharray="3 3"/>',
};

let lostSince = 0;

/** The link to the server is there, or is not. */
export function showLink(told) {
  const band = find('#link');
  if (told.link === 'open') {
    lostSince = 0;
    band.hidden = true;
    document.documentElement.classList.remove('old');
    return;
  }
  lostSince ||= Date.now() * 1000;
  band.hidden = false;
  document.documentElement.classList.add('old');
  say(band, `Connection lost at ${clock(lostSince)} (${told.why}). All that is below is as it was then; trying again.`);
}

export function showVerdict(model) {
  const { level = 'none', words = 'Connecting …', standing = 0 } = model.one('verdict');
  const line = find('#verdict');
  set(line, 'data-level', level);
  say(find('.shape', line), SHAPES[level] ?? '');
  say(find('.words', line), words);
  const about = model.one('about');
  document.title = `${SHAPES[level]} ${standing > 0 ? `${standing} ` : ''}${about.host ?? ''} – Carillon`;
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${DRAWN[level] ?? DRAWN.stale}</svg>`;
  set(find('#icon'), 'href', `data:image/svg+xml,${encodeURIComponent(drawn)}`);
  showAbout(model, about);
}

function showAbout(model, about) {
  if (!about.host) {
    return; // what is watched has not said yet how it is
  }
  const parts = [`${about.host}, ${about.title}, process ${about.pid}`, `since ${day(about.since)} (${span(model.now() - about.since)})`];
  if (about.file) {
    parts.push(`${about.file} read ${day(about.read)}`);
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
