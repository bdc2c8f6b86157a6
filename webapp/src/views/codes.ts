/** Codes to show and to read, loaded when one is: pairing needs both. */

export { encodeQR } from "qr";
export { decodeQR } from "qr/decode.js";
