import type { Answers, Citation, Document, Page } from "./api.gen";
import { sentence, words } from "./words";

// How to ask the server. What it says has the types that its description gives it.
export type { Citation, Document as DocumentEntry, Page as PageView } from "./api.gen";
export type Span = Citation["spans"][number];

/** A refusal, with a sentence to show. */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, detail: string) { super(sentence(code, detail)); }
}

/** Called when the server does not know the session any more. */
let onSignedOut: () => void = () => undefined;
export const whenSignedOut = (body: () => void) => { onSignedOut = body; };

/** Called when the server wants to know that it is still the same person; true once it does. */
let onConfirm: () => Promise<boolean> = async () => false;
export const whenConfirming = (body: () => Promise<boolean>) => { onConfirm = body; };

/** The session's own token, which requests that change something must carry. */
let token = "";
export const setToken = (value: string) => { token = value; };

/** A query: blanks as %20, and what is empty or absent left out. */
export const query = (fields: Record<string, string | undefined>) =>
  Object.entries(fields).filter(([, value]) => value).map(([name, value]) => `${name}=${encodeURIComponent(value ?? "")}`).join("&");

/** Told whether the server can be reached, as it turns out by asking. */
let onReach: (isThere: boolean) => void = () => undefined;
export const whenReached = (body: (isThere: boolean) => void) => { onReach = body; };

/** Told whether the server's disk takes no writes, and why, by every answer. */
let onStorage: (code: string) => void = () => undefined;
export const whenStored = (body: (code: string) => void) => { onStorage = body; };

/** The server cannot be reached: neither a refusal nor an answer. */
export class Unreachable extends Error {}

/** `fetch`, and whether anybody was there. */
async function reach(address: string, options: RequestInit): Promise<Response> {
  try {
    const response = await fetch(address, options);
    onReach(true);
    // A refusal that says nothing of the disk does not mean that it takes writes again.
    const storage = response.headers.get("homeroom-storage");
    if (storage || response.ok) onStorage(storage ?? "");
    return response;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    onReach(false);
    throw new Unreachable();
  }
}

async function refusal(response: Response): Promise<Problem> {
  try {
    const body = await response.json();
    return new Problem(response.status, body.code ?? "unknown", body.detail);
  } catch {
    return new Problem(response.status, "unknown", response.statusText);
  }
}

export async function request(path: string, options: RequestInit = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  if (options.method && options.method !== "GET" && token) headers.set("x-csrf-token", token);
  const response = await reach("/api/v1/" + path, { ...options, headers });
  if (!response.ok) {
    const problem = await refusal(response);
    if (problem.code.startsWith("storage.")) onStorage(problem.code);
    if (problem.code === "accounts.confirmFirst") {
      if (await onConfirm()) return request(path, options);
      throw new Problem(problem.status, "page.notConfirmed", words.notConfirmed);
    }
    if (problem.code === "request.notSignedIn" || problem.code === "request.noToken") onSignedOut();
    throw problem;
  }
  return response;
}

export const get = async <Value>(path: string): Promise<Value> => (await request(path)).json();

/** Sends JSON; gives back what the server answers, if anything. */
export async function send<Value = void>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<Value> {
  const response = await request(path, {
    method, body: body === undefined ? undefined : JSON.stringify(body),
    headers: body === undefined ? {} : { "content-type": "application/json" },
  });
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as Value;
}

/** Has the browser keep what the server answers as a file; for what wants more than a link can say. */
export async function save(path: string, body: unknown, name: string): Promise<void> {
  const response = await request(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
  const address = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  // The browser has begun to take it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A sentence for whatever went wrong. */
export const told = (error: unknown) =>
  error instanceof Problem ? error.message : error instanceof Unreachable ? words.unreachable : sentence("unknown");

export const listDocuments = async (before?: string): Promise<Answers["GET documents"]> =>
  (await request("documents?limit=100" + (before ? `&before=${before}` : ""))).json();

/** Without a collection it goes into the standard one, which is made where there is none. */
export const addDocument = async (file: File, collection?: string): Promise<Document> =>
  (await request("documents?name=" + encodeURIComponent(file.name)
    + (collection ? "&collection=" + encodeURIComponent(collection) : ""), { method: "POST", body: file })).json();

export const removeDocument = (id: string) => request("documents/" + id, { method: "DELETE" });

export const readPage = async (document: string, page: number, span?: Span): Promise<Page> =>
  (await request(`documents/${document}/pages/${page}` + (span ? `?start=${span.start}&end=${span.end}` : ""))).json();

export const pageImage = (document: string, page: number) => `/api/v1/documents/${document}/pages/${page}/image?width=1400`;
