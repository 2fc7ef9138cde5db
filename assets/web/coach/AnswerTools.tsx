import { useState } from "react";
import { send } from "../api";
import { Check, Checks, Choice, Form, Problems, useAct, useLoaded } from "../parts";
import { nameOf, words } from "../words";
import { Message } from "./answers";
import type { Answers } from "../api.gen";

const reasons = {
  "-1": ["wrong", "incomplete", "unclear", "offTopic", "badCitation", "outdated", "other"],
  "1": ["helpful", "accurate", "clear", "other"],
} as const;

/** What one can do with an answer: say what one thinks of it, have it answered again, turn to a human coach. */
export function AnswerTools({ message, hasBefore, permissions, onAgain, onChanged }: {
  message: Message; hasBefore: boolean; permissions: string[]; onAgain: () => void; onChanged: () => Promise<void>;
}) {
  const [open, setOpen] = useState<"" | "1" | "-1" | "coach">("");
  const { problem, act } = useAct(onChanged);
  // A flag does not ask for a reply: that can still be asked for.
  const [wasFlagged, setFlagged] = useState(false);
  const isFlag = !!message.thread && (message.threadKind ? message.threadKind === "flag" : wasFlagged);
  const answer = message.answer;
  const rate = (score: 1 | -1) => act(async () => {
    const isTaken = message.feedback === score;
    await send("PUT", `messages/${message.id}/feedback`, { score: isTaken ? 0 : score });
    setOpen(isTaken ? "" : String(score) as "1" | "-1");
  });
  const trace = answer?.trace ?? {};
  return (
    <div className="answer-tools">
      <div className="buttons">
        {permissions.includes("feedback:write") && (
          <>
            <button type="button" className="quiet" aria-pressed={message.feedback === 1} onClick={() => rate(1)}>{words.good}</button>
            <button type="button" className="quiet" aria-pressed={message.feedback === -1} onClick={() => rate(-1)}>{words.notGood}</button>
          </>
        )}
        <button type="button" className="quiet" onClick={onAgain}>{words.regenerate}</button>
        {message.thread && <span className="hint">{isFlag && message.thread === "open" ? words.flagSeen : nameOf("thread." + message.thread)}</span>}
        {(!message.thread || (isFlag && message.thread === "open")) && <button type="button" className="quiet" aria-expanded={open === "coach"} onClick={() => setOpen(open === "coach" ? "" : "coach")}>{words.askCoach}</button>}
        <details className="how"><summary>{words.how}</summary>
          <p>{answer?.written && `${answer.written.provider}, ${answer.written.model}, ${nameOf(answer.written.tier)}${answer.written.why.length ? ` (${answer.written.why.join(", ")})` : ""} · ${answer.written.inputTokens ?? 0} + ${answer.written.outputTokens ?? 0} tokens · $${answer.written.cost.toFixed(4)} · `}
            {Object.entries(trace).map(([step, value]) => `${step} ${Math.round(value)} ms`).join(" · ")}</p>
        </details>
      </div>
      <Problems texts={[problem]} />
      {(open === "1" || open === "-1") && <Reasons message={message} score={open} onDone={async (isForCoach) => { if (isForCoach) setFlagged(true); setOpen(""); await onChanged(); }} />}
      {open === "coach" && <AskCoach message={message} hasBefore={hasBefore} onDone={async () => { setFlagged(false); setOpen(""); await onChanged(); }} />}
    </div>
  );
}

function Reasons({ message, score, onDone }: { message: Message; score: "1" | "-1"; onDone: (isForCoach: boolean) => Promise<void> }) {
  const [chosen, setChosen] = useState<string[]>([]);
  const [isForCoach, setForCoach] = useState(false);
  return (
    <Form button={words.sendFeedback} label={words.why} onSubmit={async () => {
      await send("PUT", `messages/${message.id}/feedback`, { score: Number(score), reasons: chosen, isForCoach });
      await onDone(isForCoach);
    }}>
      <Checks label={words.why} value={chosen} onChange={setChosen}
        options={reasons[score].map((one): [string, string] => [one, nameOf("reason." + one)])} />
      {score === "-1" && <Check label={words.forCoach} value={isForCoach} onChange={setForCoach} />}
    </Form>
  );
}

function AskCoach({ message, hasBefore, onDone }: { message: Message; hasBefore: boolean; onDone: () => Promise<void> }) {
  const { value, problem } = useLoaded<Answers["GET coaches"]>("coaches");
  const [includesBefore, setBefore] = useState(hasBefore);
  const [coach, setCoach] = useState("");
  const coaches = value?.coaches ?? [];
  if (value && coaches.length === 0) return <p className="hint">{words.noCoaches}</p>;
  return (
    <Form button={words.handOver} label={words.askCoach} onSubmit={async () => {
      await send("POST", `messages/${message.id}/hand-over`, { ...(coach && { coach }), includesBefore: hasBefore && includesBefore });
      await onDone();
    }}>
      <p className="hint">{words.handOverHint}</p>
      <Problems texts={[problem]} />
      <Choice label={words.whichCoach} value={coach} onChange={setCoach}
        options={[["", `${words.anyCoach} (${coaches.length})`], ...coaches.map((one): [string, string] => [one.id, `${one.name} · ${one.roles.map(nameOf).join(", ")}`])]} />
      {hasBefore && <Check label={words.includesBefore} value={includesBefore} onChange={setBefore} />}
    </Form>
  );
}
