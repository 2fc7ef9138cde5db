// What the coach says, and how to ask it.
import { Citation, Problem, request } from "../api";
import { words } from "../words";
import type { Answer, Bodies, Message, Quote } from "../api.gen";

export type { Answer, Conversation, Message, Quote, Written } from "../api.gen";
export type Nearby = Answer["nearby"][number];
export type Level = Answer["confidence"]["level"];
export type Asked = Bodies["POST conversations/{conversation}/messages"];
/** What is heard of an answer: which question it is for, and what is written of it, from the beginning each time. */
export type Hearing = {
  onStarted: (message: string) => void; onText: (text: string) => void;
  /** The quotations are there; the model lets us wait for its first word. */
  onQuoted: (quotes: Quote[]) => void; onThinking: () => void;
};

/** The answer's events ended before the answer was there. */
export class Cut extends Error {}

async function hear(response: Response, { onStarted, onText, onQuoted, onThinking }: Hearing): Promise<Message> {
  if (!response.body) throw new Cut();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "", text = "";
  for (;;) {
    const { value, done } = await reader.read().catch((error) => { throw error instanceof DOMException ? error : new Cut(); });
    if (done) throw new Cut();
    rest += value;
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const lines = rest.slice(0, end).split("\n");
      rest = rest.slice(end + 2);
      const field = (name: string) => lines.find((line) => line.startsWith(name + ": "))?.slice(name.length + 2) ?? "";
      const data = JSON.parse(field("data") || "{}");
      if (field("event") === "started") onStarted(data.message);
      if (field("event") === "quoted") onQuoted(data.quotes);
      if (field("event") === "thinking") onThinking();
      if (field("event") === "writing") onText((text = data.isAnew ? data.text : text + data.text));
      if (field("event") === "finished") return data;
      if (field("event") === "failed") throw new Problem(0, data.code, data.detail);
    }
  }
}

/** Asks in a conversation. The answer goes on where nobody listens any more. */
export const ask = async (conversation: string, asked: Asked, signal: AbortSignal, hearing: Hearing): Promise<Message> =>
  hear(await request(`conversations/${conversation}/messages`, {
    method: "POST", signal, body: JSON.stringify(asked),
    headers: { "content-type": "application/json", accept: "text/event-stream" },
  }), hearing);

/** Goes on listening to the answer to a question. */
export const follow = async (question: string, signal: AbortSignal, hearing: Hearing): Promise<Message> =>
  hear(await request(`messages/${question}/answer`, { signal, headers: { accept: "text/event-stream" } }), hearing);

/** The questions and answers from the first to one. A coach's reply is no turn: what was asked since goes on from the answer that it is about. */
function turnsTo(messages: Message[], id?: string): Message[] {
  const turns: Message[] = [];
  for (let one = messages.find((other) => other.id === id); one; one = messages.find((other) => other.id === one?.parent)) {
    if (one.role !== "coach") turns.unshift(one);
  }
  return turns;
}

/** The question or the answer before a message. */
const turnBefore = (messages: Message[], one: Message) => turnsTo(messages, one.parent).pop()?.id;

/** The way from the first message to one, with the replies of coaches beside the answers that they are about. */
export function pathTo(messages: Message[], id?: string): Message[] {
  const replies = messages.filter((one) => one.role === "coach");
  return turnsTo(messages, id).flatMap((turn) => [turn, ...replies.filter((reply) => turnBefore(messages, reply) === turn.id)]);
}

/** The question or answer that came last. */
export const newestTurn = (messages: Message[]): string | undefined => messages.filter((one) => one.role !== "coach").pop()?.id;

/** The newest question or answer below one. */
export const newestBelow = (messages: Message[], id: string): string =>
  newestTurn(messages.filter((one) => turnsTo(messages, one.id).some((other) => other.id === id))) ?? id;

/** Versions of a message: questions or answers at the same place. */
export const versions = (messages: Message[], one: Message) =>
  messages.filter((other) => other.role === one.role && one.role !== "coach" && turnBefore(messages, other) === turnBefore(messages, one));

/** "page 12 (printed 8)", or where there are no pages the headings above it. */
export function place(citation: Citation): string {
  const pages = citation.spans.map((span) => span.page).join("–");
  const label = citation.spans[0]?.label;
  const printed = citation.hasPages && label && label !== pages ? ` (${words.printed} ${label})` : "";
  const where = `${citation.hasPages ? words.page : words.section} ${pages}${printed}`;
  const heading = citation.headingPath[citation.headingPath.length - 1];
  return heading ? `${where} · ${heading}` : where;
}
