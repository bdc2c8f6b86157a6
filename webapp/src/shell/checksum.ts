/** The checksum of the app as this device has it: of the very files that run here, as far as a page can see them. */

async function sha256(bytes: BufferSource): Promise<string> {
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** SHA-256 over the lines that `sha256sum` would print for the files, in the order of their names. */
export async function checksum(): Promise<string> {
  const list: unknown = await (await fetch("files.json")).json();
  const { files } = list as { readonly files: Readonly<Record<string, string>> };
  const lines = await Promise.all(
    Object.keys(files).sort().map(async (name) => `${await sha256(await (await fetch(name === "index.html" ? "./" : name)).arrayBuffer())}  ${name}\n`),
  );
  return sha256(new TextEncoder().encode(lines.join("")));
}

/** Its beginning in fours, as the terminal shows it. */
export function shown(whole: string): string {
  return whole.slice(0, 16).replace(/(?<=.)(?=(?:.{4})+$)/gu, " ");
}
