import { sentence } from "./words";

// What the server says, and how to ask it.
export type Span = { page: number; label?: string; start: number; end: number };
export type Citation = { document: string; title: string; hasPages: boolean; headingPath: string[]; spans: Span[] };
export type Quote = { number: number; text: string; citation: Citation; confidence: number };
export type Nearby = { text: string; citation: Citation };
export type Written = {
  sentences: { text: string; opensParagraph: boolean; citations: { number: number; citation: Citation }[]; isSupported: boolean }[];
  supported: number; provider: string; model: string; hidden: number;
};
export type Finished = {
  isFound: boolean; confidence: number; quotes: Quote[]; nearby: Nearby[]; written?: Written; fallback?: { code: string; message: string };
};
export type DocumentEntry = {
  id: string; title: string; author?: string; collection: string; fileName: string; state: "waiting" | "ready" | "refused";
  progress: number; pageCount: number; pagesWithoutText: number[]; problem?: string;
};
export type PageView = {
  document: string; title: string; number: number; label?: string; pageCount: number; hasImage: boolean;
  width: number; height: number; text: string;
  paragraphs: { start: number; end: number; kind: string; level?: number }[];
  highlights: { x: number; y: number; width: number; height: number }[];
};

/** A refusal, with a sentence to show. */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, detail: string) { super(sentence(code, detail)); }
}

/** Called when the server does not know the session any more. */
let onSignedOut: () => void = () => undefined;
export const whenSignedOut = (body: () => void) => { onSignedOut = body; };

/** The session's own token, which requests that change something must carry. */
let token = "";
export const setToken = (value: string) => { token = value; };

async function refusal(response: Response): Promise<Problem> {
  try {
    const body = await response.json();
    return new Problem(response.status, body.code, body.detail);
  } catch {
    return new Problem(response.status, "unknown", response.statusText);
  }
}

export async function request(path: string, options: RequestInit = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  if (options.method && options.method !== "GET" && token) headers.set("x-csrf-token", token);
  const response = await fetch("/api/v1/" + path, { ...options, headers });
  if (!response.ok) {
    const problem = await refusal(response);
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

/** A sentence for whatever went wrong. */
export const told = (error: unknown) => (error instanceof Problem ? error.message : sentence("unknown"));

export const listDocuments = async (before?: string): Promise<{ documents: DocumentEntry[]; next?: string }> =>
  (await request("documents?limit=100" + (before ? `&before=${before}` : ""))).json();

export const addDocument = async (file: File, collection?: string): Promise<DocumentEntry> =>
  (await request("documents?name=" + encodeURIComponent(file.name)
    + (collection ? "&collection=" + encodeURIComponent(collection) : ""), { method: "POST", body: file })).json();

export const removeDocument = (id: string) => request("documents/" + id, { method: "DELETE" });

export const readPage = async (document: string, page: number, span?: Span): Promise<PageView> =>
  (await request(`documents/${document}/pages/${page}` + (span ? `?start=${span.start}&end=${span.end}` : ""))).json();

export const pageImage = (document: string, page: number) => `/api/v1/documents/${document}/pages/${page}/image?width=1400`;

/** Asks; hands on what a model writes as it comes, from the beginning each time. */
export async function ask(question: string, signal: AbortSignal, onText: (text: string) => void): Promise<Finished> {
  const response = await request("answers", {
    method: "POST", signal, body: JSON.stringify({ question }),
    headers: { "content-type": "application/json", accept: "text/event-stream" },
  });
  if (!response.body) throw new Problem(0, "unknown", "");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "", text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Problem(0, "cut", "");
    rest += value;
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const lines = rest.slice(0, end).split("\n");
      rest = rest.slice(end + 2);
      const field = (name: string) => lines.find((line) => line.startsWith(name + ": "))?.slice(name.length + 2) ?? "";
      const data = JSON.parse(field("data") || "{}");
      if (field("event") === "writing") onText((text = data.isAnew ? data.text : text + data.text));
      if (field("event") === "finished") return data;
      if (field("event") === "failed") throw new Problem(0, data.code, data.detail);
    }
  }
}
