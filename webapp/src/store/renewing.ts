// Another lock: a fresh storage key, under which everything kept here is sealed anew, in one transaction. So what lay on
// the disk before, whose key could be read there, opens nothing that is here from then on.

import { openSealed, sealTo } from "../crypto/hpke.ts";
import { rewrapped } from "../crypto/identity.ts";
import type { KeptIdentity } from "../crypto/identity.ts";
import { sealed, unsealed } from "../crypto/primitives.ts";
import { NotOpened, createVault, openVault } from "../crypto/vault.ts";
import type { Key, Vault } from "../crypto/vault.ts";
import { concat, unhex, utf8 } from "../records/bytes.ts";
import type { Bytes } from "../records/bytes.ts";
import type { Core } from "./core.ts";
import { INFO } from "./inbox.ts";
import { Failure } from "./journal.ts";
import { LINK, OWN } from "./tables.ts";
import { Packs } from "./packs.ts";
import { openState, sealState } from "./state.ts";
import { all } from "./tables.ts";
import type { Write } from "./tables.ts";

/** `key` opens it from now on, `null` for this browser by itself; `present` opens it now. Throws `wrong`, or `corrupt`
 * where something here cannot be read, and then nothing was changed. */
export async function renew(core: Core, key: Key | null, present: Key | null): Promise<void> {
  const { tables, surroundings: { stretch } } = core;
  await tables.alone("journal", true, async () => {
    const kept = await core.keptVault();
    if (!kept) throw new Failure("empty");
    const old = await openVault(kept, present, stretch).catch((error: unknown) => {
      throw error instanceof NotOpened ? new Failure("wrong") : error;
    });
    const { kept: value, vault: fresh } = await createVault(key, stretch);
    const writes = await sealedAnew(core, old, fresh).catch(() => {
      throw new Failure("corrupt");
    });
    await tables.commit([{ put: "meta", key: "vault", value }, ...writes]);
    core.use(value, fresh);
  });
  tables.tell();
  core.tell("state", "rows");
}

async function sealedAnew({ tables }: Core, old: Vault, fresh: Vault): Promise<Write[]> {
  const again = async (content: Bytes, aad: Bytes): Promise<Bytes> => sealed(fresh.content, await unsealed(old.content, content, aad), aad);
  const [identity, content, revision] = await tables.many("meta", ["identity", "state", "revision"]);
  const { signing, sealing } = identity as KeptIdentity;
  const state = await openState(old.content, content as Bytes);
  const writes: Write[] = [
    { put: "meta", key: "identity", value: {
      signing: await rewrapped("Ed25519", signing, old.wrapping, fresh.wrapping),
      sealing: await rewrapped("X25519", sealing, old.wrapping, fresh.wrapping),
    } },
    { put: "meta", key: "state", value: await sealState(fresh.content, state) },
    { put: "meta", key: "revision", value: Number(revision) + 1 },
    { clear: "packs" },
  ];
  for await (const [id, row] of all(tables, "rows")) {
    if (row.sealed) writes.push({ put: "rows", key: id, value: { ...row, sealed: await again(row.sealed, concat(utf8("row\0"), unhex(id))) } });
  }
  for await (const [key, record] of all(tables, "history")) {
    writes.push({ put: "history", key, value: { ...record, sealed: await again(record.sealed, utf8(`command\0${Number(key)}`)) } });
  }
  const [packs, next] = [new Packs(tables, old), new Packs(tables, fresh)];
  for (const month in state.months) {
    for (const pack of await packs.read([month])) writes.push({ put: "packs", key: await next.nameOf(month), value: await next.seal(month, pack) });
  }
  for await (const [key, value] of all(tables, "meta")) {
    if (key.startsWith(LINK) || key.startsWith(OWN)) writes.push({ put: "meta", key, value: await again(value as Bytes, utf8(key)) });
  }
  for await (const [key, waiting] of all(tables, "inbox")) {
    const plain = await openSealed(old.inbox, waiting, INFO).catch(() => null); // nobody can read it, and nobody will
    if (plain) writes.push({ put: "inbox", key, value: await sealTo(fresh.inbox.public, plain, INFO) });
  }
  return writes;
}
