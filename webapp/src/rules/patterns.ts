// Patterns to check, as `report --json` has them: claims that stand out more than chance lets them, in words. Every sentence
// is a count against what an even spread would give; none names a cause. See recovery/insights/patterns.py.

import english from "../data/findings.json" with { type: "json" };
import limits from "../data/patterns.json" with { type: "json" };
import type { Period } from "./calendar.ts";
import type { Claim, Kind } from "./claims.ts";
import { sum } from "./chance.ts";
import { claimsOf } from "./comparisons.ts";
import { evidenceOf } from "./evidence.ts";
import { lookback as lookbackOf } from "./periods.ts";
import { alike, compare } from "./names.ts";
import type { Day, Row } from "./rows.ts";
import { t, tn, translated } from "./sentences.ts";
import { shareInterval } from "./triggers.ts";
import { cravings, fixed } from "./words.ts";

export const said = translated(english);

export interface Pattern {
  readonly kind: Kind;
  readonly text: string;
  readonly in: number;
  readonly of: number;
  readonly expected: number;
  readonly interval: readonly [number, number];
}

/** A pattern with what was counted alone, the trigger or coping skill that it is about, the corrected p-value, in `sign`
 * what marked the days before, in words, and in `counts` what was counted without the share, which may be read as odds. */
export interface Finding extends Pattern {
  readonly claim: string;
  readonly name: string | null;
  readonly sign: string | null;
  readonly counts: string;
  readonly p: number;
}

/** `patterns` of `report --json` for a period. */
export function patterns(rows: readonly Row[], period: Period, asOf: Day): Pattern[] {
  const { look, names } = evidenceOf(rows, lookbackOf(period), asOf);
  return findings(look === null ? [] : claimsOf(look), names).map(({ kind, text, in: seen, of, expected, interval }) => ({ kind, text, in: seen, of, expected, interval }));
}

/** The claims that hold after counting all of them, the surest first, three at most. */
export function findings(claims: readonly Claim[], names: readonly string[]): Finding[] {
  const shareOf = shares(claims);
  const told = claims.map((claim) => ({
    ...claim, text: sentence(claim, names), name: nameOf(claim, names), sign: signOf(claim), p: Math.min(1, (claim.p * limits.false_alarms) / shareOf(claim.kind)),
  }));
  told.sort((one, other) => one.p - other.p || compare(one.kind, other.kind) || compare(one.text, other.text));
  const kept = told.filter(({ p, again, seen, expected }) => p <= limits.false_alarms && again && seen > expected);
  return kept.slice(0, limits.most_shown).map(({ kind, p, seen, of, expected, name, sign, text }) => {
    const interval = shareInterval({ passed: seen, known: of });
    return { kind, text: whole(kind, text, interval, p), in: seen, of, expected, interval, claim: text, name, sign, p, counts: counts(text, p) };
  });
}

/** Those of `now` that stand among `before` too, by what they are about and whatever they counted; none that only just passed. */
export function lasting(now: readonly Finding[], before: readonly Finding[]): Finding[] {
  const about = ({ kind, name, sign }: Finding): string => `${kind}\n${alike(name ?? "")}\n${sign ?? ""}`;
  const stood = new Set(before.map(about));
  return now.filter((finding) => finding.p <= limits.just_passed && stood.has(about(finding)));
}

/** Of each kind of claim, how often chance alone may do as much as one of them. */
function shares(claims: readonly Claim[]): (kind: Kind) => number {
  const own: Partial<Record<Kind, number>> = limits.own_share;
  const kinds = new Set(claims.map(({ kind }) => kind));
  const left = limits.false_alarms - sum(Array.from(kinds, (kind) => own[kind] ?? 0));
  const others = claims.filter(({ kind }) => own[kind] === undefined).length;
  return (kind) => own[kind] ?? left / others;
}

/** The trigger or coping skill that a claim is about, or what may become a warning sign of the plan. */
function nameOf({ kind, name, about }: Claim, names: readonly string[]): string | null {
  if (kind === "before_lapse") return about === "signs" ? null : signed(about);
  return name === null ? null : (names[name] ?? "");
}

function signOf({ kind, about }: Claim): string | null {
  return kind === "sleep" || kind === "mood" ? signed(kind) : kind === "halt" ? signed(about) : null;
}

/** What marks the days before a lapse, in words. */
function signed(about: string | number): string {
  return t(said[`sign_${about}` as "sign_high"]);
}

/** The count with how sure it is. Of what only just passed the lucky ones are seen: the truth lies nearer to an even spread. */
function whole(kind: Kind, claim: string, interval: readonly [number, number], p: number): string {
  if (kind === "silence") return claim;
  if (limits.without_share.includes(kind)) return counts(claim, p);
  const share = inWords(interval);
  return `${claim} ${t(p > limits.just_passed ? said.true_share_less : said.true_share, { share })}`;
}

function counts(claim: string, p: number): string {
  return p > limits.just_passed ? `${claim} ${t(said.likely_larger)}` : claim;
}

/** An interval such as `about 7 to 10 in 10`. */
function inWords(interval: readonly [number, number]): string {
  const [low, high] = interval.map((end) => Math.floor(end * 10 + 0.5)) as [number, number];
  return low === high ? t(said.about_one, { low }) : t(said.about, { low, high });
}

/** What a claim counts. */
export function sentence({ kind, seen, of, expected: usual, about, name: number, other }: Claim, names: readonly string[]): string {
  const expected = rounded(usual);
  const values = { seen, of, total: of, high: seen, above: seen, days: seen, expected, name: number === null ? "" : (names[number] ?? "") };
  switch (kind) {
    case "hour":
      if (typeof about === "string") return sampled(about, values);
      return t(said.hours, { ...values, first: about, end: (Number(about) + limits.window_hours) % 24 });
    case "weekday":
      return t(said.weekday, { ...values, weekday: said.weekdays[Number(about)] ?? "" });
    case "trigger":
      return t(about === "rated" ? said.rated : said.used, values);
    case "coping":
      return t(said.passed, values);
    case "rate":
      return t(said.rate, { ...values, days: about, others: other?.[0] ?? 0, before: other?.[1] ?? 0 });
    case "before_lapse":
      return beforeLapse(about, seen, of, other);
    case "level":
    case "swing":
    case "silence":
      return t(said[kind], values);
    default:
      return t(said.crowded, { ...values, about: t(said[kind], { feeling: about }) });
  }
}

/** The days before a lapse beside the others; where the sign is not known of all of them, of how many it is. Cravings are
 * counted themselves, on so many days with an entry (`before`). */
function beforeLapse(about: Claim["about"], seen: number, known: number, [rest, of_rest, before = known]: NonNullable<Claim["other"]> = [0, 0]): string {
  if (about === limits.cravings_sign) return t(said.before_lapse_cravings, { seen, known: before, rest, of_rest });
  return t(known < before ? said.before_lapse_known : said.before_lapse, { sign: signed(about), seen, known, before, rest, of_rest });
}

/** What random check-ins count: `about` is where the hours begin, from which rating on, and the other hours. */
function sampled(about: string, values: Readonly<Record<string, string | number>>): string {
  const [first = 0, least = 0, others = 0, rest = 0] = about.split(" ").map(Number);
  const form = least > 1 ? said.sampled_above : said.sampled;
  return t(form, { ...values, first, least, others, rest, end: (first + limits.window_hours) % 24 });
}

/** What chance would give, as it is said: whole from 3 on, else with one decimal. */
function rounded(value: number): string {
  return fixed(value, value >= 3 ? 0 : 1);
}

/** How many checks found nothing, and what they would have missed with so many cravings; empty where none looked. In the first days
 * after a use too: what comes before a lapse is not looked at then. */
export function nothing(checks: number, looked: number, waits: boolean): string {
  if (checks === 0 || waits) return "";
  const [, points = 0, times = 0] = limits.missed.find(([least = 0]) => looked >= least) ?? [];
  const missed = t(said.missed, { cravings: cravings(looked), points: tn(said.points.one, said.points.many, points), times });
  return `${tn(said.checks.one, said.checks.many, checks)} ${missed}`;
}

/** What was asked of a finding before it was shown; empty where there is none, or only a question after silence. */
export function caution(found: readonly Finding[]): string {
  return found.some(({ kind }) => kind !== "silence") ? said.tested : "";
}
