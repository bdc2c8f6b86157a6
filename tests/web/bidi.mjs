// WebDriver BiDi, the protocol by which a stock Firefox is driven: commands over the WebSocket that Node has.
let socket;
let last = 0;
const waiting = new Map();

function answered({ data }) {
  const { id, type, result, message } = JSON.parse(data);
  const { done, failed } = waiting.get(id) ?? {};
  waiting.delete(id);
  if (type === "success") done?.(result);
  else failed?.(new Error(message));
}

export default {
  connect: (address) =>
    new Promise((done, failed) => {
      socket = new WebSocket(address);
      socket.onmessage = answered;
      socket.onopen = () => done(null);
      socket.onerror = () => failed(new Error("The browser took no connection"));
    }),
  send: ({ method, params }) =>
    new Promise((done, failed) => {
      last += 1;
      waiting.set(last, { done, failed });
      socket.send(JSON.stringify({ id: last, method, params }));
    }),
};
