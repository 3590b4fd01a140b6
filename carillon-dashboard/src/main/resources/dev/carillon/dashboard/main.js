// Puts the parts together: what the server says goes into the model, and what has changed is drawn, once a frame.

import { Model } from './model.js';
import { connect } from './link.js';
import { find, say } from './dom.js';
import { check, onToken, token } from './changes.js';
import { heard, showLost, showVerdict, watch } from './verdict.js';
import { showAlarms } from './alarms.js';
import { showActions, showLedger, showLoop } from './figures.js';
import { showFleet } from './fleet.js';
import * as barrel from './barrel.js';
import * as detail from './detail.js';
import * as keys from './keys.js';
import * as print from './print.js';
import * as range from './range.js';
import * as sensors from './sensors.js';
import * as sources from './sources.js';

const model = new Model();
let isDue = false;
let frames = 0;

barrel.setUp(model);
detail.setUp(model);
sensors.setUp(model);
sources.setUp(model);
range.setUp(() => model.now(), () => {
  barrel.draw();
  sensors.showSensors();
});
function restyle() {
  barrel.readColours();
  barrel.draw();
  sensors.restyle();
}
keys.setUp({ hold: barrel.hold, restyle });
print.setUp(restyle);

const filter = find('#filter');
filter.addEventListener('input', () => {
  const text = filter.value.trim().toLowerCase();
  barrel.filter(text);
  sources.filter(text);
  sensors.filter(text);
});

watch(model);
const hear = connect(token, (told) => {
  if (told.link === 'lost') {
    showLost(model, told.why);
    return;
  }
  if (told.link) {
    check();
    return;
  }
  heard();
  const isFirst = !model.isKnown;
  if (model.take(told.message) && !isDue) {
    isDue = true;
    requestAnimationFrame(() => draw(isFirst));
  }
});
onToken((newToken) => {
  hear(newToken);
  check();
});

function draw(isFirst) {
  isDue = false;
  const changed = model.takeChanged();
  const isSecond = frames++ % 4 === 0 || isFirst; // what only tells how long ago
  showVerdict(model);
  if (changed.has('alarms') || isSecond) {
    showAlarms(model);
  }
  barrel.draw();
  if (isSecond) {
    barrel.showWords();
    sensors.showSensors();
    showLoop(model);
    showFleet(model);
    sources.forget();
  }
  if (changed.has('sources') || changed.has('hours') || isFirst) {
    sources.showSources();
    showLedger(model);
  }
  if (changed.has('actions') || isFirst) {
    showActions(model);
  }
  if (isFirst) {
    detail.show();
    range.read();
    performance.mark('carillon-drawn');
    say(find('#said'), find('#verdict .words').textContent);
  }
}

