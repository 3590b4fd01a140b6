// All of it by keyboard.

import { find, say } from './dom.js';

const THEMES = ['system', 'light', 'dark'];

const rows = () => [...document.querySelectorAll('[data-row]')].filter((row) => row.offsetParent !== null);

function move(by) {
  const all = rows();
  const at = all.indexOf(document.activeElement?.closest?.('[data-row]'));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function isTyping(target) {
  return target.closest('input, select, textarea') !== null;
}

/** actions: hold(), restyle(). */
export function setUp(actions) {
  const keys = find('#keys');
  const help = () => (keys.open ? keys.close() : keys.showModal());
  const theme = () => nextTheme(actions.restyle);
  find('#help').onclick = help;
  find('#theme').onclick = theme;
  find('.close', keys).onclick = () => keys.close();
  sayTheme(current());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', actions.restyle);
  const all = {
    j: () => move(1), k: () => move(-1), '?': help, t: theme, '/': () => find('#filter').focus(), ' ': actions.hold,
  };
  addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (isTyping(target)) {
      if (key === 'Escape') {
        target.blur();
      }
      return;
    }
    if (key === 'Enter' && target.open && target.dataset.row) {
      target.open();
    } else if (key in all && !(key === ' ' && target.closest('button, summary, dialog')) && !(find('#detail').open && key !== '?')) {
      event.preventDefault();
      all[key]();
    }
  });
}

function current() {
  return document.documentElement.dataset.theme ?? 'system';
}

function nextTheme(restyle) {
  const next = THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length];
  if (next === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = next;
  }
  try {
    localStorage.setItem('carillon-theme', next);
  } catch {
    // For this visit only, then.
  }
  sayTheme(next);
  restyle();
}

function sayTheme(theme) {
  say(find('#theme'), `Theme: ${theme}`);
}
