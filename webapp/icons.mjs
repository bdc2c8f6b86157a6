// The icons, drawn: a ring that is open at the top and a dot in it ("recovery"), or a plain sheet with lines ("notes", the
// discreet one). PNG, since iOS takes no SVG for its home screen.

import { deflateSync, crc32 } from "node:zlib";

const SIZES = [180, 192, 512];
const DARK = [20, 28, 38];
const LIGHT = [206, 224, 218];

export function* icons() {
  for (const size of SIZES) {
    yield [`icon-${size}.png`, png(size, ring)];
    yield [`icon-plain-${size}.png`, png(size, sheet)];
  }
}

// Shapes on a square from -1 to 1; what matters stays within 0.8 of the middle, where no mask cuts it off.
function ring(x, y) {
  const away = Math.hypot(x, y);
  const open = y < 0 && Math.abs(x) < 0.16;
  return (away > 0.46 && away < 0.6 && !open) || away < 0.14;
}

function sheet(x, y) {
  const inside = Math.abs(x) < 0.42 && Math.abs(y) < 0.54;
  const line = Math.abs(x) < 0.28 && [-0.28, 0, 0.28].some((at) => Math.abs(y - at) < 0.05);
  return inside && !line;
}

function png(size, shape) {
  const rows = Buffer.alloc(size * (1 + size * 3));
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      let covered = 0;
      for (const dx of [0.25, 0.75]) for (const dy of [0.25, 0.75])
        covered += shape(((column + dx) / size) * 2 - 1, ((row + dy) / size) * 2 - 1) / 4;
      const at = row * (1 + size * 3) + 1 + column * 3;
      for (const part of [0, 1, 2]) rows[at + part] = Math.round(DARK[part] + (LIGHT[part] - DARK[part]) * covered);
    }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(kind, bytes) {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), bytes]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(bytes.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
