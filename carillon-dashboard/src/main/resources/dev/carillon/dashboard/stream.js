// The stream of ticks. By fetch and not EventSource, which cannot send the token in a header.

const PATIENCE = 15_000; // the server says something every five seconds
const FIRST = 300;
const LONGEST = 2_500;

/** Asks for something, with the token if there is one. */
export function ask(path, token, options = {}) {
  const headers = { ...options.headers };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  return fetch(path, { ...options, headers, cache: 'no-store', credentials: 'omit' });
}

/** Follows the server as long as it is asked to, and comes back by itself. */
export class Stream {
  /** told({ message }) or told({ link, why }), where link is "open" or "lost". */
  constructor(told) {
    this.told = told;
    this.token = null;
    this.abort = null;
    this.wait = FIRST;
    this.isOpen = false;
  }

  start() {
    if (!this.abort) {
      this.connect();
    }
  }

  stop() {
    this.abort?.abort();
    this.abort = null;
    this.isOpen = false;
    clearTimeout(this.timer);
  }

  async connect() {
    const abort = new AbortController();
    this.abort = abort;
    let why = 'the server has ended the connection';
    try {
      const response = await ask('/data/stream', this.token, { signal: abort.signal });
      if (!response.ok) {
        throw new Error((await response.text()).trim());
      }
      this.wait = FIRST;
      this.isOpen = true;
      this.told({ link: 'open' });
      await this.whole((message) => this.told({ message }));
      await this.read(response.body.getReader(), abort);
    } catch (error) {
      why = abort.signal.reason?.message ?? error.message;
    }
    if (this.abort !== abort) {
      return; // it was told to stop
    }
    this.isOpen = false;
    this.told({ link: 'lost', why });
    this.timer = setTimeout(() => this.connect(), this.wait * (0.5 + Math.random() / 2));
    this.wait = Math.min(2 * this.wait, LONGEST);
  }

  /** Fetches all there is to show. */
  async whole(then) {
    const response = await ask('/data/board', this.token);
    if (!response.ok) {
      throw new Error((await response.text()).trim());
    }
    then(await response.json());
  }

  async read(reader, abort) {
    const decoder = new TextDecoder();
    let rest = '';
    let isAlive = true;
    const watch = setInterval(() => {
      if (!isAlive) {
        abort.abort(new Error('nothing was heard for a while'));
      }
      isAlive = false;
    }, PATIENCE);
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) {
          return;
        }
        isAlive = true;
        const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
        rest = lines.pop();
        for (const line of lines) {
          if (line.startsWith('data: ')) {
            this.told({ message: JSON.parse(line.slice(6)) });
          }
        }
      }
    } finally {
      clearInterval(watch);
    }
  }
}
