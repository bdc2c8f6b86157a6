// What the phone makes of documents: asked by test_same_merging.py, which asks the terminal's program the same.
const SRC = new URL("../../webapp/src/records/", import.meta.url);
const [bytes, json, documents, clocks] = await Promise.all(["bytes", "json", "documents", "clocks"].map((name) => import(`${SRC}${name}.ts`)));
const plain = (document) => bytes.base64(documents.encode(document));
const read = (base64) => documents.decode(bytes.unbase64(base64, 2 ** 24));

/** What `attempt` gives, or `null` for what is malformed. */
function orNull(attempt) {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof bytes.Malformed) return null;
    throw error;
  }
}

const { refused } = await import(new URL("../store/checking.ts", SRC));

export default {
  refused,
  decoded: (base64) => orNull(() => plain(read(base64))),
  merged: ([one, other]) => {
    const [mine, theirs] = [read(one), read(other)];
    return { plain: plain(documents.merge(mine, theirs)), says: documents.says(mine, theirs), latest: documents.latest(mine) };
  },
  canonical: (text) => json.canonical(json.read(text)),
  clock: ({ device, steps }) => {
    const clock = new clocks.HybridClock(device);
    return steps.map((step) => (Array.isArray(step) ? (clock.see(step), [clock.ms, clock.counter]) : clock.tick(step)));
  },
};
