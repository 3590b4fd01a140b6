// One stream for all tabs of a browser: browsers have six connections to a server, and tabs are many.

import { Stream } from './stream.js';

const seen = new Set(); // ports of tabs that are visible
let last = { link: 'lost', why: '' };

const stream = new Stream((told) => {
  if (told.link) {
    last = told;
  }
  seen.forEach((port) => port.postMessage(told));
});

function show(port, token) {
  stream.token = token ?? stream.token;
  seen.add(port);
  if (stream.isOpen) {
    port.postMessage(last);
    stream.whole((message) => port.postMessage({ message })).catch(() => {}); // the stream will notice itself
  }
  stream.start();
}

function hide(port) {
  seen.delete(port);
  if (seen.size === 0) {
    stream.stop();
  }
}

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.show) {
      show(port, data.token);
    } else {
      hide(port);
    }
  };
};
