import { useEffect, useId, useState } from "react";
import { get, query, send, told } from "../api";
import { Form, Problems, Quiet, Table, time, useAct, useEvent, useLoaded } from "../parts";
import { nameOf, words } from "../words";
import { Sources } from "./AnswerView";
import { keepDraft, readDraft } from "./drafts";
import { Read } from "./SharedView";
import type { Answers, Thread } from "../api.gen";

type Which = "waiting" | "mine" | "answered";

/** How far a thread is, and with whom. */
const stateOf = (one: Thread) =>
  one.state !== "open" ? (one.takenBy && one.state === "answered" ? `${nameOf("thread.answered")}: ${one.takenBy}` : nameOf("thread." + one.state))
    : one.isMine ? words.takenByYou : one.takenBy ? `${words.takenBy} ${one.takenBy}` : nameOf("thread.open");

/** Questions that were handed to a human coach, or flagged. */
export function InboxView({ thread, person, onNews, ...sources }: { thread?: string; person: string; onNews: () => void } & Sources) {
  return thread ? <One id={thread} person={person} onNews={onNews} {...sources} /> : <All onNews={onNews} />;
}

function All({ onNews }: { onNews: () => void }) {
  const [which, setWhich] = useState<Which>("waiting");
  const [threads, setThreads] = useState<Thread[]>();
  const [next, setNext] = useState<string>();
  const [problem, setProblem] = useState("");
  const load = async (before?: string) => {
    try {
      const page = await get<Answers["GET threads"]>("threads?" + query({ which, limit: "50", before }));
      setThreads((old) => (before ? [...(old ?? []), ...page.threads] : page.threads));
      setNext(page.next);
      setProblem("");
    } catch (error) { setProblem(told(error)); }
  };
  useEffect(() => { setThreads(undefined); load(); onNews(); }, [which]);
  useEvent("homeroom-back", () => { load(); });
  const tabs: [Which, string][] = [["waiting", words.waitingTab], ["mine", words.mineTab], ["answered", words.answeredTab]];
  return (
    <section>
      <h1>{words.inbox}</h1>
      <p className="hint">{words.inboxHint}</p>
      <div className="buttons" role="group" aria-label={words.state}>{tabs.map(([key, text]) =>
        <button key={key} type="button" className="switch" aria-pressed={which === key} onClick={() => setWhich(key)}>{text}</button>)}</div>
      <Problems texts={[problem]} />
      {threads?.length === 0 && <p>{words.inboxEmpty}</p>}
      {!!threads?.length && <Table label={words.inbox} heads={[words.question, words.who, words.kind, words.when, words.state]}
        rows={threads.map((one) => ({
          key: one.id,
          cells: [<a href={"#inbox/" + one.id}>{one.question || one.title}</a>, one.asker, nameOf("thread." + one.kind), time(one.createdAt), stateOf(one)],
        }))} />}
      {next && <button type="button" onClick={() => load(next)}>{words.more}</button>}
    </section>
  );
}

function One({ id, person, onNews, onOpen, openCitation }: { id: string; person: string; onNews: () => void } & Sources) {
  const { value, problem: missing, reload } = useLoaded<Thread>("threads/" + id);
  const changed = async () => { await reload(); onNews(); };
  const { problem, act } = useAct(changed);
  const [text, setText] = useState(readDraft(person, id));
  const write = (text: string) => { setText(text); keepDraft(person, id, text); };
  const field = useId();
  const isOthers = !!value?.takenBy && !value.isMine;
  const take = (isOver: boolean) => act(() => send("POST", `threads/${id}/take`, { isOver }));
  return (
    <section className="ask">
      <a href="#inbox">{words.inbox}</a>
      <Problems texts={[missing, problem]} />
      {value && (
        <>
          <h1>{value.question || value.title}</h1>
          <p className="hint">{value.asker} · {nameOf("thread." + value.kind)} · {stateOf(value)}</p>
          <div className="buttons">
            {!value.takenBy && value.state === "open" && <button type="button" onClick={() => take(false)}>{words.takeThread}</button>}
            {value.isMine && value.state === "open" && <Quiet text={words.giveBack} onClick={() => act(() => send("DELETE", `threads/${id}/take`))} />}
            {isOthers && <Quiet text={words.takeOver} onClick={() => { if (confirm(`${value.takenBy} ${words.confirmTakeOver}`)) take(true); }} />}
          </div>
          {value.messages.map((message) => <Read key={message.id} message={message} owner={value.asker} onOpen={onOpen} openCitation={openCitation} />)}
          {!isOthers && <Form button={words.reply} label={words.reply} onSubmit={async () => {
            await send("POST", `threads/${id}/replies`, { text });
            write("");
            await changed();
          }}>
            <div className="row">
              <label htmlFor={field}>{words.yourReply}</label>
              <textarea id={field} rows={5} maxLength={5000} value={text} onChange={(event) => write(event.target.value)} required />
            </div>
          </Form>}
          {!isOthers && value.state !== "closed" && <Quiet text={words.closeThread} onClick={() => act(() => send("POST", `threads/${id}/close`, {}))} />}
        </>
      )}
    </section>
  );
}
