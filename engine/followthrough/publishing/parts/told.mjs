// @ts-check
/**
 * What is told of leads: from answer to answer one comes to an end, and the same is told where the ends are the same.
 *
 * This is engine/followthrough/readings/prove/told.py in the browser: by it the page asks what the engine would ask.
 */
import { NOTHING } from "./diagrams.mjs";

/** @typedef {import("./diagrams.mjs").Diagrams} Diagrams */
/** @typedef {import("./diagrams.mjs").Diagram} Diagram */
/** @typedef {number} ToldNode A node from which, answer by answer, one comes to what is told. */

/** What is told of leads that are not possible: nothing. */
export const IMPOSSIBLE = 0;
export const NOT_HELD = -2;
export const NOT_COUNTED = -1;

/** @param {number} level */
const bit = (level) => 1n << BigInt(level);

/** @param {Iterable<ToldNode>} several */
const leading = (several) => [...new Set(several)].filter((one) => one !== IMPOSSIBLE).sort((a, b) => a - b);

export class ToldLeads {
  /** @param {Diagrams} diagrams */
  constructor(diagrams) {
    this.diagrams = diagrams;
    this.ways = diagrams.ways;
    this.end = this.ways.length;
    /** Where the answers to each level begin among the bits of all answers. */
    this.offset = [0];
    for (const ways of this.ways) this.offset.push(this.offset[this.offset.length - 1] + ways);
    const last = bit(this.offset[this.end] + 1);
    /** For each level all answers from it on, and the highest bit, which says that there is any lead. */
    this.everything = this.offset.map((start) => last - bit(start));
    this.levels = [this.end];
    /** @type {ToldNode[][]} */
    this.kids = [[]];
    /** @type {Map<ToldNode, number[]>} */
    this.held = new Map();
    /** From which levels' answers days are counted below each node, and which levels are below it. */
    this.marks = [0n];
    this.beneath = [0n];
    /** @type {Map<string, ToldNode>} */
    this.numbers = new Map();
    /** @type {Map<string, boolean>} */
    this.unlikeAlready = new Map();
    /** @type {Map<bigint, Map<string, bigint>>} */
    this.unlike = new Map();
    /** @type {Map<string, bigint>} */
    this.counting = new Map();
    /** @type {Map<ToldNode, bigint>} */
    this.mattering = new Map();
  }

  /** @param {ToldNode} told @param {number} level @returns {ToldNode[]} */
  waysFrom(told, level) {
    return this.levels[told] === level ? this.kids[told] : Array(this.ways[level]).fill(told);
  }

  /**
   * Return all answers to some questions, and that there is any lead.
   * @param {number[]} levels
   */
  answersTo(levels) {
    return levels.reduce(
      (found, level) => found | (this.everything[level] & ~this.everything[level + 1]),
      this.everything[this.end],
    );
  }

  // Made of others

  /**
   * Return what leads from each possible lead to an end that says in which of some diagrams it is.
   * @param {Diagram} possible
   * @param {Diagram[]} several
   * @param {number[]} marks For each diagram the level from whose answer a day is counted in it, or NOT_COUNTED.
   */
  compiled(possible, several, marks) {
    const apart = [...new Set([possible, ...several])];
    const places = several.map((one) => apart.indexOf(one));
    const { diagrams } = this;
    /** @type {Map<string, ToldNode>} */
    const done = new Map();
    /** @param {Diagram[]} leads @returns {ToldNode} */
    const below = (leads) => {
      if (leads[0] === NOTHING) return IMPOSSIBLE;
      const key = leads.join();
      let made = done.get(key);
      if (made === undefined) {
        const level = Math.min(...leads.map((one) => diagrams.levels[one]));
        if (level === this.end) {
          made = this.ending(marks.map((mark, place) => (leads[places[place]] ? mark : NOT_HELD)));
        } else {
          const each = leads.map((one) => diagrams.waysFrom(one, level));
          const kids = Array.from({ length: this.ways[level] }, (_, way) => below(each.map((kids) => kids[way])));
          made = this.node(level, kids);
        }
        done.set(key, made);
      }
      return made;
    };
    return below(apart);
  }

  /**
   * Return what is told by all of some nodes together.
   * @param {ToldNode[]} several
   */
  joined(several) {
    if (several.length === 1) return several[0];
    /** @type {Map<string, ToldNode>} */
    const done = new Map();
    /** @param {ToldNode[]} nodes @returns {ToldNode} */
    const below = (nodes) => {
      if (nodes.includes(IMPOSSIBLE)) return IMPOSSIBLE;
      const key = nodes.join();
      let made = done.get(key);
      if (made === undefined) {
        const level = Math.min(...nodes.map((one) => this.levels[one]));
        if (level === this.end) {
          made = this.ending(nodes.flatMap((one) => this.held.get(one) ?? []));
        } else {
          const each = nodes.map((one) => this.waysFrom(one, level));
          made = this.node(level, each[0].map((_, way) => below(each.map((kids) => kids[way]))));
        }
        done.set(key, made);
      }
      return made;
    };
    return below(several);
  }

  /**
   * Return what is told once some answers are known, by level, and leads are `within` others.
   * @param {ToldNode} told
   * @param {Map<number, number>} fixed
   * @param {Diagram} within
   */
  given(told, fixed, within) {
    const { diagrams } = this;
    /** @type {Map<string, ToldNode>} */
    const done = new Map();
    /** @param {ToldNode} one @param {Diagram} fitting @returns {ToldNode} */
    const below = (one, fitting) => {
      if (one === IMPOSSIBLE || fitting === NOTHING) return IMPOSSIBLE;
      const level = Math.min(this.levels[one], diagrams.levels[fitting]);
      if (level === this.end) return one;
      const key = one + "," + fitting;
      let made = done.get(key);
      if (made === undefined) {
        const kids = this.waysFrom(one, level);
        const within = diagrams.waysFrom(fitting, level);
        const way = fixed.get(level);
        made =
          way !== undefined
            ? below(kids[way], within[way])
            : this.node(level, kids.map((kid, way) => below(kid, within[way])));
        done.set(key, made);
      }
      return made;
    };
    return below(told, within);
  }

  /** @param {number} level @param {ToldNode[]} kids */
  node(level, kids) {
    return kids.every((kid) => kid === kids[0]) ? kids[0] : this.made(level, kids);
  }

  /** @param {number[]} held @returns {ToldNode} */
  ending(held) {
    const found = this.made(this.end, held);
    this.held.set(found, held);
    return found;
  }

  /** @param {number} level @param {number[]} kids */
  made(level, kids) {
    const key = level + ":" + kids.join();
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const isEnd = level === this.end;
    let marks = 0n;
    let beneath = isEnd ? 0n : bit(level);
    for (const one of kids) {
      if (!isEnd) {
        marks |= this.marks[one];
        beneath |= this.beneath[one];
      } else if (one >= 0) marks |= bit(one);
    }
    this.numbers.set(key, this.levels.length);
    this.levels.push(level);
    this.kids.push(isEnd ? [] : kids);
    this.marks.push(marks);
    return this.beneath.push(beneath) - 1;
  }

  // What can be asked

  /**
   * Return the ends to which some leads come: for each thing that may hold NOT_HELD if it does not.
   * @param {ToldNode} told
   */
  ends(told) {
    const found = new Set([IMPOSSIBLE]);
    const waiting = [told];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (!found.has(node)) {
        found.add(node);
        waiting.push(...this.kids[node]);
      }
    }
    return [...found].flatMap((node) => (this.held.has(node) ? [this.held.get(node) ?? []] : []));
  }

  /**
   * Return whether in some lead another answer at a level alone makes another end, or a day counted from it.
   * @param {ToldNode} told
   * @param {number} level
   */
  matters(told, level) {
    let found = this.mattering.get(told);
    if (found === undefined) this.mattering.set(told, (found = this.levelsMattering(told)));
    return (found & bit(level)) !== 0n;
  }

  /** @param {ToldNode} told */
  levelsMattering(told) {
    let found = this.marks[told];
    const seen = new Set();
    const waiting = [told];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const left = this.beneath[node] & ~found;
      if (left && !seen.has(node)) {
        seen.add(node);
        const here = bit(this.levels[node]);
        if (left & here && this.areUnlike(leading(this.kids[node]))) found |= here;
        waiting.push(...new Set(this.kids[node]));
      }
    }
    return found;
  }

  /**
   * Return whether some lead leads from several nodes to different ends.
   * @param {ToldNode[]} several
   * @returns {boolean}
   */
  areUnlike(several) {
    if (several.length < 2) return false;
    const key = several.join();
    let found = this.unlikeAlready.get(key);
    if (found === undefined) {
      const at = Math.min(...several.map((one) => this.levels[one]));
      found = at === this.end || this.eachWay(several, at).some((kids) => this.areUnlike(leading(kids)));
      this.unlikeAlready.set(key, found);
    }
    return found;
  }

  /** @param {ToldNode[]} several @param {number} level */
  eachWay(several, level) {
    const each = several.map((one) => this.waysFrom(one, level));
    return Array.from({ length: this.ways[level] }, (_, way) => each.map((kids) => kids[way]));
  }

  /**
   * Return which answers below a level some lead has in which another answer at the level makes a difference.
   * @param {ToldNode} told
   * @param {number} level
   * @param {bigint} among
   */
  stake(told, level, among) {
    const counting = this.marks[told] & bit(level) ? this.counted(told, level) & among : 0n;
    if (this.levels[told] > level) return counting;
    let unlike = this.unlike.get(among);
    if (unlike === undefined) this.unlike.set(among, (unlike = new Map()));
    const stake = this.atStake(leading(this.kids[told]), level + 1, among, unlike);
    return stake | (counting & this.everything[level + 1]);
  }

  /**
   * Return which answers from a level on some lead has that leads from several nodes to different ends.
   * @param {ToldNode[]} several
   * @param {number} level
   * @param {bigint} among
   * @param {Map<string, bigint>} unlike
   * @returns {bigint}
   */
  atStake(several, level, among, unlike) {
    if (several.length < 2) return 0n;
    const at = Math.min(...several.map((one) => this.levels[one]));
    const key = several.join();
    let found = unlike.get(key);
    if (found === undefined) unlike.set(key, (found = this.atStakeBelow(several, at, among, unlike)));
    return found && found | (this.everything[level] & ~this.everything[at] & among);
  }

  /**
   * @param {ToldNode[]} several
   * @param {number} at
   * @param {bigint} among
   * @param {Map<string, bigint>} unlike
   */
  atStakeBelow(several, at, among, unlike) {
    const everything = this.everything[at] & among;
    if (at === this.end) return everything;
    let found = 0n;
    const each = this.eachWay(several, at);
    for (let way = 0; way < each.length && found !== everything; way++) {
      const below = this.atStake(leading(each[way]), at + 1, among, unlike);
      if (below) found |= below | (bit(this.offset[at] + way) & among);
    }
    return found;
  }

  /**
   * Return which answers some lead has, from the level of a node on, that counts a day from that at a level.
   * @param {ToldNode} told
   * @param {number} level
   * @returns {bigint}
   */
  counted(told, level) {
    if (!(this.marks[told] & bit(level))) return 0n;
    const at = this.levels[told];
    if (at === this.end) return this.everything[level];
    const key = told + "," + level;
    let found = this.counting.get(key);
    if (found === undefined) {
      found = 0n;
      for (const [way, kid] of this.kids[told].entries()) {
        const below = this.counted(kid, level);
        if (below) found |= (below & this.everything[at + 1]) | bit(this.offset[at] + way);
      }
      this.counting.set(key, found);
    }
    return found && found | (this.everything[Math.min(level, at)] & ~this.everything[at]);
  }

  /**
   * Return whether two leads come to different ends with other answers to a question, and else only at some levels.
   * @param {ToldNode} told
   * @param {Set<number>} levels
   * @param {number} question
   */
  differsWithin(told, levels, question) {
    if (this.ways[question] === 1) return false;
    const met = new Set();
    const last = Math.max(...levels);
    /** @param {ToldNode} one @param {ToldNode} other @returns {boolean} */
    const differ = (one, other) => {
      if (one === IMPOSSIBLE || other === IMPOSSIBLE || (one === other && this.levels[one] > last)) return false;
      const level = Math.min(this.levels[one], this.levels[other]);
      if (level === this.end) return one !== other;
      const key = one + "," + other;
      if (met.has(key)) return false;
      met.add(key);
      const others = this.waysFrom(other, level);
      return this.waysFrom(one, level).some((a, way) =>
        levels.has(level)
          ? others.some((b, place) => (level !== question || way !== place) && differ(a, b))
          : differ(a, others[way]),
      );
    };
    return differ(told, told);
  }
}
