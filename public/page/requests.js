// The one wrapper of fetch: who has to change what Chainlit's page asks or gets puts a step around it.
let ask = window.fetch.bind(window);

// `step(ask, ...request)` gives the answer; what was put around earlier lies inside.
export const around = (step) => {
  const inner = ask;
  ask = (...request) => step(inner, ...request);
};

export const pathOf = (what) => new URL(what?.url ?? what, location.href).pathname;

window.fetch = (...request) => ask(...request);
