// What there is to show: told whole, and then by what has changed. Bounded, however long the page stays open.

const MOST_PINS = 10_000;
const SECONDS = 601;
const MICROS = 1e6;

/** A source's last events. Rings: what is old makes room. */
class Lane {
  constructor(name) {
    this.name = name;
    this.size = 0;
    this.next = 0;
    this.lastId = 0;
    this.grow(64);
    this.at = new Float64Array(SECONDS).fill(-1);
    this.count = new Float64Array(SECONDS);
    this.least = new Float64Array(SECONDS);
    this.greatest = new Float64Array(SECONDS);
    this.last = new Float64Array(SECONDS);
    this.hasNumbers = false;
  }

  /** Only called while the ring begins at its first place. */
  grow(room) {
    const larger = (old) => {
      const made = new Float64Array(room);
      if (old) {
        made.set(old);
      }
      return made;
    };
    this.ids = larger(this.ids);
    this.times = larger(this.times);
    this.values = larger(this.values);
    this.kinds = (this.kinds ?? []).slice();
    this.kinds.length = room;
    this.next = this.size;
    this.room = room;
  }

  addPin(id, time, kind, value) {
    if (id <= this.lastId) {
      return; // told twice: in the whole, and in the tick after it
    }
    if (this.size === this.room && this.room < MOST_PINS) {
      this.grow(Math.min(2 * this.room, MOST_PINS));
    }
    this.ids[this.next] = id;
    this.times[this.next] = time;
    this.values[this.next] = value ?? NaN;
    this.kinds[this.next] = kind;
    this.next = (this.next + 1) % this.room;
    this.size = Math.min(this.size + 1, this.room);
    this.lastId = id;
  }

  addSecond(at, count, least, greatest, last) {
    const i = at % SECONDS;
    this.at[i] = at;
    this.count[i] = count;
    this.least[i] = least ?? NaN;
    this.greatest[i] = greatest ?? NaN;
    this.last[i] = last ?? NaN;
    this.hasNumbers ||= last !== undefined && last !== null;
  }

  /** The place of the n-th pin, the oldest first. */
  place(n) {
    return (this.next - this.size + n + 2 * this.room) % this.room;
  }

  /** How many pins are older than a time. */
  older(time) {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[this.place(middle)] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** How many events there were from one second to another. */
  total(from, to) {
    let sum = 0;
    for (let i = 0; i < SECONDS; i++) {
      if (this.at[i] >= from && this.at[i] <= to) {
        sum += this.count[i];
      }
    }
    return sum;
  }

  /** [second, count, least, greatest, last] of those in which something happened, in order. */
  * seconds(from, to) {
    for (let at = Math.max(0, from); at <= to; at++) {
      const i = at % SECONDS;
      if (this.at[i] === at) {
        yield [at, this.count[i], this.least[i], this.greatest[i], this.last[i]];
      }
    }
  }
}

export class Model {
  constructor() {
    this.forget();
  }

  forget() {
    this.isKnown = false;
    this.tick = -1;
    this.tables = { one: new Map(), alarms: new Map(), sources: new Map(), hours: new Map(), actions: new Map(), fleet: new Map() };
    this.lanes = new Map();
    this.marks = [];
    this.early = [];
    this.clock = 0;
    this.told = 0; // the server's time of what it said last
    this.changed = new Set();
  }

  /** Takes what the server has said. Whether there is anything new to draw. */
  take(message) {
    if (message.whole) {
      const { early } = this;
      this.forget();
      this.isKnown = true;
      this.apply(message);
      early.forEach((tick) => this.take(tick));
      return true;
    }
    if (!this.isKnown) {
      this.early.push(message);
      return false;
    }
    if (message.tick <= this.tick) {
      return false;
    }
    this.apply(message);
    return true;
  }

  apply(message) {
    this.tick = message.tick;
    this.told = message.now;
    this.clock = message.now - performance.now() * 1000;
    for (const [name, rows] of Object.entries(message.set)) {
      this.changed.add(name);
      for (const [key, row] of Object.entries(rows)) {
        this.tables[name].set(key, row);
      }
    }
    for (const [name, keys] of Object.entries(message.gone ?? {})) {
      this.changed.add(name);
      for (const key of keys) {
        this.tables[name].delete(key);
        if (name === 'sources') {
          this.lanes.delete(key);
        }
      }
    }
    const second = Math.floor(message.now / MICROS);
    for (const [name, told] of Object.entries(message.lanes)) {
      const lane = this.lane(name);
      told.p.forEach(([id, time, kind, value]) => lane.addPin(id, time + message.now, kind, value));
      told.s.forEach(([at, ...rest]) => lane.addSecond(at + second, ...rest));
    }
    for (const mark of message.marks) {
      if (mark > (this.marks.at(-1) ?? 0)) {
        this.marks.push(mark);
      }
    }
    this.marks = this.marks.slice(-100);
  }

  lane(name) {
    let lane = this.lanes.get(name);
    if (!lane) {
      lane = new Lane(name);
      this.lanes.set(name, lane);
    }
    return lane;
  }

  /** What has changed since it was last asked. */
  takeChanged() {
    const { changed } = this;
    this.changed = new Set();
    return changed;
  }

  one(name) {
    return this.tables.one.get(name) ?? {};
  }

  alarms() {
    return [...this.tables.alarms.values()];
  }

  /** Those that have not ended. */
  standing() {
    return this.alarms().filter((alarm) => !alarm.ended);
  }

  /** How many events a source had in the last ten minutes. */
  busy(name) {
    const second = Math.floor(this.now() / MICROS);
    return this.lanes.get(name)?.total(second - SECONDS + 1, second) ?? 0;
  }

  /** In the order of the file. */
  sources() {
    return [...this.tables.sources.values()].sort((a, b) => a.place - b.place);
  }

  /** The server's time, in microseconds. */
  now() {
    return this.clock + performance.now() * 1000;
  }
}
