import { FormEvent, KeyboardEvent, ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { Session } from "../account/session";
import { get, Problem, send, told, Unreachable } from "../api";
import { Check, useLoaded } from "../parts";
import { words } from "../words";
import { ask, Asked, Conversation, Cut, follow, Hearing, Message, newestBelow, newestTurn, pathTo, Quote, versions } from "./answers";
import { AnswerTools } from "./AnswerTools";
import { AnswerView, Quotes, Sources } from "./AnswerView";
import { ConversationBar } from "./ConversationBar";
import { ConversationList } from "./ConversationList";
import { keepDraft, readDraft } from "./drafts";
import type { Answers } from "../api.gen";

const examples = [words.exampleLearning, words.exampleAgenda, words.exampleAssessment];

/** A question that is being answered, and what is known of its answer. */
type Pending = { question: string; text: string; after?: string; message?: string; problem?: string; isLost?: boolean; quotes?: Quote[]; isThinking?: boolean };
/** What is asked, and the words to show for it. */
type Wish = Asked & { text: string };

const isName = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** On a small screen an answer is read from its question on; whoever types the next one stays where they are. */
function showFromStart(id: string) {
  const heading = document.getElementById(id);
  const typing = document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value;
  if (!heading || typing || !matchMedia("(max-width: 62rem)").matches) return;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

/** A conversation with the coach, beside those that went before. */
export function AskView({ id, isShown, session, news, onNews, onOpen, openCitation }: {
  id?: string; isShown: boolean; session: Session; news: number; onNews: () => void;
} & Sources) {
  const { permissions } = session;
  const [conversation, setConversation] = useState<Conversation>();
  const [messages, setMessages] = useState<Message[]>([]);
  const [head, setHead] = useState<string>();
  const [pending, setPending] = useState<Pending>();
  /** Asked while another answer is being written: they wait in line. */
  const [line, setLine] = useState<Wish[]>([]);
  /** What is typed, in which conversation; and what the server does not have yet. */
  const [draft, setDraft] = useState<{ of?: string; text: string }>({ text: "" });
  const [sending, setSending] = useState("");
  const [problem, setProblem] = useState("");
  const [isGone, setGone] = useState(false);
  const [usesWeb, setUsesWeb] = useState(false);
  const [listed, setListed] = useState(0);
  const options = useLoaded<Answers["GET coach-options"]>("coach-options");
  // Where there is nothing to read, nothing can be answered: no examples then.
  const [hasBooks, setHasBooks] = useState(false);
  useEffect(() => {
    if (isShown && permissions.includes("documents:read"))
      get<Answers["GET documents"]>("documents?limit=1").then((found) => setHasBooks(found.documents.length > 0)).catch(() => undefined);
  }, [isShown]);
  /** The question whose answer has just come. */
  const [landed, setLanded] = useState<string>();
  useEffect(() => { if (landed) { setLanded(undefined); showFromStart("said-" + landed); } }, [landed, messages]);
  const listening = useRef<AbortController>();
  /** The conversation that is shown; undefined is a new one, and null none yet. */
  const current = useRef<string | null | undefined>(null);
  const asked = useRef<HTMLElement>(null);
  const isAnswering = !!pending && !pending.problem;
  useEffect(() => { if (pending) asked.current?.scrollIntoView({ block: "start" }); }, [!!pending]);

  const write = (text: string) => { setSending(""); setDraft({ of: current.current ?? "", text }); };

  const show = useCallback((found: Answers["GET conversations/{conversation}"]) => {
    setConversation(found.conversation);
    setMessages(found.messages);
    if (found.conversation.news > 0) {
      send("PUT", `conversations/${found.conversation.id}/seen`).then(() => { onNews(); setListed((count) => count + 1); }).catch(() => undefined);
    }
  }, [onNews]);
  const load = useCallback(async (which: string) => {
    const found = await get<Answers["GET conversations/{conversation}"]>("conversations/" + which);
    if (current.current !== which) return;
    show(found);
    return found;
  }, [show]);

  /** Listens until an answer is there; where the connection breaks off, finds out how it stands and goes on. */
  const listen = async (which: string, start: Pending, begin: (signal: AbortSignal, hearing: Hearing) => Promise<Message>, onRefused?: () => void) => {
    listening.current?.abort();
    const controller = new AbortController();
    listening.current = controller;
    const isCurrent = () => listening.current === controller && current.current === which;
    const change = (what: Partial<Pending>) => { if (isCurrent()) setPending((now) => now && { ...now, ...what }); };
    // Asked again, a question has answers already: only a new one is what is waited for.
    const known = new Set(messages.map((one) => one.id));
    let question = start.message, attempt = begin;
    const hearing: Hearing = {
      onStarted: (message) => { question = message; setSending(""); change({ message, isLost: false }); },
      onText: (text) => change({ text, isLost: false }),
      onQuoted: (quotes) => change({ quotes, isLost: false }),
      onThinking: () => change({ isThinking: true, isLost: false }),
    };
    setPending(start);
    for (;;) {
      try {
        const answer = await attempt(controller.signal, hearing);
        if (!isCurrent()) return;
        await load(which).catch(() => undefined);
        if (!isCurrent()) return;
        setHead(answer.id);
        setPending(undefined);
        setLanded(answer.parent);
        break;
      } catch (error) {
        if (!isCurrent() || controller.signal.aborted) return;
        if (error instanceof Problem && error.code !== "coach.answerStopped") {
          // Not even begun: what was typed goes back into the box.
          if (!question && onRefused) { setPending(undefined); onRefused(); setProblem(told(error)); return; }
          change({ problem: told(error) });
          break;
        }
        if (error instanceof Cut || error instanceof Unreachable) {
          change({ isLost: true });
          await pause(1500);
          if (!isCurrent()) return;
        } else if (!(error instanceof Problem)) { change({ problem: told(error) }); break; }
        const found = await load(which).catch(() => undefined);
        if (!isCurrent()) return;
        if (!found) { attempt = async () => { throw new Unreachable(); }; continue; }
        const kept = question ? found.messages.find((one) => one.id === question) : [...found.messages].reverse().find((one) => one.role === "question" && one.text === start.question);
        if (!kept) { setPending(undefined); onRefused?.(); setProblem(words.failed); return; }
        question = kept.id;
        setSending("");
        const stopped = error instanceof Problem;
        const answers = found.messages.filter((one) => one.parent === question && one.role === "answer" && !known.has(one.id));
        if (answers.length) { setHead(answers[answers.length - 1].id); setPending(undefined); break; }
        if (found.underway.includes(question)) { const id = question; attempt = (signal, hearing) => follow(id, signal, hearing); continue; }
        setHead(kept.id);
        if (stopped) setPending(undefined); else change({ message: question, isLost: false, problem: words.partial });
        break;
      }
    }
    setListed((count) => count + 1);
  };

  // Another conversation, or a new one. The answer to the one before goes on without a listener.
  useEffect(() => {
    if (!isShown || id === current.current) return;
    listening.current?.abort();
    listening.current = undefined;
    current.current = id;
    setConversation(undefined); setMessages([]); setHead(undefined); setPending(undefined); setProblem(""); setLine([]);
    setGone(!!id && !isName(id));
    setSending("");
    setDraft({ of: id ?? "", text: readDraft(session.id, id) });
    if (!id || !isName(id)) return;
    load(id).then((found) => {
      if (!found) return;
      setHead(newestTurn(found.messages));
      const question = found.messages.find((one) => found.underway.includes(one.id));
      if (question) listen(id, { question: question.text ?? "", text: "", after: question.parent, message: question.id }, (signal, hearing) => follow(question.id, signal, hearing));
    }).catch((error) => {
      if (current.current !== id) return;
      if (error instanceof Problem && error.status === 404) setGone(true); else setProblem(told(error));
    });
  }, [id, isShown, load]);

  // All that the server does not have yet is kept in this tab.
  useEffect(() => {
    if (draft.of === (current.current ?? "")) keepDraft(session.id, current.current ?? undefined, [sending, ...line.map((one) => one.text), draft.text].filter(Boolean).join("\n\n"));
  }, [draft, line, sending]);

  // A coach has replied somewhere, perhaps here.
  useEffect(() => {
    setListed((count) => count + 1);
    if (news > 0 && current.current && !isAnswering) load(current.current).then((found) => { if (found && !head) setHead(newestTurn(found.messages)); }).catch(() => undefined);
  }, [news]);

  const begin = async ({ text, ...rest }: Wish, onRefused?: () => void) => {
    setProblem("");
    const after = rest.again ? messages.find((one) => one.id === rest.again)?.parent : rest.after;
    let which = current.current;
    if (!which) {
      setPending({ question: text, text: "", after });
      try {
        const made = await send<Conversation>("POST", "conversations", { title: text });
        which = current.current = made.id;
        keepDraft(session.id, undefined, "");
        keepDraft(session.id, which, text);
        setDraft((now) => ({ ...now, of: made.id }));
        setConversation(made);
        location.replace("#ask/" + made.id);
      } catch (error) {
        setPending(undefined);
        onRefused?.();
        setProblem(told(error));
        return;
      }
    }
    const into = which;
    await listen(into, { question: text, text: "", after, message: rest.again },
      (signal, hearing) => ask(into, { ...rest, usesWeb: usesWeb || undefined }, signal, hearing), onRefused);
  };

  const submit = (wish: Wish) => { if (isAnswering) setLine((all) => [...all, wish]); else begin(wish); };
  /** What is typed in the box below: it follows what was said last, and is kept until the server has it. */
  const submitTyped = (text: string) => {
    write("");
    if (isAnswering) { setLine((all) => [...all, { text, question: text }]); return; }
    setSending(text);
    begin({ text, question: text, after: last?.id }, () => write(text));
  };
  // The next in line, once the answer before it is there.
  useEffect(() => {
    if (pending || !line.length) return;
    const [first, ...others] = line;
    setLine(others);
    setSending(first.text);
    begin({ ...first, after: first.again || first.after ? first.after : head }, () => write(first.text));
  }, [pending, line, head]);

  const reload = async () => { if (current.current) await load(current.current); };
  const path = pathTo(messages, pending ? pending.after : head);
  // What is asked next goes on from the last turn, whatever a coach says beside it.
  const last = path.filter((one) => one.role !== "coach").pop();
  const isEmpty = path.length === 0 && !pending;

  if (isGone) {
    return (
      <div className="coach">
        {permissions.includes("conversations:read:own") && <ConversationList version={listed} />}
        <section className="notice"><h1>{words.unknownTitle}</h1><p>{words.gone}</p><p><a href="#ask">{words.newConversation}</a></p></section>
      </div>
    );
  }
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
          {path.map((message) => (
            <Said key={message.id} message={message} all={messages} isLast={!pending && message === last} permissions={permissions}
              onVersion={(one) => setHead(newestBelow(messages, one))} onAsk={submit} onChanged={reload}
              onOpen={onOpen} openCitation={openCitation} />
          ))}
          {pending && (
            <article className="answer" aria-busy={isAnswering} ref={asked}>
              <h2>{pending.question}</h2>
              {pending.text ? <p className={pending.problem || pending.isLost ? "prose broken" : "prose"}>{pending.text}</p>
                : isAnswering && <p className="hint" role="status">{pending.isThinking ? words.thinking : words.asking}</p>}
              {isAnswering && pending.quotes && pending.quotes.length > 0 && !pending.text && (
                <>
                  {pending.isThinking && <p className="hint">{words.quotesMeanwhile}</p>}
                  <Quotes quotes={pending.quotes} onOpen={onOpen} openCitation={openCitation} />
                </>
              )}
              {pending.isLost && <p className="note" role="status">{words.lost}</p>}
              {pending.problem ? (
                <>
                  <p className="problem" role="alert">{pending.problem}</p>
                  {pending.message && <button type="button" onClick={() => begin({ text: pending.question, again: pending.message, isFresh: false })}>{words.retry}</button>}
                </>
              ) : <button type="button" onClick={() => {
                if (pending.message) send("DELETE", `messages/${pending.message}/answer`).catch(() => undefined);
              }} disabled={!pending.message}>{words.stop}</button>}
            </article>
          )}
          {line.map((one, index) => (
            <p className="note" key={index}>{words.waitsInLine} {one.text} <button type="button" className="quiet"
              onClick={() => setLine((all) => all.filter((_, other) => other !== index))}>{words.cancel}</button></p>
          ))}
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
        <QuestionForm name="question" value={draft.text} onChange={write} onAsk={submitTyped}>
          {isAnswering && <p className="hint">{words.stopFirst}</p>}
          {options.value?.isWebAllowed && <Check label={words.usesWeb} value={usesWeb} onChange={setUsesWeb} />}
        </QuestionForm>
        {isEmpty && hasBooks && (
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

function QuestionForm({ name, value, onChange, onAsk, label = words.question, children, onCancel }: {
  name: string; value: string; onChange: (text: string) => void; onAsk: (text: string) => void; label?: string;
  children?: ReactNode; onCancel?: () => void;
}) {
  const submit = () => { if (value.trim()) onAsk(value.trim()); };
  const onSubmit = (event: FormEvent) => { event.preventDefault(); submit(); };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); submit(); }
    if (event.key === "Escape") onCancel?.();
  };
  return (
    <form className="question" onSubmit={onSubmit}>
      <label htmlFor={name}>{label}</label>
      <div className="field">
        <textarea id={name} rows={2} maxLength={2000} value={value} autoFocus
          onChange={(event) => onChange(event.target.value)} onKeyDown={onKey} />
        <button type="submit" className="primary" disabled={!value.trim()}>{words.submit}</button>
        {onCancel && <button type="button" onClick={onCancel}>{words.cancel}</button>}
      </div>
      {children}
    </form>
  );
}

function Said({ message, all, isLast, permissions, onVersion, onAsk, onChanged, onOpen, openCitation }: {
  message: Message; all: Message[]; isLast: boolean; permissions: string[]; onVersion: (id: string) => void;
  onAsk: (asked: Wish) => void; onChanged: () => Promise<void>;
} & Sources) {
  const [edited, setEdited] = useState<string>();
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
        <h2 id={"said-" + message.id} tabIndex={-1}>{message.text}</h2>
        <div className="buttons">
          {turn}
          <button type="button" className="quiet" onClick={() => setEdited(edited === undefined ? message.text ?? "" : undefined)}>{words.editQuestion}</button>
          {isLast && <button type="button" className="quiet" onClick={() => onAsk({ text: message.text ?? "", again: message.id })}>{words.answerIt}</button>}
        </div>
        {edited !== undefined && <QuestionForm name="edited" value={edited} onChange={setEdited} label={words.editedQuestion} onCancel={() => setEdited(undefined)}
          onAsk={(text) => { setEdited(undefined); onAsk({ text, question: text, after: message.parent }); }} />}
        {isLast && <p className="hint">{words.stopped}</p>}
      </div>
    );
  }
  const question = all.find((one) => one.id === message.parent);
  const again = () => { if (question) onAsk({ text: question.text ?? "", again: question.id }); };
  return (
    <article className="answer">
      {turn}
      {message.answer && <AnswerView answer={message.answer} onAgain={again} mayAdd={permissions.includes("documents:write")} onOpen={onOpen} openCitation={openCitation} />}
      {message.answer?.isFound && message.answer.confidence.level === "low" && !message.thread && <p>{words.lowNote}</p>}
      <AnswerTools message={message} hasBefore={!!question?.parent} permissions={permissions} onAgain={again} onChanged={onChanged} />
    </article>
  );
}
