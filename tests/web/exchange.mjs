// Export and import of the phone, as functions of rows and text.
const SRC = new URL("../../webapp/src/", import.meta.url);
const { exported, imported, BadLines } = await import(SRC + "store/exchange.ts");

export default {
  exported: ({ rows }) => exported(rows),
  async imported({ text, rows = [], now }) {
    try {
      return await imported(new TextEncoder().encode(text), rows, now);
    } catch (error) {
      if (error instanceof BadLines) return { bad: error.lines };
      throw error;
    }
  },
};
