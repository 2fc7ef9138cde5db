import { useEffect, useState } from "react";
import { get, query, told } from "../api";
import { Check, Field, Nothing, Problems, useEvent } from "../parts";
import { words } from "../words";
import { Conversation } from "./answers";
import type { Answers } from "../api.gen";

/** One's conversations, the newest first, found by their words; those with news stand out. */
export function ConversationList({ current, version }: { current?: string; version: number }) {
  const [text, setText] = useState("");
  const [isArchived, setArchived] = useState(false);
  const [found, setFound] = useState<Conversation[]>();
  const [next, setNext] = useState<string>();
  const [problem, setProblem] = useState("");

  const load = async (before?: string) => {
    try {
      const page = await get<Answers["GET conversations"]>(
        "conversations?" + query({ limit: "30", archived: String(isArchived), q: text.trim(), before }));
      setFound((old) => (before ? [...(old ?? []), ...page.conversations] : page.conversations));
      setNext(page.next);
      setProblem("");
    } catch (error) { setProblem(told(error)); }
  };
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => { if (isCurrent) load(); }, text ? 250 : 0);
    return () => { isCurrent = false; clearTimeout(timer); };
  }, [text, isArchived, version]);
  useEvent("homeroom-back", () => { load(); });

  return (
    <nav className="history" aria-label={words.conversations}>
      <a className="button" href="#ask">{words.newConversation}</a>
      <Field label={words.searchConversations} value={text} onChange={setText} type="search" />
      <Check label={words.archived} value={isArchived} onChange={setArchived} />
      <Problems texts={[problem]} />
      {found?.length === 0 && text.trim() && <Nothing text={text} none="" />}
      <ul className="list">{(found ?? []).map((one) => (
        <li key={one.id}><a href={"#ask/" + one.id} className={one.news > 0 ? "news" : undefined} aria-current={one.id === current ? "page" : undefined}>
          {one.title}{one.news > 0 && <small>{words.newsReply}</small>}{one.match && <small className="match">{one.match}</small>}</a></li>
      ))}</ul>
      {next && <button type="button" onClick={() => load(next)}>{words.more}</button>}
    </nav>
  );
}
