// What somebody has done from here. Each change says the token, which was in the address that was told at the start.

import { ask } from './stream.js';
import { find, say } from './dom.js';

const KEY = 'carillon-token';

/** Takes the token out of the address, where others would see it. */
function readToken() {
  const [, told] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (told) {
    history.replaceState(null, '', location.pathname);
  }
  try {
    if (told) {
      sessionStorage.setItem(KEY, told);
    }
    return told ?? sessionStorage.getItem(KEY);
  } catch {
    return told ?? null;
  }
}

export let token = readToken();
let refused = null; // the token that the server does not take

/** Whether anything can be changed from here. */
export const mayChange = () => token !== null && token !== refused;

/** Why not. */
export const whyNot = () => `Read only: ${token === null ? '' : 'the token is not the right one; '}the address with the token, which lets you acknowledge, is told by "carillon ctl monitor page".`;

/** Another address with a token may be pasted into a tab that is open: then(token). */
export function onToken(then) {
  addEventListener('hashchange', () => {
    const before = token;
    token = readToken();
    if (token !== before) {
      then(token);
    }
  });
}

function post(path, members) {
  return ask(path, token, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(members),
  });
}

function note(said, response) {
  if (response.status === 403) {
    refused = said;
  } else if (refused === said) {
    refused = null;
  }
}

/** Asks whether the token is the right one, which after a restart it may be no more. */
export async function check() {
  const said = token;
  if (said !== null) {
    try {
      note(said, await post('/do/nothing', {}));
    } catch {
      // Asked again when the server is there again.
    }
  }
}

/** Has something done, and says what came of it. */
export async function change(path, members) {
  let text;
  try {
    const said = token;
    const response = await post(path, members);
    note(said, response);
    const body = await response.text();
    text = response.headers.get('Content-Type') === 'application/json' ? JSON.parse(body).text : body.trim();
  } catch (error) {
    text = `not done: ${error.message}`;
  }
  const line = find('#alarms-note');
  say(line, text);
  line.dataset.until = String(Date.now() + 8000);
  say(find('#said'), text);
}

/** Whether what was said of a change is still to be read. */
export const isSaid = () => Number(find('#alarms-note').dataset.until ?? 0) > Date.now();
