// How a tab hears of the server: through the worker that all tabs share, or by itself where there is none.

import { Stream } from './stream.js';

/** The only code that may be loaded by name from here. */
const policy = globalThis.trustedTypes?.createPolicy('carillon', {
  createScriptURL: (name) => {
    if (name !== '/worker.js') {
      throw new TypeError(name);
    }
    return name;
  },
});

function worker() {
  try {
    return new SharedWorker(policy ? policy.createScriptURL('/worker.js') : '/worker.js', { type: 'module' });
  } catch {
    return null;
  }
}

/**
 * Tells of what the server says as long as the tab is visible; when it is shown again, all of it anew.
 * Gives a function that takes another token from then on.
 */
export function connect(first, told) {
  let token = first;
  const shared = worker();
  const stream = shared ? null : new Stream(told);
  if (shared) {
    shared.port.onmessage = ({ data }) => told(data);
  }
  const show = () => {
    if (shared) {
      shared.port.postMessage({ show: true, token });
    } else {
      stream.token = token;
      stream.start();
    }
  };
  const hide = () => {
    if (shared) {
      shared.port.postMessage({ show: false });
    } else {
      stream.stop();
    }
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? hide() : show()));
  addEventListener('pagehide', hide);
  addEventListener('pageshow', (event) => event.persisted && show());
  if (!document.hidden) {
    show();
  }
  return (newToken) => {
    token = newToken;
    if (!document.hidden) {
      show();
    }
  };
}
