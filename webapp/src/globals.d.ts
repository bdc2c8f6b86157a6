/** What the build puts in, and what it takes apart. */

declare const VERSION: string;
declare const FILES: Record<string, string>;
declare module "*.css";
