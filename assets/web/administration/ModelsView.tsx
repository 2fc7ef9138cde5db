import { useState } from "react";
import { send } from "../api";
import { Field, Form, Problems, Quiet, Table, time, useAct, useLoaded } from "../parts";
import { words } from "../words";

type Provider = { id: string; name: string; baseURL: string; model: string; inputPrice: number; outputPrice: number };
type Budget = { perDay: number; perMonth: number; perPersonPerDay: number; spentToday: number; spentThisMonth: number };
type Call = {
  number: number; at: string; provider: string; host: string; model: string; sentBytes: number; hidden: number; inputTokens: number;
  outputTokens: number; cost: number; milliseconds: number; outcome: string;
};
const dollars = (amount: number) => "$" + amount.toFixed(amount < 1 ? 4 : 2);

/** The models that write answers: added once they have written a word, tried, removed. */
export function ModelsView() {
  const { value, problem: missing, reload } = useLoaded<{ providers: Provider[] }>("model-providers");
  const { problem, act } = useAct(reload);
  const [outcome, setOutcome] = useState("");
  const [before, setBefore] = useState("");
  const budget = useLoaded<Budget>("model-budget");
  const calls = useLoaded<{ calls: Call[]; next?: number }>("model-calls?limit=50" + (before && "&before=" + before));
  const test = (one: Provider) => act(async () => {
    setOutcome("");
    const { firstTextMilliseconds } = await send<{ firstTextMilliseconds: number }>("POST", `model-providers/${one.id}/test`, {});
    setOutcome(`${one.name}: ${Math.round(firstTextMilliseconds)} ms`);
  });
  return (
    <section>
      <h1>{words.chatModels}</h1>
      <p className="hint">{words.chatModelsHint}</p>
      <details><summary>{words.addModel}</summary><ModelForm onSaved={reload} /></details>
      <Problems texts={[missing, problem]} />
      <Table label={words.chatModels} heads={[words.name, words.model, words.address, ""]}
        rows={(value?.providers ?? []).map((one) => ({
          key: one.id,
          cells: [one.name, one.model, <code>{one.baseURL}</code>,
            <div className="buttons">
              <Quiet text={words.test} about={one.name} onClick={() => test(one)} />
              <Quiet text={words.delete} about={one.name} onClick={() => { if (confirm(words.confirmDelete)) act(() => send("DELETE", "model-providers/" + one.id)); }} />
            </div>],
        }))} />
      <p role="status">{outcome}</p>
      {budget.value && <BudgetForm budget={budget.value} onSaved={budget.reload} />}
      <h2>{words.calls}</h2>
      <p className="hint">{words.callsHint}</p>
      <Problems texts={[calls.problem]} />
      <Table label={words.calls} heads={[words.when, words.name, words.model, words.bytes, words.hiddenThings, words.tokens, words.cost, words.outcome]}
        rows={(calls.value?.calls ?? []).map((one) => ({
          key: String(one.number),
          cells: [time(one.at), <>{one.provider}<small>{one.host}</small></>, one.model, one.sentBytes, one.hidden,
            `${one.inputTokens} + ${one.outputTokens}`, dollars(one.cost), one.outcome],
        }))} />
      {calls.value?.next && <button type="button" onClick={() => setBefore(String(calls.value?.next))}>{words.more}</button>}
    </section>
  );
}

function BudgetForm({ budget, onSaved }: { budget: Budget; onSaved: () => Promise<void> }) {
  const [limits, setLimits] = useState({ perDay: budget.perDay, perMonth: budget.perMonth, perPersonPerDay: budget.perPersonPerDay });
  const field = (name: keyof typeof limits) => (
    <Field label={words[name]} type="number" min={0} step="any" value={String(limits[name])}
      onChange={(text) => setLimits({ ...limits, [name]: Number(text) })} />
  );
  return (
    <Form button={words.save} label={words.budget} onSubmit={async () => { await send("PUT", "model-budget", limits); await onSaved(); }}>
      <h2>{words.budget}</h2>
      <p className="hint">{words.spent}: {dollars(budget.spentToday)}, {dollars(budget.spentThisMonth)}</p>
      <div className="filters">{field("perDay")}{field("perMonth")}{field("perPersonPerDay")}</div>
    </Form>
  );
}

/** Also a step of the first set-up. */
export function ModelForm({ onSaved }: { onSaved: () => Promise<void> }) {
  const [name, setName] = useState("");
  const [baseURL, setAddress] = useState("");
  const [model, setModel] = useState("");
  const [key, setKey] = useState("");
  const [input, setInput] = useState("");
  const [output, setOutput] = useState("");
  const price = (text: string) => (text.trim() ? Number(text) : undefined);
  return (
    <Form button={words.use} label={words.addModel} onSubmit={async () => {
      await send("POST", "model-providers", { name: name.trim() || new URL(baseURL).host, baseURL, model, key: key || undefined, inputPrice: price(input), outputPrice: price(output) });
      setName(""); setInput(""); setOutput(""); setAddress(""); setModel(""); setKey("");
      await onSaved();
    }}>
      <Field label={words.address} value={baseURL} onChange={setAddress} type="url" placeholder="https://api.openai.com/v1" required />
      <Field label={words.model} value={model} onChange={setModel} required />
      <Field label={words.key} value={key} onChange={setKey} type="password" autoComplete="off" />
      <Field label={words.name} value={name} onChange={setName} />
      <Field label={words.inputPrice} value={input} onChange={setInput} type="number" min={0} step="any" />
      <Field label={words.outputPrice} value={output} onChange={setOutput} type="number" min={0} step="any" />
    </Form>
  );
}
