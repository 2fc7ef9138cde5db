import { useEffect, useState } from "react";
import { get, query, told } from "../api";
import { Field, Nothing, Problems, time, useEvent, useLoaded } from "../parts";
import { words } from "../words";
import { Message } from "./answers";
import { AnswerView, Sources } from "./AnswerView";
import type { Answers, Shared } from "../api.gen";

/** What others share: all of it, or one conversation. */
export function SharedView({ share, ...sources }: { share?: string } & Sources) {
  return share ? <One share={share} {...sources} /> : <All />;
}

function All() {
  const [text, setText] = useState("");
  const [found, setFound] = useState<Shared[]>();
  const [next, setNext] = useState<string>();
  const [problem, setProblem] = useState("");
  const load = async (before?: string) => {
    try {
      const page = await get<Answers["GET shared"]>("shared?" + query({ limit: "30", q: text.trim(), before }));
      setFound((old) => (before ? [...(old ?? []), ...page.shared] : page.shared));
      setNext(page.next);
      setProblem("");
    } catch (error) { setProblem(told(error)); }
  };
  useEffect(() => {
    const timer = setTimeout(() => load(), text ? 250 : 0);
    return () => clearTimeout(timer);
  }, [text]);
  useEvent("homeroom-back", () => { load(); });
  return (
    <section>
      <h1>{words.shared}</h1>
      <p className="hint">{words.sharedHint}</p>
      {(text || !!found?.length) && <Field label={words.search} value={text} onChange={setText} type="search" />}
      <Problems texts={[problem]} />
      {found?.length === 0 && <Nothing text={text} none={words.nothingShared} />}
      <ul className="list">{(found ?? []).map((one) => (
        <li key={one.id} className="card"><a href={"#shared/" + one.id}>{one.title}</a>
          {one.match && <small className="match">{one.match}</small>}<small>{one.owner} · {time(one.sharedAt)}</small></li>
      ))}</ul>
      {next && <button type="button" onClick={() => load(next)}>{words.more}</button>}
    </section>
  );
}

function One({ share, onOpen, openCitation }: { share: string } & Sources) {
  const { value, problem } = useLoaded<Shared>("shared/" + share);
  return (
    <section className="ask">
      <a href="#shared">{words.shared}</a>
      <Problems texts={[problem]} />
      {value && <><h1>{value.title}</h1><p className="hint">{words.sharedBy} {value.owner}, {time(value.sharedAt)}</p></>}
      {value?.messages.map((message) => <Read key={message.id} message={message} owner={value.owner} onOpen={onOpen} openCitation={openCitation} />)}
    </section>
  );
}

/** A message that is only read. */
export function Read({ message, owner, onOpen, openCitation }: { message: Message; owner?: string } & Sources) {
  if (message.answer) return <article className="answer"><AnswerView answer={message.answer} owner={owner} onOpen={onOpen} openCitation={openCitation} /></article>;
  if (message.role === "question") return <div className="said"><h2>{message.text}</h2></div>;
  return <div className="card"><p><strong>{message.author ?? words.aCoach}</strong></p><p className="prose">{message.text}</p></div>;
}
