/** The sandbox said no, or could not be reached. `message` is for people. */
export class SandboxError extends Error {
  constructor(code, message, body = {}) {
    super(message || code);
    this.code = code;
    this.body = body;
  }
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new SandboxError("unreachable", "The sandbox is not answering. Is it still running?");
  }
  let body;
  try {
    body = await response.json();
  } catch {
    throw new SandboxError("not_json", `The sandbox answered with status ${response.status}.`);
  }
  if (!response.ok || body.ok === false) throw new SandboxError(body.error ?? "failed", body.message, body);
  return body;
}

/** Read from the sandbox; parameters that are undefined are left out. */
export function read(path, parameters = {}) {
  const known = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null);
  return call(`/sandbox/${path}?${new URLSearchParams(known)}`, { headers: { Accept: "application/json" } });
}

/** Give the sandbox a file, to be sent with a message. */
export function upload(me, file) {
  return call(`/sandbox/file?${new URLSearchParams({ as: me, name: file.name })}`, { method: "POST", body: file });
}

/** Where a file can be saved from. */
export function fileAddress(me, id) {
  return `/sandbox/file?${new URLSearchParams({ as: me, id })}`;
}

/** Do something in the sandbox. */
export function post(path, body) {
  return call(`/sandbox/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}
