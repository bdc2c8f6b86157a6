/** What the build puts in, and what the libraries of TypeScript do not know yet. */

declare const VERSION: string;
/** The app's files with the SHA-256 of each; known to the service worker alone. */
declare const FILES: Record<string, string>;
/** The beginning of the checksum over them, which names the cache of this version. */
declare const CHECKSUM: string;
/** The files that may run as workers. */
declare const WORKERS: readonly string[];
/** The languages beside English: each one's own name, and which version of its file this is. */
declare const LANGUAGES: Readonly<Record<string, { readonly name: string; readonly version: string }>>;
declare module "*.css";

interface TrustedScriptURL {
  readonly __trusted: never;
}
interface TrustedTypePolicy {
  createScriptURL(url: string): TrustedScriptURL;
}
declare const trustedTypes:
  | { createPolicy(name: string, rules: { createScriptURL(url: string): string }): TrustedTypePolicy }
  | undefined;
