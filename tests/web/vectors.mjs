// Opens every file of tests/vectors with the phone's own modules, unbuilt. `open.mjs` there stays as the judge that
// shares no line with them. Exits with 1 and a sentence at the first that does not fit; run by test_vectors.py.
import { readFileSync } from "node:fs";

const SRC = new URL("../../webapp/src/", import.meta.url);
const [bytes, json, documents, shapes] = await Promise.all(["bytes", "json", "documents", "shapes"].map((name) => import(`${SRC}records/${name}.ts`)));
const [primitives, envelope, identity, phrase] = await Promise.all(["primitives", "envelope", "identity", "phrase"].map((name) => import(`${SRC}crypto/${name}.ts`)));
const [rings, chain, pairing, protocol] = await Promise.all(["ring", "chain", "pairing", "protocol"].map((name) => import(`${SRC}sync/${name}.ts`)));
const { hex, unhex, base64, utf8, readUtf8 } = bytes;
const folder = process.argv[2];
const read = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));

let checks = 0;
function same(found, wanted, what) {
  checks += 1;
  const [one, other] = [found, wanted].map((value) => (value instanceof Uint8Array ? hex(value) : JSON.stringify(value)));
  if (one !== other) throw new Error(`${what}: ${one} is not ${other}`);
}
async function refused(attempt, what) {
  checks += 1;
  try { await attempt(); } catch { return; }
  throw new Error(`${what}: taken, and should not be`);
}
const keyed = async (key) => {
  const kid = await rings.kidOfKey(key);
  return new Map([[kid, { kid, secret: await primitives.hkdfKey(key) }]]);
};

async function words() {
  const list = await phrase.wordList();
  same(list, read("words").words, "the list of words");
  const vector = read("account");
  const entropy = await phrase.readPhrase(vector.words, list);
  same(entropy, unhex(vector.entropy), "entropy of the 24 words");
  same(await phrase.phraseOf(entropy, list), vector.words, "words of the entropy");
  const typed = vector.words.split(" ").map((word, place) => `${place + 1}. ${word.slice(0, 4).toUpperCase()}`).join("\n");
  same(await phrase.readPhrase(typed, list), entropy, "the words as a person types them");
  await refused(() => phrase.readPhrase(vector.words.split(" ").reverse().join(" "), list), "words in another order");
  const owner = await identity.identityOfWords(entropy);
  const account = await identity.accountOfWords(entropy, owner);
  same(account.public, unhex(vector.account_key), "account key");
  same(await primitives.accountId(account.public), unhex(vector.account), "account id");
  same([account.recovery, account.proof].map(hex), [vector.recovery, vector.proof], "recovery key and proof");
  same(await primitives.deviceWord(unhex(vector.device.public)), vector.device.word, "a device's word");
  const device = await primitives.pairOf("Ed25519", unhex(vector.device.signing));
  same(device.public, unhex(vector.device.public), "a device's public half");
  await refused(() => crypto.subtle.exportKey("pkcs8", device.private), "reading a private key");
  const { account: id, key, nonce, expires, cases } = read("login");
  for (const { origin, message, signature } of cases) {
    const own = protocol.loginMessage(origin, unhex(id), unhex(key), unhex(nonce), expires);
    same(own, unhex(message), "login message");
    same(await primitives.sign(device.private, own), unhex(signature), "login signature");
  }
}

async function records() {
  const { key, kid, collection, cases } = read("envelope");
  const keys = await keyed(unhex(key));
  same([...keys.keys()], [kid], "name of the key");
  for (const { id, version, plain, blob } of cases) {
    const place = [unhex(collection), unhex(id), unhex(version)];
    same(readUtf8(await envelope.unseal(keys, ...place, unhex(blob))), plain, "record");
    await refused(() => envelope.unseal(keys, place[0], place[2], place[1], unhex(blob)), "record in another place");
    const again = await envelope.seal(keys.get(kid), unhex(kid), ...place, utf8(plain));
    same([again.length, readUtf8(await envelope.unseal(keys, ...place, again))], [unhex(blob).length, plain], "sealed again");
  }
  const { id_key, ids } = read("ids");
  for (const { kind, local, id } of ids) same(await envelope.recordId(unhex(id_key), kind, local), id, "id");
  const { sizes, example } = read("padding");
  for (const { length, padded } of sizes) same(envelope.paddedLength(length), padded, "padded length");
  same([envelope.padded(unhex(example.plain)), envelope.unpadded(unhex(example.padded))].map(hex), [example.padded, example.plain], "padding");
  const vector = read("records");
  const theirs = await keyed(unhex(vector.key));
  for (const [name, { kind, local, id, version, plain, blob }] of Object.entries(vector.records)) {
    const opened = await envelope.unseal(theirs, unhex(vector.collection), unhex(id), unhex(version), bytes.unbase64(blob, envelope.BLOB_LIMIT));
    same(readUtf8(opened), plain, name);
    const document = documents.decode(opened);
    same(readUtf8(documents.encode(document)), plain, `${name}, written again`);
    same([document.kind, document.erased ? local : document.local], [kind, local], `kind and local id of ${name}`);
    if (!shapes.isKnown(name)) continue;
    const row = shapes.rowOf(document, null);
    same([shapes.refusal(row), shapes.natural(kind, row)], [null, local], `the row of ${name}`);
    same([...shapes.valuesOf(row).keys()], [...document.fields.keys()], `the columns of ${name}`);
  }
}

async function ringsAndPairing() {
  const vector = read("ring");
  const account = unhex(vector.account_key);
  const list = await phrase.wordList();
  const entropy = await phrase.readPhrase(read("account").words, list);
  const owner = await identity.identityOfWords(entropy);
  const signed = ({ ring, signature }) => ({ ring: bytes.unbase64(ring, protocol.RING_LIMIT), signature: unhex(signature) });
  const given = vector.rings.map(signed);
  const opening = Object.fromEntries(["key", "certificate", "signature"].map((name) => [name, unhex(vector.opening[name])]));
  const about = await identity.accountOfWords(entropy, owner);
  const newest = await chain.byWords(given, owner, about, opening);
  same([newest.stands, hex(newest.held.hash)], [true, vector.rings.at(-1).hash], "the newest ring by the words");
  const first = await rings.openRing(given[0], owner, account);
  const held = [first, ...(await chain.followed(first, given.slice(1), owner))];
  for (const [place, { ring, hash, ...one }] of held.entries()) {
    same([hex(hash), await rings.fingerprint({ ring, hash, ...one })], [vector.rings[place].hash, vector.rings[place].fingerprint], "hash and fingerprint");
    same(ring.kids, vector.rings[place].body.keys.map(({ kid }) => kid), "names of the keys");
    same(ring.devices.map(({ device }) => device), vector.rings[place].body.devices.map(({ device }) => device), "devices");
  }
  for (const wrong of vector.refused_after_the_first) await refused(() => chain.followed(first, [signed(wrong)], owner), wrong.why);
  const { spoiled, by_the_words: on } = vector.after_the_second_instead;
  const mended = await chain.byWords([...given.slice(0, 2), signed(spoiled)], owner, about, opening);
  same(mended.stands, false, "a ring that nobody reads");
  same((await chain.followed(held[1], [signed(spoiled), signed(on)], owner)).at(-1).ring.kids, on.body.keys.map(({ kid }) => kid), "the words go on");
  const phone = { signing: await primitives.pairOf("Ed25519", unhex("00".repeat(32))), sealing: await primitives.pairOf("X25519", unhex(vector.devices.phone)) };
  const listed = { ...phone, signing: { ...phone.signing, public: unhex(vector.rings[1].body.devices.find(({ name }) => name === "phone").device) } };
  same((await rings.openRing(given[1], listed, account)).ring.generation, 2, "opened by the phone");

  const pair = read("pairing");
  const posts = Object.fromEntries(Object.entries(pair.posts).map(([slot, body]) => [slot, unhex(body)]));
  same(phrase.readWords(pair.words, phrase.PAIRING_WORDS, list), unhex(pair.secret), "secret of the eight words");
  same(phrase.spelled(unhex(pair.secret), phrase.PAIRING_WORDS, list), pair.words, "words of the secret");
  const sides = async (side, raw, ...more) => new side(pair.origin, unhex(pair.secret), await primitives.pairOf("X25519", unhex(raw)), ...more);
  const fresh = await sides(pairing.JoiningSide, pair.new_private);
  same(await fresh.mailbox(), pair.mailbox, "mailbox");
  await fresh.takeOffer(posts.offer);
  same(await fresh.join(), posts.join, "join");
  await fresh.takeReveal(posts.reveal);
  same(await fresh.digits(), pair.digits, "digits");
  const reveal = JSON.parse(readUtf8(posts.reveal));
  const old = await sides(pairing.OfferingSide, pair.old_private, unhex(reveal.account), unhex(reveal.salt));
  same(await old.offer(), posts.offer, "offer");
  await old.takeJoin(posts.join);
  same(await old.reveal(), posts.reveal, "reveal");
  const newcomer = await old.takeDevice(posts.device);
  same([newcomer.name, hex(newcomer.device)], [pair.device.name, pair.device.device], "who joins");
  await fresh.device({ name: "x", device: newcomer.device, sealing: newcomer.sealing });
  const handed = await fresh.takeRing(posts.ring);
  same([hex(handed.account), handed.generation, hex(handed.ring)], [pair.ring.identity, pair.ring.generation, pair.ring.ring], "what is handed over");
  await refused(() => fresh.takeRing(posts.ring), "a part taken twice");
}

function merging() {
  for (const { why, one, other, merged } of read("merging").cases) {
    const [mine, theirs, wanted] = [one, other, merged].map((plain) => documents.decode(utf8(plain)));
    same(documents.says(documents.merge(mine, theirs), wanted), true, why);
    same(documents.says(documents.merge(theirs, mine), wanted), true, `${why}, the other way round`);
    same(documents.merge(mine, theirs).count, wanted.count, `count: ${why}`);
  }
}

async function circle() {
  const [{ linkOf, readLink }, { localOf, read: readSaid }, { identityOf }, authorship] = await Promise.all(
    ["invitation", "records", "keys", "authorship"].map((name) => import(`${SRC}circle/${name}.ts`)),
  );
  const { origin, signing, sealing, account, ring, link } = read("circle/invitation");
  const invitation = { origin, seed: signing + sealing, account, ring };
  same(readLink(link), invitation, "an invitation read");
  same(linkOf(invitation), link, "an invitation written");
  same((await identityOf(invitation.seed)).signing.public.length, 32, "its one-use identity");
  const last = link.at(-1);
  const next = String.fromCharCode(last.charCodeAt(0) + 1);
  for (const wrong of [link.slice(0, -1), `${link}A`, link.slice(0, -1) + next, link.replace("#1", "#2"), link.replace("circle.html", "x.html"), link.replace("https:", "http:")]) {
    await refused(() => readLink(wrong), "an invitation that is none");
  }
  const vector = read("circle/records");
  const keys = await keyed(unhex(vector.key));
  same([...keys.keys()], [vector.kid], "the link's key");
  for (const { id, version, plain, blob } of vector.cases) {
    const opened = await envelope.unseal(keys, unhex(vector.collection), unhex(id), unhex(version), unhex(blob));
    same(readUtf8(opened), plain, "a record of a link");
    const { body, mark } = authorship.split(opened);
    const document = documents.decode(body);
    same(await envelope.recordId(unhex(vector.id_key), document.kind, document.local), id, "its id");
    const { side, rest, kind } = readSaid(id, document);
    same([localOf(side, rest), kind], [document.local, document.kind], "who says what");
    same(readUtf8(documents.encode(document)), readUtf8(body), "the same record written");
    for (const [party, seed] of Object.entries(vector.seeds)) {
      same(await authorship.isOwn(seed, id, unhex(version), body, mark), party === side, "whose it is");
    }
    same(readUtf8(await authorship.marked(vector.seeds[side], id, unhex(version), body)), plain, "the same mark");
  }
}

try {
  for (const part of [words, records, ringsAndPairing, merging, circle]) await part();
  console.log(`${checks} checks`);
} catch (error) {
  console.error(error.stack);
  process.exitCode = 1;
}
