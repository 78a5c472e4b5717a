// @ts-check
/**
 * Decision diagrams: where something holds, by the answers to questions.
 *
 * A node belongs to a question, its level, and has one way for each answer. It leads to NOTHING, to EVERYTHING, or to a
 * node of a later question. Two statements that hold for the same answers are one node, so to compare them is to compare
 * two numbers. This is what engine/followthrough/readings/prove/diagrams.py does, as far as the page needs it.
 */

/** @typedef {number} Diagram The number of a node, together with all below it. */

export const NOTHING = 0;
export const EVERYTHING = 1;

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const HALF = DIGITS.length / 2;

export class Diagrams {
  /** @param {number[]} ways How many answers the question of each level has. */
  constructor(ways) {
    this.ways = ways;
    this.end = ways.length;
    /** @type {number[]} */
    this.levels = [this.end, this.end];
    /** @type {Diagram[][]} */
    this.kids = [[], []];
    /** @type {Map<string, Diagram>} */
    this.numbers = new Map();
    /** @type {Map<number, Diagram>[]} */
    this.joins = [new Map(), new Map()];
    /** @type {Map<Diagram, Diagram>} */
    this.negations = new Map([[NOTHING, EVERYTHING], [EVERYTHING, NOTHING]]);
  }

  /**
   * Return the node with these ways, or the node that all of them lead to.
   * @param {number} level
   * @param {Diagram[]} kids
   * @returns {Diagram}
   */
  node(level, kids) {
    if (kids.every((kid) => kid === kids[0])) return kids[0];
    const key = level + ":" + kids.join();
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const made = this.kids.push(kids) - 1;
    this.levels.push(level);
    this.numbers.set(key, made);
    return made;
  }

  /**
   * Return what has one of some answers, given by number, to the question at a level.
   * @param {number} level
   * @param {(way: number) => boolean} among
   */
  answered(level, among) {
    return this.node(level, Array.from({ length: this.ways[level] }, (_, way) => (among(way) ? EVERYTHING : NOTHING)));
  }

  /**
   * Return what follows each answer to the question at a level, above which the diagram does not begin.
   * @param {Diagram} one
   * @param {number} level
   */
  waysFrom(one, level) {
    return this.levels[one] === level ? this.kids[one] : Array(this.ways[level]).fill(one);
  }

  /** @param {Diagram} one @param {Diagram} other */
  both(one, other) {
    return this.join(NOTHING, one, other);
  }

  /** @param {Diagram} one @param {Diagram} other */
  either(one, other) {
    return this.join(EVERYTHING, one, other);
  }

  /** @param {Diagram[]} several */
  anyOf(several) {
    return several.reduce((one, other) => this.either(one, other), NOTHING);
  }

  /** @param {Diagram} one @param {Diagram} other */
  without(one, other) {
    return this.both(one, this.negated(other));
  }

  /**
   * @param {Diagram} decisive What decides whatever the other one is: NOTHING for both, EVERYTHING for either.
   * @param {Diagram} one
   * @param {Diagram} other
   * @returns {Diagram}
   */
  join(decisive, one, other) {
    if (one > other) [one, other] = [other, one];
    if (one <= EVERYTHING || one === other) return one === decisive || one === other ? one : other;
    const key = other * 0x2000000 + one;
    const known = this.joins[decisive].get(key);
    if (known !== undefined) return known;
    const level = Math.min(this.levels[one], this.levels[other]);
    const others = this.waysFrom(other, level);
    const kids = this.waysFrom(one, level).map((kid, way) => this.join(decisive, kid, others[way]));
    const made = this.node(level, kids);
    this.joins[decisive].set(key, made);
    return made;
  }

  /** @param {Diagram} one @returns {Diagram} */
  negated(one) {
    const known = this.negations.get(one);
    if (known !== undefined) return known;
    const made = this.node(this.levels[one], this.kids[one].map((kid) => this.negated(kid)));
    this.negations.set(one, made);
    this.negations.set(made, one);
    return made;
  }

  /**
   * Return a diagram made anew from the top: `change` says what becomes of a node above `last`, or of a later one itself.
   * @param {Diagram} root
   * @param {number} last
   * @param {(node: Diagram, below: (kid: Diagram) => Diagram) => Diagram} change
   */
  rebuilt(root, last, change) {
    /** @type {Map<Diagram, Diagram>} */
    const done = new Map();
    /** @param {Diagram} one @returns {Diagram} */
    const below = (one) => {
      if (this.levels[one] > last) return one;
      let made = done.get(one);
      if (made === undefined) done.set(one, (made = change(one, below)));
      return made;
    };
    return below(root);
  }

  /**
   * Return what is left once some answers are known, by level.
   * @param {Diagram} root
   * @param {Map<number, number>} fixed
   */
  given(root, fixed) {
    if (!fixed.size) return root;
    return this.rebuilt(root, Math.max(...fixed.keys()), (one, below) => {
      const way = fixed.get(this.levels[one]);
      return way !== undefined ? below(this.kids[one][way]) : this.node(this.levels[one], this.kids[one].map(below));
    });
  }

  /**
   * Return what becomes so if the answer at a level is changed.
   * @param {Diagram} root
   * @param {number} level
   */
  forgotten(root, level) {
    return this.rebuilt(root, level, (one, below) =>
      this.levels[one] === level ? this.anyOf(this.kids[one]) : this.node(this.levels[one], this.kids[one].map(below)),
    );
  }

  /**
   * Return whether it holds for these answers, one way for each level.
   * @param {Diagram} one
   * @param {number[]} ways
   */
  holds(one, ways) {
    while (one > EVERYTHING) one = this.kids[one][ways[this.levels[one]]];
    return one === EVERYTHING;
  }
}

/**
 * Read the diagrams of a page. The text has how many nodes follow at which level; for each node and answer where it
 * leads, as the place in a list of its own; and these lists, each number by how far it is from the one in its place
 * before. Digits of the second half go on to the next digit.
 * @param {string} text
 * @param {number[]} ways
 */
export function readDiagrams(text, ways) {
  const found = new Diagrams(ways);
  let place = 0;
  const next = () => {
    for (let number = 0; ; ) {
      const digit = DIGITS.indexOf(text[place++]);
      number = number * HALF + (digit % HALF);
      if (digit < HALF) return number;
    }
  };
  const runs = Array.from({ length: next() }, () => [next(), next()]);
  const levels = runs.flatMap(([level, count]) => Array(count).fill(level));
  const patterns = levels.map((level) => Array.from({ length: ways[level] }, next));
  /** @type {number[]} */
  let before = [];
  for (const [node, pattern] of patterns.entries()) {
    /** @type {number[]} */
    const leads = [];
    for (let at = 0; at <= Math.max(...pattern); at++) {
      const step = next();
      leads.push((at < before.length ? before[at] : leads[at - 1] ?? 0) + (step % 2 ? -(step + 1) / 2 : step / 2));
    }
    if (found.node(levels[node], pattern.map((one) => leads[one])) !== node + EVERYTHING + 1) throw new Error("the diagrams of this page are damaged");
    before = leads;
  }
  return found;
}

/**
 * Copy diagrams into others in which some questions have no way for no answer.
 * @param {Diagrams} from
 * @param {boolean[]} must Whether the question of each level must be answered.
 * @returns {{diagrams: Diagrams, copy: (root: Diagram) => Diagram}}
 */
export function narrowed(from, must) {
  const diagrams = new Diagrams(from.ways.map((ways, level) => ways - Number(must[level])));
  /** @type {Map<Diagram, Diagram>} */
  const done = new Map([[NOTHING, NOTHING], [EVERYTHING, EVERYTHING]]);
  /** @param {Diagram} root @returns {Diagram} */
  const copy = (root) => {
    let made = done.get(root);
    if (made === undefined) {
      const level = from.levels[root];
      made = diagrams.node(level, from.kids[root].slice(Number(must[level])).map(copy));
      done.set(root, made);
    }
    return made;
  };
  return { diagrams, copy };
}
