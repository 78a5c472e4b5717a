// @ts-check
/**
 * How many questions are still to be asked, on average: what the page chooses the next question by, as the engine does.
 *
 * This is engine/followthrough/readings/prove/expected.py; the same sums, in the same order.
 */
import { EVERYTHING, NOTHING } from "./diagrams.mjs";
import { IMPOSSIBLE } from "./told.mjs";

/** @typedef {import("./diagrams.mjs").Diagram} Diagram */
/** @typedef {import("./told.mjs").ToldLeads} ToldLeads */
/** @typedef {import("./told.mjs").ToldNode} ToldNode */

/** How probable "I don't know" is beside any one answer. */
const UNKNOWN_WEIGHT = 0.5;
/** How many sets of answers, at most, are gone through to find the least number that any way of asking needs. */
const MOST_EXACT = 100;

/** To nine digits numbers of questions are compared. @param {number} number */
export const rounded = (number) => Math.round(number * 1e9) / 1e9;

export class Expected {
  /**
   * @param {ToldLeads} leads
   * @param {boolean[]} must Whether the question of each level must be answered.
   * @param {number[][]} before For each level those of the questions on which its applying hangs.
   */
  constructor(leads, must, before) {
    this.leads = leads;
    this.before = before;
    this.weights = leads.ways.map((ways, level) => shares(ways, !must[level]));
    /** @type {Map<string, number>} */
    this.found = new Map();
  }

  /**
   * Return how many fewer are asked, on average, if one of some questions comes first, and the others in order.
   * @param {ToldNode} told
   * @param {number[]} mattering
   * @param {number[]} first
   */
  saved(told, mattering, first) {
    const saved = new Map(first.map((level) => [level, 0]));
    let cut = new Map([[told, 1]]);
    for (let level = 0; level <= Math.max(...first); level++) {
      if (mattering.includes(level)) this.addSaved(saved, level, cut);
      cut = this.below(cut, level);
    }
    return new Map([...saved].map(([level, one]) => [level, rounded(one)]));
  }

  /** @param {Map<number, number>} saved @param {number} level @param {Map<ToldNode, number>} cut */
  addSaved(saved, level, cut) {
    const later = [...saved.keys()].filter((one) => one > level);
    const among = this.leads.answersTo(later);
    for (const [node, share] of cut) {
      const stake = this.leads.stake(node, level, among);
      const own = saved.get(level);
      if (!stake && own !== undefined) {
        saved.set(level, own - share);
      } else if (stake && among & ~stake) {
        for (const one of later) saved.set(one, (saved.get(one) ?? 0) + share * this.shareOf(one, among & ~stake));
      }
    }
  }

  /**
   * Return the nodes that come after those of a cut through all ways, with their shares of probability.
   * @param {Map<ToldNode, number>} cut
   * @param {number} level
   */
  below(cut, level) {
    /** @type {Map<ToldNode, number>} */
    const after = new Map();
    for (const [node, share] of cut) {
      if (this.leads.levels[node] > level) {
        after.set(node, (after.get(node) ?? 0) + share);
        continue;
      }
      const kids = this.leads.waysFrom(node, level).map((kid, way) => /** @type {const} */ ([kid, this.weights[level][way]]));
      const possible = kids.filter(([kid]) => kid !== IMPOSSIBLE);
      const total = possible.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [kid, weight] of possible) after.set(kid, (after.get(kid) ?? 0) + (share * weight) / total);
    }
    return after;
  }

  /**
   * Return whether in no possible lead more are asked if a question comes first, and the others in order.
   * @param {ToldNode[]} parts
   * @param {number[]} mattering
   * @param {number} question
   * @param {Diagram} possible
   */
  costsNobody(parts, mattering, question, possible) {
    const { diagrams } = this.leads;
    let madeUpFor = this.asked(parts, question);
    for (const level of mattering.filter((one) => one < question)) {
      if (diagrams.without(possible, madeUpFor) === NOTHING) return true;
      const still = this.askedAfter(parts, level, question);
      madeUpFor = diagrams.either(madeUpFor, diagrams.without(diagrams.forgotten(still, question), still));
    }
    return diagrams.without(possible, madeUpFor) === NOTHING;
  }

  /** @param {ToldNode[]} parts @param {number} question */
  asked(parts, question) {
    const among = this.leads.answersTo([]);
    return this.leads.diagrams.anyOf(parts.map((one) => this.above(one, question, among, () => EVERYTHING)));
  }

  /** @param {ToldNode[]} parts @param {number} level @param {number} question */
  askedAfter(parts, level, question) {
    const start = this.leads.offset[question];
    const { diagrams } = this.leads;
    /** @param {bigint} stake */
    const answered = (stake) =>
      diagrams.answered(question, (way) => ((stake >> BigInt(start + way)) & 1n) === 1n);
    const among = this.leads.answersTo([question]);
    return diagrams.anyOf(parts.map((one) => this.above(one, level, among, answered)));
  }

  /**
   * Return the leads of what is said of the answers with which a level matters, by the answers above it.
   * @param {ToldNode} told
   * @param {number} level
   * @param {bigint} among
   * @param {(stake: bigint) => Diagram} atStake
   */
  above(told, level, among, atStake) {
    /** @type {Map<ToldNode, Diagram>} */
    const done = new Map();
    const { leads } = this;
    /** @param {ToldNode} one @returns {Diagram} */
    const below = (one) => {
      let made = done.get(one);
      if (made === undefined) {
        const at = leads.levels[one];
        if (at < level) {
          made = leads.diagrams.node(at, leads.kids[one].map(below));
        } else {
          const stake = leads.stake(one, level, among);
          made = stake ? atStake(stake) : NOTHING;
        }
        done.set(one, made);
      }
      return made;
    };
    return below(told);
  }

  // Exactly, where it is small

  /** @param {number[]} mattering */
  isSmall(mattering) {
    return mattering.reduce((states, level) => states * (this.leads.ways[level] + 1), 1) <= MOST_EXACT;
  }

  /**
   * Return the least expected number of questions of all ways of asking in which no step costs anybody one.
   * @param {ToldNode} told
   * @param {number[]} pending
   * @returns {number}
   */
  least(told, pending) {
    const mattering = pending.filter((level) => this.leads.matters(told, level));
    const key = told + ":" + mattering.join();
    let found = this.found.get(key);
    if (found === undefined) {
      const options = this.allowed(told, mattering).map((one) => this.leastAfter(one, told, mattering));
      found = mattering.length ? 1 + Math.min(...options) : 0;
      this.found.set(key, found);
    }
    return found;
  }

  /** @param {ToldNode} told @param {number[]} mattering */
  allowed(told, mattering) {
    const possible = this.aboveAll(told);
    const available = mattering.filter((level) => !this.before[level].some((one) => mattering.includes(one)));
    const found = available.filter((one) => this.costsNobody([told], mattering, one, possible));
    return found.length ? found : available.slice(0, 1);
  }

  /**
   * Return the least expected number of questions once one has been answered.
   * @param {number} question
   * @param {ToldNode} told
   * @param {number[]} mattering
   */
  leastAfter(question, told, mattering) {
    let total = 0;
    let weight = 0;
    const left = mattering.filter((level) => level !== question);
    for (const [way, share] of this.weights[question].entries()) {
      const after = this.leads.given(told, new Map([[question, way]]), EVERYTHING);
      if (after !== IMPOSSIBLE) {
        total += share * this.least(after, left);
        weight += share;
      }
    }
    return total / weight;
  }

  /** @param {ToldNode} told */
  aboveAll(told) {
    /** @type {Map<ToldNode, Diagram>} */
    const done = new Map([[IMPOSSIBLE, NOTHING]]);
    const { leads } = this;
    /** @param {ToldNode} one @returns {Diagram} */
    const below = (one) => {
      let made = done.get(one);
      if (made === undefined) {
        const at = leads.levels[one];
        made = at === leads.end ? EVERYTHING : leads.diagrams.node(at, leads.kids[one].map(below));
        done.set(one, made);
      }
      return made;
    };
    return below(told);
  }

  /** @param {number} level @param {bigint} answers */
  shareOf(level, answers) {
    const bits = answers >> BigInt(this.leads.offset[level]);
    return this.weights[level].reduce((sum, share, way) => (((bits >> BigInt(way)) & 1n) === 1n ? sum + share : sum), 0);
  }
}

/** @param {number} ways @param {boolean} unknown */
function shares(ways, unknown) {
  const weights = Array.from({ length: ways }, (_, way) => (unknown && way === 0 && ways > 1 ? UNKNOWN_WEIGHT : 1));
  const total = weights.reduce((sum, one) => sum + one, 0);
  return weights.map((one) => one / total);
}
