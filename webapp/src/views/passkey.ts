/** A passkey of this device as a second way to open the journal: its PRF gives 32 bytes that nobody else can have.
 *
 * The passphrase stays. Where the device has no such passkey, nothing of this is offered. */

const SALT = new TextEncoder().encode("recovery/journal/1");
const PLACE = "passkey";

interface WithPrf {
  readonly prf?: { readonly results?: { readonly first?: ArrayBuffer }; readonly enabled?: boolean };
}

export async function mayHavePasskey(): Promise<boolean> {
  return (await globalThis.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable?.().catch(() => false)) ?? false;
}

/** A new passkey; null where the person stopped, or where it has no PRF. */
export async function newPasskey(): Promise<{ readonly secret: Uint8Array } | null> {
  const random = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));
  const made = await navigator.credentials.create({
    publicKey: {
      rp: { name: "Pages" },
      user: { id: random(16), name: "Pages", displayName: "Pages" },
      challenge: random(32),
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: { authenticatorAttachment: "platform", userVerification: "required", residentKey: "preferred" },
      extensions: { prf: { eval: { first: SALT } } } as AuthenticationExtensionsClientInputs,
    },
  }).catch(() => null);
  if (!(made instanceof PublicKeyCredential)) return null;
  const { prf } = made.getClientExtensionResults() as WithPrf;
  if (prf?.enabled !== true) return null;
  localStorage.setItem(PLACE, btoa(String.fromCharCode(...new Uint8Array(made.rawId))));
  return prf.results?.first === undefined ? secretOfPasskey() : { secret: new Uint8Array(prf.results.first) };
}

/** What the passkey gives; null where the person stopped or it is gone. */
export async function secretOfPasskey(): Promise<{ readonly secret: Uint8Array } | null> {
  const kept = localStorage.getItem(PLACE);
  const id = kept === null ? [] : [{ type: "public-key" as const, id: Uint8Array.from(atob(kept), (letter) => letter.charCodeAt(0)) }];
  const got = await navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      allowCredentials: id,
      userVerification: "required",
      extensions: { prf: { eval: { first: SALT } } } as AuthenticationExtensionsClientInputs,
    },
  }).catch(() => null);
  if (!(got instanceof PublicKeyCredential)) return null;
  const first = (got.getClientExtensionResults() as WithPrf).prf?.results?.first;
  return first === undefined ? null : { secret: new Uint8Array(first) };
}

export function forgetPasskey(): void {
  localStorage.removeItem(PLACE);
}
