import { FormEvent, KeyboardEvent, ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { Session } from "../account/session";
import { get, send, told } from "../api";
import { Check, useLoaded } from "../parts";
import { words } from "../words";
import { ask, Asked, Conversation, Message, newestBelow, pathTo, versions } from "./answers";
import { AnswerTools } from "./AnswerTools";
import { AnswerView, Sources } from "./AnswerView";
import { ConversationBar } from "./ConversationBar";
import { ConversationList } from "./ConversationList";

const examples = [
  "What should a team do when students do not learn?",
  "How should a meeting's agenda be made?",
  "What is a common formative assessment?",
];

type Pending = { question: string; text: string; problem?: string; after?: string };

/** A conversation with the coach, beside those that went before. */
export function AskView({ id, session, onOpen, openCitation }: { id?: string; session: Session } & Sources) {
  const { permissions } = session;
  const [conversation, setConversation] = useState<Conversation>();
  const [messages, setMessages] = useState<Message[]>([]);
  const [head, setHead] = useState<string>();
  const [pending, setPending] = useState<Pending>();
  const [problem, setProblem] = useState("");
  const [usesWeb, setUsesWeb] = useState(false);
  const [listed, setListed] = useState(0);
  const [opened, setOpened] = useState(0);
  const options = useLoaded<{ isWebAllowed: boolean }>("coach-options");
  const running = useRef<AbortController>();
  const current = useRef<string>();
  const asked = useRef<HTMLElement>(null);
  const isAsking = !!pending;
  useEffect(() => { if (isAsking) asked.current?.scrollIntoView({ block: "start" }); }, [isAsking]);

  const load = useCallback(async (which: string) => {
    const found = await get<{ conversation: Conversation; messages: Message[] }>("conversations/" + which);
    if (current.current !== which) return;
    setConversation(found.conversation);
    setMessages(found.messages);
    return found.messages;
  }, []);

  // Another conversation, or a new one.
  useEffect(() => {
    if (id === current.current) return;
    running.current?.abort();
    current.current = id;
    setOpened((count) => count + 1);
    setConversation(undefined); setMessages([]); setHead(undefined); setPending(undefined); setProblem("");
    if (id) load(id).then((all) => setHead(all?.[all.length - 1]?.id)).catch((error) => setProblem(told(error)));
  }, [id, load]);

  const submit = async (asked: Asked & { text: string }) => {
    const { text, ...rest } = asked;
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    setPending({ question: text, text: "", after: asked.again ? messages.find((one) => one.id === asked.again)?.parent : asked.after });
    try {
      let which = current.current;
      if (!which) {
        const made = await send<Conversation>("POST", "conversations", { title: text });
        which = current.current = made.id;
        setConversation(made);
        location.replace("#ask/" + made.id);
      }
      const answered = await ask(which, { ...rest, usesWeb: usesWeb || undefined }, controller.signal,
        (written) => setPending((now) => now && { ...now, text: written }));
      await load(which);
      setHead(answered.id);
      setPending(undefined);
    } catch (error) {
      if (running.current !== controller) return;
      if (controller.signal.aborted) {
        // Stopped: the question stays, to be asked again.
        const all = current.current ? await load(current.current).catch(() => undefined) : undefined;
        setHead(all?.[all.length - 1]?.id);
        setPending(undefined);
      } else setPending((now) => now && { ...now, problem: told(error) });
    } finally { setListed((count) => count + 1); }
  };
  const reload = async () => { if (current.current) await load(current.current); };
  const path = pathTo(messages, pending ? pending.after : head);
  const last = path[path.length - 1];
  const isEmpty = path.length === 0 && !pending;

  return (
    <div className="coach">
      {permissions.includes("conversations:read:own") && <ConversationList current={conversation?.id} version={listed} />}
      <section className="ask">
        {conversation && !isEmpty
          ? <ConversationBar conversation={conversation} head={head} session={session}
              onChanged={async () => { await reload(); setListed((count) => count + 1); }} />
          : <><h1>{words.askHeading}</h1><p className="hint">{words.askHint}</p></>}
        {problem && <p className="problem" role="alert">{problem}</p>}
        <div aria-live="polite">
          {path.map((message, index) => (
            <Said key={message.id} message={message} all={messages} isLast={index === path.length - 1} permissions={permissions}
              onVersion={(one) => setHead(newestBelow(messages, one))} onAsk={submit} onChanged={reload}
              onOpen={onOpen} openCitation={openCitation} />
          ))}
          {pending && (
            <article className="answer" aria-busy={!pending.problem} ref={asked}>
              <h2>{pending.question}</h2>
              {pending.problem ? <p className="problem" role="alert">{pending.problem}</p>
                : <>
                    {pending.text ? <p className="prose">{pending.text}</p> : <p className="hint">{words.asking}</p>}
                    <button type="button" onClick={() => running.current?.abort()}>{words.stop}</button>
                  </>}
            </article>
          )}
        </div>
        {!pending && last?.answer && last.answer.suggestions.length > 0 && (
          <div className="examples">
            <h2>{words.goOn}</h2>
            <ul>{last.answer.suggestions.map((one) => {
              const text = one.kind === "heading" ? `${words.moreAbout} “${one.text}”?` : one.text;
              return <li key={text}><button type="button" onClick={() => submit({ text, question: text, after: last.id })}>{text}</button></li>;
            })}</ul>
          </div>
        )}
        <QuestionForm key={opened} onAsk={(text) => submit({ text, question: text, after: last?.id })}>
          {options.value?.isWebAllowed && <Check label={words.usesWeb} value={usesWeb} onChange={setUsesWeb} />}
        </QuestionForm>
        {isEmpty && (
          <div className="examples">
            <h2>{words.try}</h2>
            <ul>{examples.map((text) => (
              <li key={text}><button type="button" onClick={() => submit({ text, question: text })}>{text}</button></li>
            ))}</ul>
          </div>
        )}
      </section>
    </div>
  );
}

function QuestionForm({ onAsk, start = "", label = words.question, children, onCancel }: {
  onAsk: (text: string) => void; start?: string; label?: string; children?: ReactNode; onCancel?: () => void;
}) {
  const [question, setQuestion] = useState(start);
  const submit = () => {
    const wanted = question.trim();
    if (!wanted) return;
    setQuestion("");
    onAsk(wanted);
  };
  const onSubmit = (event: FormEvent) => { event.preventDefault(); submit(); };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); submit(); }
    if (event.key === "Escape") onCancel?.();
  };
  const name = start ? "edited" : "question";
  return (
    <form className="question" onSubmit={onSubmit}>
      <label htmlFor={name}>{label}</label>
      <div className="field">
        <textarea id={name} rows={2} maxLength={2000} value={question} autoFocus
          onChange={(event) => setQuestion(event.target.value)} onKeyDown={onKey} />
        <button type="submit" className="primary" disabled={!question.trim()}>{words.submit}</button>
        {onCancel && <button type="button" onClick={onCancel}>{words.cancel}</button>}
      </div>
      {children}
    </form>
  );
}

function Said({ message, all, isLast, permissions, onVersion, onAsk, onChanged, onOpen, openCitation }: {
  message: Message; all: Message[]; isLast: boolean; permissions: string[]; onVersion: (id: string) => void;
  onAsk: (asked: Asked & { text: string }) => void; onChanged: () => Promise<void>;
} & Sources) {
  const [isEdited, setEdited] = useState(false);
  const same = versions(all, message);
  const index = same.findIndex((one) => one.id === message.id);
  const turn = same.length > 1 && (
    <span className="versions">
      <button type="button" className="icon" disabled={index === 0} aria-label={words.earlierVersion} onClick={() => onVersion(same[index - 1].id)}>‹</button>
      {index + 1} {words.of} {same.length}
      <button type="button" className="icon" disabled={index === same.length - 1} aria-label={words.laterVersion} onClick={() => onVersion(same[index + 1].id)}>›</button>
    </span>
  );
  if (message.role === "coach") {
    return <div className="card"><p><strong>{message.author ?? words.aCoach}</strong></p><p className="prose">{message.text}</p></div>;
  }
  if (message.role === "question") {
    return (
      <div className="said">
        <h2>{message.text}</h2>
        <div className="buttons">
          {turn}
          <button type="button" className="quiet" onClick={() => setEdited(!isEdited)}>{words.editQuestion}</button>
          {isLast && <button type="button" className="quiet" onClick={() => onAsk({ text: message.text ?? "", again: message.id })}>{words.answerIt}</button>}
        </div>
        {isEdited && <QuestionForm start={message.text} label={words.editedQuestion} onCancel={() => setEdited(false)}
          onAsk={(text) => { setEdited(false); onAsk({ text, question: text, after: message.parent }); }} />}
        {isLast && <p className="hint">{words.stopped}</p>}
      </div>
    );
  }
  const question = all.find((one) => one.id === message.parent);
  const again = () => { if (question) onAsk({ text: question.text ?? "", again: question.id }); };
  return (
    <article className="answer">
      {turn}
      {message.answer && <AnswerView answer={message.answer} onAgain={again} onOpen={onOpen} openCitation={openCitation} />}
      {message.answer?.isFound && message.answer.confidence.level === "low" && !message.thread && <p>{words.lowNote}</p>}
      <AnswerTools message={message} permissions={permissions} onAgain={again} onChanged={onChanged} />
    </article>
  );
}
