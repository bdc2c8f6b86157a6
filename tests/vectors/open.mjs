// Opens every test vector with WebCrypto alone, as a browser or a phone would: no other library.
// HPKE (RFC 9180, base mode, X25519, HKDF-SHA256, AES-256-GCM) and the rest are written out below.
// Run by tests/sync/test_vectors.py; exits with 1 and a sentence at the first that does not fit. It runs in a page too:
// serve this folder on 127.0.0.1, and load it as a module.
const { subtle } = globalThis.crypto;
const text = (string) => new TextEncoder().encode(string);
const hex = (string) => Uint8Array.from(string.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const base64 = (string) => Uint8Array.from(atob(string), (letter) => letter.charCodeAt(0));
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const number = (value, length) => Uint8Array.from({ length }, (_, place) => Math.floor(value / 2 ** (8 * (length - 1 - place))) % 256);
async function read(name) {
  const place = new URL(`./${name}.json`, import.meta.url);
  if (place.protocol !== "file:") return (await fetch(place)).json();
  return JSON.parse((await import("node:fs")).readFileSync(place, "utf8"));
}
const PREFIX = "recovery/v1/";

let checks = 0;
function same(found, wanted, what) {
  checks += 1;
  const [one, other] = [found, wanted].map((value) => (value instanceof Uint8Array ? toHex(value) : JSON.stringify(value)));
  if (one !== other) throw new Error(`${what}: ${one} is not ${other}`);
}
async function refused(attempt, what) {
  checks += 1;
  try { await attempt(); } catch { return; }
  throw new Error(`${what}: taken, and should not be`);
}

const sha256 = async (bytes) => new Uint8Array(await subtle.digest("SHA-256", bytes));
async function hmac(key, bytes) {
  const imported = await subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", imported, bytes));
}
async function hkdf(secret, salt, info, length = 32) {
  const key = await subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, 8 * length));
}
const derived = (secret, purpose, length = 32) => hkdf(secret, new Uint8Array(), text(PREFIX + purpose), length);
async function decrypt(key, nonce, content, aad) {
  const imported = await subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData: aad };
  return new Uint8Array(await subtle.decrypt(algorithm, imported, content));
}

// A raw private key goes in as PKCS #8: the same few bytes before it for every key of the curve.
const PKCS8 = { X25519: "302e020100300506032b656e04220420", Ed25519: "302e020100300506032b657004220420" };
const privateKey = (name, raw, uses) => subtle.importKey("pkcs8", join(hex(PKCS8[name]), raw), name, true, uses);
async function publicOf(name, raw) {
  const key = await privateKey(name, raw, name === "X25519" ? ["deriveBits"] : ["sign"]);
  const { x } = await subtle.exportKey("jwk", key);
  return base64(x.replaceAll("-", "+").replaceAll("_", "/") + "=");
}
async function dh(raw, otherPublic) {
  const own = await privateKey("X25519", raw, ["deriveBits"]);
  const other = await subtle.importKey("raw", otherPublic, "X25519", true, []);
  return new Uint8Array(await subtle.deriveBits({ name: "X25519", public: other }, own, 256));
}
async function signedBy(publicKey, message, signature) {
  const key = await subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return subtle.verify("Ed25519", key, signature, message);
}
async function sign(raw, message) {
  return new Uint8Array(await subtle.sign("Ed25519", await privateKey("Ed25519", raw, ["sign"]), message));
}

// HPKE, base mode: RFC 9180, sections 4 and 5.1.
const KEM = join(text("KEM"), number(32, 2));
const HPKE = join(text("HPKE"), number(32, 2), number(1, 2), number(2, 2));
const extract = (suite, salt, label, secret) =>
  hmac(salt.length ? salt : new Uint8Array(32), join(text("HPKE-v1"), suite, text(label), secret));
async function expand(suite, key, label, about, length) {
  const info = join(number(length, 2), text("HPKE-v1"), suite, text(label), about);
  return (await hmac(key, join(info, [1]))).slice(0, length); // one block is enough: length is 32 at most
}
async function hpkeOpen(raw, sealed, info) {
  const none = new Uint8Array();
  const ephemeral = sealed.slice(0, 32);
  const context = join(ephemeral, await publicOf("X25519", raw));
  const shared = await expand(KEM, await extract(KEM, none, "eae_prk", await dh(raw, ephemeral)), "shared_secret", context, 32);
  const about = join([0], await extract(HPKE, none, "psk_id_hash", none), await extract(HPKE, none, "info_hash", info));
  const secret = await extract(HPKE, shared, "secret", none);
  const key = await expand(HPKE, secret, "key", about, 32);
  return decrypt(key, await expand(HPKE, secret, "base_nonce", about, 12), sealed.slice(32), none);
}

function paddedLength(length) {
  let size = 1024;
  while (size < length + 4) size *= 2;
  return size;
}
function unpadded(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (bytes.length !== paddedLength(length) || bytes.slice(4 + length).some((byte) => byte)) throw new Error("padding");
  return bytes.slice(4, 4 + length);
}
async function openRecord(key, collection, record, version, blob) {
  if (blob[0] !== 1) throw new Error("version");
  const kid = blob.slice(1, 9);
  const own = await hkdf(key, new Uint8Array(), join(text(`${PREFIX}record\0`), record, version));
  const aad = join(text("recovery/v1\0"), collection, record, version, kid);
  return unpadded(await decrypt(own, blob.slice(9, 21), blob.slice(21), aad));
}

async function accounts() {
  const vector = await read("account");
  const entropy = hex(vector.entropy);
  const seed = await derived(entropy, "account");
  same(seed, hex(vector.account_seed), "account seed");
  same(await publicOf("Ed25519", seed), hex(vector.account_key), "account key");
  same((await sha256(hex(vector.account_key))).slice(0, 16), hex(vector.account), "account id");
  same(await derived(entropy, "phrase"), hex(vector.recovery_private), "recovery key");
  same(await publicOf("X25519", hex(vector.recovery_private)), hex(vector.recovery), "its public half");
  same(await derived(entropy, "proof"), hex(vector.proof), "proof");
  const { device } = vector;
  same(await publicOf("Ed25519", hex(device.signing)), hex(device.public), "device");
  same(await publicOf("X25519", hex(device.sealing)), hex(device.sealing_public), "its sealing key");
  same(toHex(await sha256(hex(device.public))).slice(0, 16), device.word, "its word");
}

async function envelopes() {
  const { key, kid, collection, cases } = await read("envelope");
  same((await derived(hex(key), "kid", 32)).slice(0, 8), hex(kid), "kid");
  for (const { id, version, plain, blob } of cases) {
    const bytes = hex(blob);
    const opened = await openRecord(hex(key), hex(collection), hex(id), hex(version), bytes);
    same(new TextDecoder().decode(opened), plain, "record");
    await refused(() => openRecord(hex(key), hex(collection), hex(version), hex(id), bytes), "record in another place");
    bytes[bytes.length - 1] ^= 1;
    await refused(() => openRecord(hex(key), hex(collection), hex(id), hex(version), bytes), "changed record");
  }
}

async function idsAndPadding() {
  const { id_key, ids, kids } = await read("ids");
  for (const { kind, local, id } of ids) {
    same((await hmac(hex(id_key), text(`${kind}\0${local}`))).slice(0, 16), hex(id), "id");
  }
  for (const { key, kid } of kids) same((await derived(hex(key), "kid")).slice(0, 8), hex(kid), "kid");
  const { sizes, example } = await read("padding");
  for (const { length, padded } of sizes) same(paddedLength(length), padded, "padded length");
  same(unpadded(hex(example.padded)), hex(example.plain), "padding");
}

async function records() {
  const { id_key, key, collection, device, records } = await read("records");
  for (const [name, { kind, local, id, version, plain, blob }] of Object.entries(records)) {
    same((await hmac(hex(id_key), text(`${kind}\0${local}`))).slice(0, 16), hex(id), `id of ${name}`);
    const opened = await openRecord(hex(key), hex(collection), hex(id), hex(version), base64(blob));
    same(new TextDecoder().decode(opened), plain, name);
    const document = JSON.parse(plain);
    same(document.kind, kind, `kind of ${name}`);
    if (document.erased) continue;
    same(document.id, local, `local id of ${name}`);
    for (const [value, place] of [...Object.values(document.fields), document.deleted]) {
      const [ms, counter, word] = document.clocks[place];
      same([device, ""].includes(word) && ms < 2 ** 48 && counter < 2 ** 32, true, `clocks of ${name}`);
      same(value === null || ["string", "number", "boolean"].includes(typeof value), true, `values of ${name}`);
    }
  }
}

// The bytes that words stand for: eleven bits each. 24 words end with one byte of checksum, eight have none.
function bytesOf(words, list) {
  const bits = words.split(" ").map((word) => list.indexOf(word).toString(2).padStart(11, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g), (byte) => parseInt(byte, 2));
}
async function wordLists() {
  const { sha256: hash, words } = await read("words");
  same(await sha256(text(words.map((word) => `${word}\n`).join(""))), hex(hash), "list of words");
  const { words: phrase, entropy } = await read("account");
  const bytes = bytesOf(phrase, words);
  same(bytes.slice(0, 32), hex(entropy), "entropy of the 24 words");
  same(bytes.slice(32), (await sha256(hex(entropy))).slice(0, 1), "checksum of the 24 words");
  const pairing = await read("pairing");
  same(bytesOf(pairing.words, words), hex(pairing.secret), "secret of the eight words");
}

async function logins() {
  const { account, key, nonce, expires, cases } = await read("login");
  const { device } = await read("account");
  for (const { origin, message, signature } of cases) {
    const own = join(text(`${PREFIX}login\0${origin}\0`), hex(account), hex(key), hex(nonce), number(expires, 8));
    same(own, hex(message), "login message");
    same(await signedBy(hex(key), own, hex(signature)), true, "login signature");
    same(await sign(hex(device.signing), own), hex(signature), "own login signature");
    same(await signedBy(hex(key), join(own, [0]), hex(signature)), false, "login signature of something else");
  }
}

async function checkRing(accountKey, before, { ring, signature }) {
  const bytes = base64(ring);
  const clear = JSON.parse(new TextDecoder().decode(bytes));
  const account = (await sha256(accountKey)).slice(0, 16);
  const listed = before ? before.devices : clear.devices;
  const byTheWords = before !== null && clear.signer === toHex(accountKey);
  if (!byTheWords && !listed.some(({ device }) => device === clear.signer)) throw new Error("signer");
  const message = join(text(`${PREFIX}ring\0`), account, bytes);
  if (!(await signedBy(hex(clear.signer), message, hex(signature)))) throw new Error("signature");
  if (clear.generation !== (before?.generation ?? 0) + 1) throw new Error("generation");
  if (clear.previous !== (before?.hash ?? "00".repeat(32))) throw new Error("previous");
  return { ...clear, hash: toHex(await sha256(bytes)) };
}
async function openRing(accountKey, clear, share, raw) {
  const account = (await sha256(accountKey)).slice(0, 16);
  const info = join(text(`${PREFIX}ring-body\0`), account, number(clear.generation, 8));
  const key = await hpkeOpen(raw, base64(share), info);
  const body = base64(clear.body);
  return JSON.parse(new TextDecoder().decode(unpadded(await decrypt(key, body.slice(0, 12), body.slice(12), info))));
}
async function rings() {
  const vector = await read("ring");
  const accountKey = hex(vector.account_key);
  let before = null;
  for (const wanted of vector.rings) {
    const clear = await checkRing(accountKey, before, wanted);
    same(clear.hash, wanted.hash, "ring's hash");
    const bodies = [await openRing(accountKey, clear, clear.recovery, hex(vector.recovery_private))];
    for (const { name, device } of wanted.body.devices) {
      const { sealed } = clear.devices.find((each) => each.device === device);
      bodies.push(await openRing(accountKey, clear, sealed, hex(vector.devices[name])));
    }
    for (const body of bodies) same(body, wanted.body, "ring's body");
    const print = toHex(await sha256(join(text(`${PREFIX}fingerprint\0`), hex(clear.hash), hex(wanted.body.collection))));
    same(print.slice(0, 16).match(/..../g).join(" "), wanted.fingerprint, "fingerprint");
    same([...clear.retired, clear.kid], wanted.body.keys.map(({ kid }) => kid), "names of the keys");
    if (wanted.generation === 1) {
      const certified = join(text(`${PREFIX}opening-key\0`), hex(vector.opening.key));
      same(await signedBy(accountKey, certified, hex(vector.opening.certificate)), true, "certificate of the opening key");
      const opened = join(text(`${PREFIX}opening\0`), (await sha256(accountKey)).slice(0, 16), hex(clear.hash));
      same(await signedBy(hex(vector.opening.key), opened, hex(vector.opening.signature)), true, "opening signature");
      for (const wrong of vector.refused_after_the_first) {
        await refused(async () => {
          const next = await checkRing(accountKey, clear, wrong);
          const body = await openRing(accountKey, next, next.recovery, hex(vector.recovery_private));
          same(body.id_key, wanted.body.id_key, "id key");
        }, wrong.why);
      }
    }
    if (wanted.generation === 2) await mended(vector, accountKey, clear, wanted.body);
    before = clear;
  }
}
async function mended(vector, accountKey, second, body) {
  const { spoiled, by_the_words: on } = vector.after_the_second_instead;
  const link = await checkRing(accountKey, second, spoiled);
  const laptop = ({ devices }) => devices.find(({ device }) => device === body.devices[0].device).sealed;
  for (const [share, raw] of [[link.recovery, vector.recovery_private], [laptop(link), vector.devices.laptop]]) {
    await refused(() => openRing(accountKey, link, share, hex(raw)), "a ring that nobody reads");
  }
  const clear = await checkRing(accountKey, link, on);
  const opened = await openRing(accountKey, clear, laptop(clear), hex(vector.devices.laptop));
  same(opened, on.body, "body of the ring by the words");
  same([opened.id_key, opened.keys[0]], [body.id_key, body.keys[0]], "what stays");
  same([...clear.retired, clear.kid], opened.keys.map(({ kid }) => kid), "names of the keys");
  same(clear.devices.some(({ device }) => device === link.signer), false, "whoever wrote the one that nobody reads");
}

// Text with keys in order and \uXXXX for all that is not printable ASCII: what is compared where two values have one clock.
const ordered = (value) => {
  if (Array.isArray(value)) return `[${value.map(ordered).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}: ${ordered(value[name])}`).join(", ")}}`;
};
const canonical = (value) => ordered(value).replace(/[\u007f-\uffff]/g, (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"));
const greater = (one, other) => (canonical(one) > canonical(other) ? one : other);
function later(one, other) {
  for (const place of [0, 1, 2]) {
    if (one[1][place] !== other[1][place]) return one[1][place] > other[1][place] ? one : other;
  }
  return canonical(one[0]) > canonical(other[0]) ? one : other;
}
function state(plain) {
  const { kind, id, count, clocks, fields, deleted, erased, ...more } = JSON.parse(plain);
  if (erased) return { kind, count, erased };
  const dated = ([value, place]) => [value, clocks[place]];
  const all = Object.entries(fields).map(([name, field]) => [name, dated(field)]);
  return { kind, id, count, fields: Object.fromEntries(all), deleted: dated(deleted), more };
}
function merge(one, other) {
  const count = Math.max(one.count, other.count);
  if (one.erased || other.erased) return { kind: one.kind, count, erased: true };
  const both = (mine, theirs, choose) => {
    const found = { ...mine };
    for (const [name, value] of Object.entries(theirs)) found[name] = name in mine ? choose(mine[name], value) : value;
    return found;
  };
  const fields = both(one.fields, other.fields, later);
  return { ...one, count, fields, deleted: later(one.deleted, other.deleted), more: both(one.more, other.more, greater) };
}
async function merging() {
  for (const { why, one, other, merged } of (await read("merging")).cases) {
    for (const [mine, theirs] of [[one, other], [other, one]]) {
      same(canonical(merge(state(mine), state(theirs))), canonical(state(merged)), why);
    }
  }
}

async function pairings() {
  const vector = await read("pairing");
  const secret = hex(vector.secret);
  const posts = Object.fromEntries(Object.entries(vector.posts).map(([slot, body]) => [slot, hex(body)]));
  const [offer, reply, reveal] = ["offer", "join", "reveal"].map((slot) => JSON.parse(new TextDecoder().decode(posts[slot])));
  same((await derived(secret, "pair/mailbox")).slice(0, 16), hex(vector.mailbox), "mailbox");
  const auth = await derived(secret, "pair/auth");
  let posted = [];
  for (const [slot, part, names] of [["offer", offer, ["commit"]], ["join", reply, ["key"]], ["reveal", reveal, ["key", "salt", "account"]]]) {
    posted = join(posted, ...names.map((name) => hex(part[name])));
    same(await hmac(auth, join(text(`${slot}\0`), posted)), hex(part.mac), `mac of ${slot}`);
  }
  same(await sha256(join(text(`${PREFIX}pair/commit\0`), hex(reveal.key), hex(reveal.salt), hex(reveal.account))), hex(offer.commit), "commitment");
  same(await publicOf("X25519", hex(vector.old_private)), hex(reveal.key), "key of the old device");
  same(await publicOf("X25519", hex(vector.new_private)), hex(reply.key), "key of the new device");
  const shared = await dh(hex(vector.new_private), hex(reveal.key));
  same(await dh(hex(vector.old_private), hex(reply.key)), shared, "shared secret");
  const transcript = await sha256(
    join(text(`${vector.origin}\0`), hex(reveal.account), hex(offer.commit), hex(reply.key), hex(reveal.key)),
  );
  const from = (purpose) => hkdf(shared, secret, join(text(`${PREFIX}pair/${purpose}\0`), transcript));
  const digits = BigInt(`0x${toHex(await from("digits"))}`) % 1000000n;
  same(digits.toString().padStart(6, "0"), vector.digits, "digits");
  for (const [slot, purpose] of [["device", "new"], ["ring", "old"]]) {
    const opened = await decrypt(await from(purpose), posts[slot].slice(0, 12), posts[slot].slice(12), text(slot));
    same(JSON.parse(new TextDecoder().decode(opened)), vector[slot], slot);
  }
}

try {
  for (const part of [accounts, wordLists, envelopes, records, idsAndPadding, logins, rings, merging, pairings]) await part();
  console.log(`${checks} checks`);
} catch (error) {
  console.error(error.message);
  if (globalThis.process) process.exitCode = 1;
}
