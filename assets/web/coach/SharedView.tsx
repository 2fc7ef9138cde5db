import { Problems, time, useLoaded } from "../parts";
import { words } from "../words";
import { Message } from "./answers";
import { AnswerView, Sources } from "./AnswerView";

type Shared = { id: string; title: string; owner: string; sharedAt: string; messages: Message[] };

/** What others share: all of it, or one conversation. */
export function SharedView({ share, ...sources }: { share?: string } & Sources) {
  return share ? <One share={share} {...sources} /> : <All />;
}

function All() {
  const { value, problem } = useLoaded<{ shared: Shared[] }>("shared");
  return (
    <section>
      <h1>{words.shared}</h1>
      <Problems texts={[problem]} />
      {value && value.shared.length === 0 && <p className="hint">{words.nothingShared}</p>}
      <ul className="list">{(value?.shared ?? []).map((one) => (
        <li key={one.id} className="card"><a href={"#shared/" + one.id}>{one.title}</a><small>{one.owner} · {time(one.sharedAt)}</small></li>
      ))}</ul>
    </section>
  );
}

function One({ share, onOpen, openCitation }: { share: string } & Sources) {
  const { value, problem } = useLoaded<Shared>("shared/" + share);
  return (
    <section className="ask">
      <Problems texts={[problem]} />
      {value && <><h1>{value.title}</h1><p className="hint">{words.sharedBy} {value.owner}, {time(value.sharedAt)}</p></>}
      {value?.messages.map((message) => <Read key={message.id} message={message} onOpen={onOpen} openCitation={openCitation} />)}
    </section>
  );
}

/** A message that is only read. */
export function Read({ message, onOpen, openCitation }: { message: Message } & Sources) {
  if (message.answer) return <article className="answer"><AnswerView answer={message.answer} onOpen={onOpen} openCitation={openCitation} /></article>;
  if (message.role === "question") return <div className="said"><h2>{message.text}</h2></div>;
  return <div className="card"><p><strong>{message.author ?? words.aCoach}</strong></p><p className="prose">{message.text}</p></div>;
}
