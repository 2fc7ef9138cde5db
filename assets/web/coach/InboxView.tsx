import { useId, useState } from "react";
import { send } from "../api";
import { Form, Problems, Quiet, Table, time, useAct, useLoaded } from "../parts";
import { nameOf, words } from "../words";
import { Message } from "./answers";
import { Sources } from "./AnswerView";
import { Read } from "./SharedView";

type Thread = {
  id: string; kind: "question" | "flag"; state: "open" | "answered" | "closed"; asker: string; title: string; createdAt: string;
  messages: Message[];
};

/** Questions that were handed to a human coach, or flagged. */
export function InboxView({ thread, ...sources }: { thread?: string } & Sources) {
  const { value, problem, reload } = useLoaded<{ threads: Thread[] }>("threads");
  if (thread) return <One id={thread} onChanged={reload} {...sources} />;
  return (
    <section>
      <h1>{words.inbox}</h1>
      <p className="hint">{words.inboxHint}</p>
      <Problems texts={[problem]} />
      {value && value.threads.length === 0 && <p>{words.inboxEmpty}</p>}
      {!!value?.threads.length && <Table label={words.inbox} heads={[words.question, words.who, words.kind, words.when, words.state]}
        rows={value.threads.map((one) => ({
          key: one.id,
          cells: [<a href={"#inbox/" + one.id}>{one.title}</a>, one.asker, nameOf("thread." + one.kind), time(one.createdAt), nameOf("thread." + one.state)],
        }))} />}
    </section>
  );
}

function One({ id, onChanged, onOpen, openCitation }: { id: string; onChanged: () => Promise<void> } & Sources) {
  const { value, problem: missing, reload } = useLoaded<Thread>("threads/" + id);
  const { problem, act } = useAct(async () => { await reload(); await onChanged(); });
  const [text, setText] = useState("");
  const field = useId();
  return (
    <section className="ask">
      <a href="#inbox">{words.inbox}</a>
      <Problems texts={[missing, problem]} />
      {value && (
        <>
          <h1>{value.title}</h1>
          <p className="hint">{value.asker} · {nameOf("thread." + value.kind)} · {nameOf("thread." + value.state)}</p>
          {value.messages.map((message) => <Read key={message.id} message={message} onOpen={onOpen} openCitation={openCitation} />)}
          <Form button={words.reply} label={words.reply} onSubmit={async () => {
            await send("POST", `threads/${id}/replies`, { text });
            setText("");
            await reload();
            await onChanged();
          }}>
            <div className="row">
              <label htmlFor={field}>{words.yourReply}</label>
              <textarea id={field} rows={5} maxLength={5000} value={text} onChange={(event) => setText(event.target.value)} required />
            </div>
          </Form>
          {value.state !== "closed" && <Quiet text={words.closeThread} onClick={() => act(() => send("POST", `threads/${id}/close`, {}))} />}
        </>
      )}
    </section>
  );
}
