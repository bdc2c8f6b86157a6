// Phones in Node: the app's own modules over tables in memory, one phone to each name. A clock that tests move, Argon2id
// of Node itself, and commits that fail where a test says so.
import { argon2 } from "node:crypto";

const SRC = new URL("../../webapp/src/", import.meta.url);
const { factsOf, joined, NO_FACTS } = await import(`${SRC}rules/facts.ts`);
const { monthOf } = await import(`${SRC}store/packs.ts`);
const [{ openJournal }, { MemoryTables }, { openVault }, { unsealed }, { openIdentity, openSealing }] = await Promise.all(
  ["sync/open.ts", "store/memory.ts", "crypto/vault.ts", "crypto/primitives.ts", "crypto/identity.ts"].map((name) => import(SRC + name)),
);
const { openState, sealState } = await import(`${SRC}store/state.ts`);
const [{ openRow }, { openCommand }, { all }] = await Promise.all(["session", "history", "tables"].map((name) => import(`${SRC}store/${name}.ts`)));
const [{ page }, { standing }, { Said }, { stepOf }] = await Promise.all(["lines", "standing", "records", "asking"].map((name) => import(`${SRC}circle/${name}.ts`)));
const { taken } = await import(`${SRC}rules/proposals.ts`);
const { rewards } = await import(`${SRC}circle/rewards.ts`);
const { inOrder } = await import(`${SRC}circle/order.ts`);
const { calendarFile } = await import(`${SRC}rules/calendar_file.ts`);
const reminders = await import(`${SRC}rules/reminders.ts`);
const phones = new Map();

const stretch = (message, nonce, { passes, kibibytes, lanes }) =>
  new Promise((resolve, reject) => {
    const options = { message, nonce, passes, memory: kibibytes, parallelism: lanes, tagLength: 32 };
    argon2("argon2id", options, (error, key) => (error ? reject(error) : resolve(new Uint8Array(key))));
  });

async function phone(name) {
  if (!phones.has(name)) phones.set(name, { tables: new MemoryTables(), ms: null });
  const own = phones.get(name);
  own.journal ??= await openJournal({ tables: own.tables, stretch, now: () => own.ms ?? Date.now() }, own.page);
  return own;
}
const line = globalThis.fetch;
/** Let that happen at the request after so many; it is given what sends it. */
function onRequest(after, happens) {
  let left = after;
  globalThis.fetch = happens ? (...given) => ((left -= 1) === -1 ? happens(() => line(...given)) : line(...given)) : line;
}
/** What a server that lies has heard: sealed records by their versions, in the order in which they came. */
const heard = new Map();
const answered = async (response, change) => {
  const told = await response.json();
  return Response.json({ ...told, ...change(told) });
};
const LIES = {
  listens: async (send) => {
    const response = await send();
    for (const record of (await response.clone().json()).records ?? []) heard.set(record.version, record);
    return response;
  },
  /** Takes all, keeps nothing, and gives once more what was said before; a wake comes whenever somebody listens. */
  replays: (send, url, { body }) => {
    if (url.includes("/push")) {
      const { epoch, records } = JSON.parse(body);
      return Response.json({ epoch, results: records.map(({ id }, place) => ({ id, status: "ok", seq: 900 + place })) });
    }
    if (url.includes("/events")) return new Response("event: wake\n\n".repeat(3), { headers: { "content-type": "text/event-stream" } });
    if (!url.includes("/pull?")) return send();
    const again = [...heard.values()].map((record, place) => ({ ...record, seq: 1000 + place }));
    return send().then((response) => answered(response, () => ({ records: again, next: 1000 + again.length - 1, head: 5000, more: false })));
  },
  /** Keeps the first of what is new from this phone, for good. */
  withholds: (send, url) => (url.includes("/pull?") ? send().then((response) => answered(response, ({ records }) => ({ records: records.slice(1) }))) : send()),
};
const of = (work) => async ({ phone: name, ...given }) => work(await phone(name), given);
const opener = (given) => (given?.secret ? { secret: new Uint8Array(Buffer.from(given.secret, "hex")) } : given);

export default {
  state: of(({ journal }) => journal.state),
  create: of(({ journal }, { timezone = "UTC", day_starts = "04:00", lock }) => journal.create({ timezone, day_starts }, opener(lock))),
  lock: of(({ journal }) => journal.lock()),
  unlock: of(({ journal }, { lock }) => journal.unlock(opener(lock))),
  protect: of(({ journal }, { lock, present }) => journal.protect(opener(lock), opener(present))),
  unprotect: of(({ journal }, { way, present }) => journal.unprotect(way, opener(present))),
  locks: of(({ journal }) => journal.locks()),
  rows: of(({ journal }, { query }) => journal.rows(query ?? {})),
  row: of(({ journal }, { ref }) => journal.row(ref)),
  /** What is kept of the months before one, and the same out of all their rows; `make` false takes no time for it. */
  facts: of(async ({ journal }, { before, make = true }) => {
    const months = Map.groupBy(await journal.rows(), monthOf);
    const older = [...months.keys()].filter((month) => month !== "" && month < before).sort();
    const fresh = older.reduce((facts, month) => joined(facts, factsOf(months.get(month))), NO_FACTS);
    return { kept: await journal.facts(before, make), fresh };
  }),
  /** How many values of each table are read while it answers. */
  reads: of(async ({ journal, tables }, { of: name, given }) => {
    const { many, page } = tables;
    const reads = {};
    const note = (table, count) => (reads[table] = (reads[table] ?? 0) + count);
    tables.many = (table, keys) => (note(table, keys.length), many.call(tables, table, keys));
    tables.page = async (table, ...rest) => {
      const found = await page.call(tables, table, ...rest);
      note(table, found.length);
      return found;
    };
    try {
      const answer = await journal[name](...given);
      return { answer: answer ?? null, reads };
    } finally {
      delete tables.many;
      delete tables.page;
    }
  }),
  write: of(({ journal }, { command = "edit", edits }) => journal.write(command, edits)),
  writeLocked: of(({ journal }, { command = "log", edits }) => journal.writeLocked(command, edits)),
  steps: of(({ journal }, { limit = 10 }) => journal.steps(limit)),
  undo: of(({ journal }) => journal.undo()),
  redo: of(({ journal }) => journal.redo()),
  history: of(async ({ journal }, { ref }) =>
    (await journal.history(ref)).map((change) => ({ ...change, fields: Object.fromEntries(change.fields) }))),
  planHistory: of(({ journal }) => journal.planHistory()),
  drafts: of(({ journal }) => journal.drafts()),
  keepDrafts: of(({ journal }, { drafts }) => journal.keepDrafts(drafts)),
  handedOver: of(({ journal }) => journal.handedOver()),
  noteHandedOver: of(({ journal }, { page }) => journal.noteHandedOver(page)),
  /** As an app left it that did not note which commands changed the plan. */
  forgetPlan: of(async (own) => {
    const { content } = await openVault(await own.tables.get("meta", "vault"), null, stretch);
    const { plan, ...state } = await openState(content, await own.tables.get("meta", "state"));
    await own.tables.commit([{ put: "meta", key: "state", value: await sealState(content, state) }]);
    delete own.journal;
    return plan.length;
  }),
  purge: of(({ journal }, { before }) => journal.purge(before)),
  /** Which of the texts whoever has the key reads in rows, history or what follows from both. */
  canBeRead: of(async (own, { texts }) => {
    const { content } = await openVault(await own.tables.get("meta", "vault"), null, stretch);
    const found = [];
    for await (const [id, { sealed }] of all(own.tables, "rows")) if (sealed) found.push(await openRow(content, id, sealed));
    for await (const [key, record] of all(own.tables, "history")) found.push(await openCommand(content, Number(key), record));
    const read = JSON.stringify(found, (_, value) => (value instanceof Map ? Object.fromEntries(value) : value));
    return texts.filter((text) => read.includes(text));
  }),
  pending: of(({ journal }) => journal.pending()),
  erase: of(({ journal }, { even }) => journal.erase(even)),

  membership: of(({ journal }) => journal.account.membership()),
  begin: of(({ journal }, { server, name }) => journal.account.begin(server, name)),
  joinByWords: of(({ journal }, { server, words, name, alone }) => journal.account.joinByWords(server, words, name, alone)),
  devices: of(({ journal }) => journal.account.devices()),
  revoke: of(({ journal }, { id }) => journal.account.revoke(id)),
  leave: of(({ journal }, { how }) => journal.account.leave(how)),
  sync: of(({ journal }, { takesRemovals, breaks }) => {
    if (breaks) onRequest(breaks.after, async (send) => (breaks.arrives && (await send()), Promise.reject(new TypeError("broken"))));
    return journal.account.sync(takesRemovals).finally(() => onRequest(-1));
  }),
  /** A run that stands still before one of its requests: `true` once it does, the run's end where it never came there. */
  syncHalting: of(async (own, { takesRemovals, after }) => {
    const halted = new Promise((resolve) => {
      onRequest(after, (send) => new Promise((go) => ((own.go = () => go(send())), resolve(true))));
    });
    own.run = own.journal.account.sync(takesRemovals).finally(() => onRequest(-1));
    own.run.catch(() => undefined);
    return Promise.race([halted, own.run]);
  }),
  syncOn: of((own) => (onRequest(-1), own.go(), own.run)),

  /** Anything that is asked of the circle. */
  circle: of(({ journal }, { call, given = [] }) => journal.circle[call](...given)),
  /** What the person needs to hear after so many seconds. */
  circleSteps: ({ asking, seconds }) => seconds.map((after) => stepOf(asking, after)),
  /** What a member reads of party `a`. */
  circleLines: ({ said, name, reader, notice }) => {
    const read = said.map(([side, kind, rest, id, count, fields]) => new Said(side, kind, rest, id, count, new Map(Object.entries(fields))));
    return page(name, standing(read, "a"), reader, notice);
  },
  /** A server that lies in that way from here on; null: it is honest again. */
  lies: ({ how }) => void (globalThis.fetch = how === null ? line : (url, given) => LIES[how](() => line(url, given), String(url), given)),
  /** Listen to the links, and look at each wake, until all streams have ended. */
  listened: of(async ({ journal }) => {
    let woken = 0;
    await journal.circle.watch(() => void ((woken += 1), journal.circle.look().catch(() => undefined)), AbortSignal.timeout(20_000));
    return woken;
  }),
  /** Beside somebody: `pairing` says how far it is, as with devices; `yes` answers the digits without a question. */
  inviteBeside: of((own, { given, yes }) => {
    own.pairing = {};
    const compared = yes ? true : new Promise((resolve) => (own.same = resolve));
    const pairing = { shown: (shown) => Object.assign(own.pairing, shown), same: (digits) => (Object.assign(own.pairing, { digits }), compared), stop: new AbortController().signal };
    own.pairs = own.journal.circle.inviteBeside(given, pairing).then((id) => ({ id }), (error) => ({ failed: error.word ?? error.stack }));
  }),
  acceptBeside: of((own, { code, server }) => {
    own.pairing = {};
    const compared = new Promise((resolve) => (own.same = resolve));
    const pairing = { same: (digits) => (Object.assign(own.pairing, { digits }), compared), stop: new AbortController().signal };
    own.pairs = own.journal.circle.acceptBeside(code, server, null, pairing).then((id) => ({ id }), (error) => ({ failed: error.word ?? error.stack }));
  }),
  answers: of((own, { yes }) => own.same(yes)),
  /** What taking a proposal writes. */
  taken: ({ rows, now, proposed }) => taken({ rows, now, id: () => crypto.randomUUID() }, proposed),
  rewards: ({ person, own, theirs }) => rewards(person, own, theirs),
  /** The names, in the order of the list. */
  circleOrder: ({ everybody, now }) => inOrder(everybody, Date.parse(now)).map(({ person }) => person.name),
  calendarFile: ({ reminders: given, today, now, uid }) => calendarFile(given, today, now, () => uid),
  reminderRings: ({ reminders: given, rows, now, profile }) => reminders.rings(given, rows, now, profile),

  /** How this phone is rung, told to servers: `bell` is what a browser gave, in hex. */
  ringing: of(({ journal }, { call, given = [] }) => journal.ringing[call](...given)),
  moved: of(async ({ journal }, { rings }) => Promise.all(rings.map(({ what, on }) => journal.ringing.moved(what, on)))),
  tellRinging: of(async ({ journal }, { usual, bell, rings }) => {
    const bytes = (text) => new Uint8Array(Buffer.from(text, "hex"));
    const ringer = await journal.ringing.ringer(usual);
    return journal.ringing.tell(ringer, bell && { endpoint: bell.endpoint, key: bytes(bell.key), secret: bytes(bell.secret) }, rings);
  }),
  /** What a member's row holds and no view gets. */
  members: of(({ journal }) => journal.rows({ kinds: ["member"] })),

  // A pairing goes on while its digits are compared: `pairing` says how far it is, `same` is the person's word.
  admit: of((own) => {
    own.pairing = {};
    const compared = new Promise((resolve) => (own.same = resolve));
    const shown = (invitation) => Object.assign(own.pairing, invitation);
    const same = (digits, name) => (Object.assign(own.pairing, { digits, name }), compared);
    own.pairs = own.journal.account.admit(shown, same).then((device) => ({ device }), (error) => ({ failed: error.word ?? error.stack }));
  }),
  join: of((own, { invitation, name }) => {
    own.pairing = {};
    const compared = new Promise((resolve) => (own.same = resolve));
    const same = (digits) => (Object.assign(own.pairing, { digits }), compared);
    own.pairs = own.journal.account.join(invitation, name, same).then(() => ({}), (error) => ({ failed: error.word ?? error.stack }));
  }),
  pairing: of(async (own) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const ended = await Promise.race([own.pairs, Promise.resolve(null)]);
    return { ...own.pairing, ...ended };
  }),
  same: of(async (own, { yes }) => {
    own.same(yes);
    return own.pairs;
  }),

  // The woken page asks how often it was.
  watch: of((own) => {
    own.woken = 0;
    own.stop = new AbortController();
    own.watched = own.journal.account.watch(() => (own.woken += 1), own.stop.signal);
  }),
  woken: of(async (own, { stop }) => {
    if (stop) own.stop.abort();
    if (stop) await own.watched;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return own.woken;
  }),

  /** How many records a page of sync holds, from the next start on. */
  page: of((own, { page }) => {
    own.page = page;
    delete own.journal;
  }),
  at: of((own, { ms }) => void (own.ms = ms)),
  /** Every page of the app gone: what is not in the tables is lost. */
  restart: of(async (own) => {
    delete own.journal;
    own.tables.fault = () => undefined;
  }),
  /** The next commits go well, so many; the one after them is where the program stops. */
  stopAfter: of(({ tables }, { commits }) => {
    let left = commits;
    tables.fault = () => {
      if ((left -= 1) < 0) throw new Error("stopped");
    };
  }),
  damagePacks: of(async ({ tables }) => {
    const damaged = await tables.page("packs", null, 100);
    await tables.commit(damaged.map(([key, value]) => ({ put: "packs", key, value: value.map((byte) => byte ^ 1) })));
  }),
  /** Whether these texts stand anywhere in what is kept. */
  holds: of(({ tables }, { texts }) => {
    const all = Buffer.concat(tables.bytes().flatMap((bytes) => [Buffer.from(bytes), Buffer.from("\n")]));
    return texts.map((text) => all.includes(text));
  }),
  /** A copy of the disk, and how much of what lies there now its keys still open. */
  copyDisk: of(async (own) => void (own.copy = await own.tables.get("meta", "vault"))),
  opensWithCopy: of(async ({ tables, copy }, { lock = null }) => {
    const vault = await openVault(copy, opener(lock), stretch);
    const [rows, history, packs] = await Promise.all(["rows", "history", "packs"].map((table) => tables.page(table, null, 1000)));
    const kept = [
      ...rows.map(([id, { sealed }]) => [sealed, Buffer.concat([Buffer.from("row\0"), Buffer.from(id, "hex")])]),
      ...history.map(([key, { sealed }]) => [sealed, Buffer.from(`command\0${Number(key)}`)]),
      [await tables.get("meta", "state"), Buffer.from("state")],
    ];
    const opened = await Promise.all(kept.map(([content, aad]) => unsealed(vault.content, content, aad).then(() => 1, () => 0)));
    const { sealing, signing } = await tables.get("meta", "identity");
    const own = await openIdentity({ sealing, signing }, vault.wrapping).then(() => 1, () => 0);
    const inbox = await openSealing((await tables.get("meta", "vault")).inbox, vault.wrapping).then(() => 1, () => 0);
    return { sealed: kept.length, opened: opened.reduce((sum, one) => sum + one, 0), keys: own + inbox, packs: packs.length };
  }),
  aside: of(async ({ tables }) => (await tables.page("aside", null, 100)).map(([, { why }]) => why)),
  forget: ({ phone: name }) => void phones.delete(name),
};
