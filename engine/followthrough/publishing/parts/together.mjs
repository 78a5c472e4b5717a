// @ts-check
/**
 * Which days go together, where days are counted from one date to another and some days are known.
 *
 * A cell of answers says how many days apart two days are at least and at most, today among them. Some days are as all
 * of these say if and only if none of them contradict each other once it is worked out what follows from them: a simple
 * temporal problem, as in engine/followthrough/readings/prove/spans.py. What cells alone exclude is in the diagrams of
 * the page; here is what known days exclude beyond that.
 */
import { EVERYTHING, NOTHING } from "./diagrams.mjs";

/** @typedef {import("./diagrams.mjs").Diagram} Diagram */
/** @typedef {import("./reader.mjs").Base} Base */
/** @typedef {number[][]} Apart For every two days, by place, how much longer ago the one was than the other, at most. */
/** @typedef {[later: string, earlier: string, most: number]} Bound That a day was at most so many days longer ago. */

/** Today, among the days. */
const NOW = "";

export class DaysTogether {
  /** @param {Base} base */
  constructor(base) {
    this.base = base;
    const { levels, data } = base;
    /** @type {[string, string][]} */
    this.order = data.diagrams.days.order;
    /** The days between two dates, with their levels. */
    this.spans = levels.flatMap(({ between, cells }, level) => (between ? [{ level, dates: between, cells }] : []));
    /** @type {[string, string][]} Dates of which the one says something of the other. */
    this.pairs = [...this.spans.map(({ dates }) => dates), ...this.order];
    /** @type {Map<string, Diagram>} */
    this.found = new Map();
  }

  /**
   * Name the dates that hang together while only some others of them are known: group by group.
   * @param {(name: string) => boolean} isKnown
   * @returns {string[][]}
   */
  groups(isKnown) {
    const names = this.base.data.diagrams.days.apart.flat().filter((/** @type {string} */ name) => !isKnown(name));
    /** @type {Map<string, string[]>} */
    const groups = new Map(names.map((/** @type {string} */ name) => [name, [name]]));
    for (const [one, other] of this.pairs) {
      const [here, there] = [groups.get(one), groups.get(other)];
      if (!here || !there || here === there) continue;
      here.push(...there);
      for (const name of there) groups.set(name, here);
    }
    return [...new Set(groups.values())];
  }

  /**
   * Return the leads whose days go together with known ones, in the full diagrams.
   * @param {Record<string, number>} ages How many days ago each known day was.
   * @param {Map<number, number>} fixed The answers by level.
   * @returns {Diagram}
   */
  fitting(ages, fixed) {
    const known = this.base.data.diagrams.days.apart.flat().filter((/** @type {string} */ name) => name in ages);
    if (!known.length) return EVERYTHING;
    const answered = (/** @type {string} */ name) => fixed.has(this.base.level.get(name) ?? 0);
    const { full } = this.base;
    const key = JSON.stringify([known.map((/** @type {string} */ name) => [name, ages[name]]), this.groups(answered)]);
    let found = this.found.get(key);
    if (found === undefined) {
      found = this.groups(answered).reduce((all, group) => full.both(all, this.applying(group, this.ofGroup(group, ages))), EVERYTHING);
      this.found.set(key, found);
    }
    return found;
  }

  /** Let a day exclude others only where its question applies. @param {string[]} group @param {Diagram} fitting */
  applying(group, fitting) {
    const { full } = this.base;
    return group.reduce((found, name) => {
      const level = this.base.level.get(name) ?? 0;
      const applies = this.base.applies(level);
      const without = full.given(found, new Map([[level, 0]]));
      return full.either(full.both(applies, found), full.without(without, applies));
    }, fitting);
  }

  /**
   * Return the leads in which the days of a group go together with the known ones, as if its questions applied.
   * @param {string[]} group
   * @param {Record<string, number>} ages
   * @returns {Diagram}
   */
  ofGroup(group, ages) {
    const { full, levels, level: levelOf } = this.base;
    const names = [NOW, ...group];
    const isTold = (/** @type {string} */ name) => group.includes(name) || name in ages;
    const spans = this.spans.filter(({ dates }) => dates.every(isTold) && dates.some((name) => group.includes(name)));
    const order = this.order.filter((pair) => pair.every(isTold) && pair.some((name) => group.includes(name)));
    const inOrder = [...group.map((name) => levelOf.get(name) ?? 0), ...spans.map(({ level }) => level)].sort((a, b) => a - b);
    /** The days of which something is still to be said at each place. @type {string[][]} */
    const needed = inOrder.map((_, place) => {
      const later = inOrder.slice(place);
      const open = group.filter((name) => later.includes(levelOf.get(name) ?? 0));
      const between = spans.filter(({ level }) => later.includes(level)).flatMap(({ dates }) => dates);
      const ordered = order.filter((pair) => pair.some((name) => open.includes(name))).flat();
      return names.filter((name) => name === NOW || [...open, ...between, ...ordered].includes(name));
    });
    /** @param {Apart} apart @param {Bound} bound @returns {Apart | null} */
    const bounded = (apart, [later, earlier, most]) => {
      const day = (/** @type {string} */ name) => (name in ages ? 0 : names.indexOf(name));
      const age = (/** @type {string} */ name) => ages[name] ?? 0;
      return closer(apart, day(later), day(earlier), most - age(later) + age(earlier));
    };
    /** @type {Map<string, Diagram>} */
    const done = new Map();
    /** @param {number} place @param {Apart} apart @param {string[]} present @returns {Diagram} */
    const below = (place, apart, present) => {
      if (place === inOrder.length) return EVERYTHING;
      const days = needed[place].map((name) => names.indexOf(name));
      const key = JSON.stringify([place, days.map((one) => days.map((other) => apart[one][other])), present.filter((name) => needed[place].includes(name))]);
      const known = done.get(key);
      if (known !== undefined) return known;
      const level = inOrder[place];
      const { question, between, cells } = levels[level];
      const isThere = (/** @type {string} */ name) => name in ages || present.includes(name);
      const here = between ? present : [...present, question];
      const ways = cells.map((cell, number) => {
        const bounds = between ? ofSpan(between, cell, number, cells.length) : this.ofDate(question, cell, order, isThere);
        let left = /** @type {Apart | null} */ (apart);
        for (const bound of bounds) left = left && bounded(left, bound);
        return left ? below(place + 1, left, here) : NOTHING;
      });
      const made =
        between && !between.every(isThere)
          ? below(place + 1, apart, present)
          : full.node(level, [below(place + 1, apart, present), ...ways]);
      done.set(key, made);
      return made;
    };
    return below(0, names.map((_, one) => names.map((_, other) => (one === other ? 0 : Infinity))), []);
  }

  /**
   * @param {string} name
   * @param {[number, number] | []} cell
   * @param {[string, string][]} order
   * @param {(name: string) => boolean} isThere
   * @returns {Bound[]}
   */
  ofDate(name, cell, order, isThere) {
    if (!cell.length) return [];
    const beside = order.filter(([later, earlier]) => (later === name && isThere(earlier)) || (earlier === name && isThere(later)));
    return [[name, NOW, cell[1]], [NOW, name, -cell[0]], ...beside.map(([later, earlier]) => /** @type {Bound} */ ([later, earlier, 0]))];
  }
}

/**
 * The first and the last cell have no end.
 * @param {[string, string]} dates
 * @param {[number, number]} cell
 * @param {number} number
 * @param {number} cells
 * @returns {Bound[]}
 */
function ofSpan([first, last], [low, high], number, cells) {
  return [
    [first, last, number === cells - 1 ? Infinity : high],
    [last, first, number === 0 ? Infinity : -low],
  ];
}

/**
 * Work out what follows from one day's being at most so much longer ago than another; null if that cannot be.
 * @param {Apart} apart
 * @param {number} one
 * @param {number} other
 * @param {number} most
 * @returns {Apart | null}
 */
function closer(apart, one, other, most) {
  if (apart[other][one] + most < 0) return null;
  if (most >= apart[one][other]) return apart;
  return apart.map((row, from) => row.map((now, to) => Math.min(now, apart[from][one] + most + apart[other][to])));
}
