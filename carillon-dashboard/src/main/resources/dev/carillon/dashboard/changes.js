// What somebody has done from here. Each change says the token, which was in the address that was told at the start.

import { ask } from './stream.js';
import { find, say } from './dom.js';

const KEY = 'carillon-token';

/** Takes the token out of the address, where others would see it. */
function readToken() {
  const inAddress = /^#token=([\w-]+)$/.exec(location.hash);
  try {
    if (inAddress) {
      sessionStorage.setItem(KEY, inAddress[1]);
      history.replaceState(null, '', location.pathname);
    }
    return sessionStorage.getItem(KEY);
  } catch {
    return inAddress ? inAddress[1] : null;
  }
}

export const token = readToken();

/** Has something done, and says what came of it. */
export async function change(path, members) {
  let text;
  try {
    const response = await ask(path, token, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(members),
    });
    const body = await response.text();
    text = response.headers.get('Content-Type') === 'application/json' ? JSON.parse(body).text : body.trim();
  } catch (error) {
    text = `not done: ${error.message}`;
  }
  const note = find('#alarms-note');
  say(note, text);
  note.dataset.until = String(Date.now() + 8000);
  say(find('#said'), text);
}

/** Whether what was said of a change is still to be read. */
export const isSaid = () => Number(find('#alarms-note').dataset.until ?? 0) > Date.now();
