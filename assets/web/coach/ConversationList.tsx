import { useEffect, useState } from "react";
import { get, told } from "../api";
import { Check, Field, Problems } from "../parts";
import { words } from "../words";
import { Conversation } from "./answers";

/** One's conversations, the newest first, found by their words. */
export function ConversationList({ current, version }: { current?: string; version: number }) {
  const [text, setText] = useState("");
  const [isArchived, setArchived] = useState(false);
  const [found, setFound] = useState<Conversation[]>([]);
  const [next, setNext] = useState<string>();
  const [problem, setProblem] = useState("");

  const load = async (before?: string) => {
    const query = new URLSearchParams({ limit: "30", archived: String(isArchived), ...(text && { q: text }), ...(before && { before }) });
    try {
      const page = await get<{ conversations: Conversation[]; next?: string }>("conversations?" + query);
      setFound((old) => (before ? [...old, ...page.conversations] : page.conversations));
      setNext(page.next);
      setProblem("");
    } catch (error) { setProblem(told(error)); }
  };
  useEffect(() => {
    const timer = setTimeout(() => load(), text ? 250 : 0);
    return () => clearTimeout(timer);
  }, [text, isArchived, version]);

  return (
    <nav className="history" aria-label={words.conversations}>
      <a className="button" href="#ask">{words.newConversation}</a>
      <Field label={words.searchConversations} value={text} onChange={setText} type="search" />
      <Check label={words.archived} value={isArchived} onChange={setArchived} />
      <Problems texts={[problem]} />
      <ul className="list">{found.map((one) => (
        <li key={one.id}><a href={"#ask/" + one.id} aria-current={one.id === current ? "page" : undefined}>{one.title}</a></li>
      ))}</ul>
      {next && <button type="button" onClick={() => load(next)}>{words.more}</button>}
    </nav>
  );
}
