import { useState } from "react";
import { send } from "../api";
import { Check, Choice, Field, Form, Problems, Quiet, Table, time, useAct, useLoaded } from "../parts";
import { nameOf, sentence, words } from "../words";
import type { Answers, ModelBudget, ModelProvider } from "../api.gen";

const kinds = ["openai", "azure", "anthropic", "bedrock"];
const dollars = (amount: number) => "$" + amount.toFixed(amount < 1 ? 4 : 2);

/** The models that write answers: added once they have written a word, tried, removed. */
export function ModelsView() {
  const { value, problem: missing, reload } = useLoaded<Answers["GET model-providers"]>("model-providers");
  const { problem, act } = useAct(reload);
  const [outcome, setOutcome] = useState("");
  const [before, setBefore] = useState("");
  const [edited, setEdited] = useState<ModelProvider>();
  const budget = useLoaded<ModelBudget>("model-budget");
  const calls = useLoaded<Answers["GET model-calls"]>("model-calls?limit=50" + (before && "&before=" + before));
  const test = (one: ModelProvider) => act(async () => {
    setOutcome("");
    const { firstTextMilliseconds } = await send<Answers["POST model-providers/{provider}/test"]>("POST", `model-providers/${one.id}/test`, {});
    await reload();
    setOutcome(`${one.name}: ${Math.round(firstTextMilliseconds)} ms`);
  });
  return (
    <section>
      <h1>{words.chatModels}</h1>
      <p className="hint">{words.chatModelsHint}</p>
      {budget.value?.alerts.map((one) => <p key={one.code} className="note" role="alert">{sentence(one.code, one.message)}</p>)}
      {value?.providers.filter((one) => one.isKeyOld).map((one) => <p key={one.id} className="note">{words.keyOld} {one.name}</p>)}
      <details><summary>{words.addModel}</summary><ModelForm onSaved={reload} /></details>
      {edited && <ModelForm key={edited.id} provider={edited} onSaved={async () => { setEdited(undefined); await reload(); }} />}
      <Problems texts={[missing, problem]} />
      <Table label={words.chatModels} heads={[words.name, words.tier, words.model, words.address, words.studentData, words.trial, ""]}
        rows={(value?.providers ?? []).map((one) => ({
          key: one.id,
          cells: [one.name, nameOf(one.tier), one.model, <><code>{one.baseURL}</code><small>{nameOf("kind." + one.kind)}</small></>,
            one.isInside || one.missingPromises.length === 0 ? words.mayTakeThem
              : words.lacks + ": " + one.missingPromises.map((each) => nameOf("promise." + each)).join(", "),
            <>{one.verdict && nameOf("verdict." + one.verdict)}
              {one.verdict === "failed" && one.verdictReason && <small>{one.verdictReason}</small>}
              {one.forms.length > 0 && <small>{words.ownWay}: {one.forms.map(nameOf).join(", ")}</small>}</>,
            <div className="buttons">
              <Quiet text={words.test} about={one.name} onClick={() => test(one)} />
              <Quiet text={words.edit} about={one.name} onClick={() => setEdited(one)} />
              <Quiet text={words.delete} about={one.name} onClick={() => { if (confirm(words.confirmDelete)) act(() => send("DELETE", "model-providers/" + one.id)); }} />
            </div>],
        }))} />
      <p role="status">{outcome}</p>
      {budget.value && <BudgetForm budget={budget.value} onSaved={budget.reload} />}
      <h2>{words.modelCalls}</h2>
      <p className="hint">{words.modelCallsHint}</p>
      <Problems texts={[calls.problem]} />
      <Table label={words.modelCalls} heads={[words.when, words.name, words.model, words.bytes, words.hiddenThings, words.tokens, words.cost, words.outcome]}
        rows={(calls.value?.calls ?? []).map((one) => ({
          key: String(one.number),
          cells: [time(one.at), <>{one.provider}<small>{one.host}</small></>, one.model, one.sentBytes, one.hidden,
            `${one.inputTokens} + ${one.outputTokens}`, dollars(one.cost), one.outcome],
        }))} />
      {calls.value?.next && <button type="button" onClick={() => setBefore(String(calls.value?.next))}>{words.more}</button>}
    </section>
  );
}

function BudgetForm({ budget, onSaved }: { budget: ModelBudget; onSaved: () => Promise<void> }) {
  const [limits, setLimits] = useState({ perHour: budget.perHour, perDay: budget.perDay, perMonth: budget.perMonth, perPersonPerDay: budget.perPersonPerDay });
  const [stops, setStops] = useState(budget.stops);
  const field = (name: keyof typeof limits) => (
    <Field label={name === "perHour" ? words.budgetPerHour : words[name]} type="number" min={0} step="any" value={String(limits[name])}
      onChange={(text) => setLimits({ ...limits, [name]: Number(text) })} />
  );
  return (
    <Form button={words.save} label={words.budget} onSubmit={async () => { await send("PUT", "model-budget", { ...limits, stops }); await onSaved(); }}>
      <h2>{words.budget}</h2>
      <p className="hint">{words.spent}: {dollars(budget.spentThisHour)}, {dollars(budget.spentToday)}, {dollars(budget.spentThisMonth)}</p>
      <div className="filters">{field("perHour")}{field("perDay")}{field("perMonth")}{field("perPersonPerDay")}</div>
      <Check label={words.budgetStops} value={stops} onChange={setStops} />
    </Form>
  );
}

/** Adds a server, or changes one; also a step of the first set-up. */
export function ModelForm({ provider, onSaved }: { provider?: ModelProvider; onSaved: () => Promise<void> }) {
  const [name, setName] = useState(provider?.name ?? "");
  const [baseURL, setAddress] = useState(provider?.baseURL ?? "");
  const [model, setModel] = useState(provider?.model ?? "");
  const [key, setKey] = useState("");
  const [tier, setTier] = useState<string>(provider?.tier ?? "balanced");
  const [isInside, setInside] = useState(provider?.isInside ?? false);
  const [context, setContext] = useState(String(provider?.contextTokens ?? ""));
  const [input, setInput] = useState(String(provider?.inputPrice ?? ""));
  const [cached, setCached] = useState(String(provider?.cachedPrice ?? ""));
  const [output, setOutput] = useState(String(provider?.outputPrice ?? ""));
  const [kind, setKind] = useState(provider?.kind ?? "");
  const [agreementOn, setAgreement] = useState(provider?.agreementOn ?? "");
  const [retention, setRetention] = useState(String(provider?.retentionDays ?? ""));
  const [trains, setTrains] = useState(String(provider?.trainsOnData ?? ""));
  const [region, setRegion] = useState(provider?.region ?? "");
  const [requests, setRequests] = useState(String(provider?.requestsPerMinute ?? ""));
  const [tokens, setTokens] = useState(String(provider?.tokensPerMinute ?? ""));
  const number = (text: string) => (text.trim() ? Number(text) : undefined);
  const isUsual = kind === "anthropic" || kind === "bedrock";
  return (
    <Form button={words.use} label={provider ? `${words.edit}: ${provider.name}` : words.addModel} onSubmit={async () => {
      const wish = {
        kind: kind || undefined, name: name.trim() || (baseURL ? new URL(baseURL).host : kind), model, key: key || undefined, tier, isInside, contextTokens: number(context),
        inputPrice: number(input), cachedPrice: number(cached), outputPrice: number(output),
        // What is emptied is not known any more.
        agreementOn: agreementOn || null, retentionDays: number(retention) ?? null, trainsOnData: trains === "" ? null : trains === "true",
        region: region.trim() || null, requestsPerMinute: number(requests) ?? null, tokensPerMinute: number(tokens) ?? null,
      };
      if (provider) await send("PATCH", "model-providers/" + provider.id, wish);
      else await send("POST", "model-providers", { ...wish, baseURL: baseURL || undefined });
      setName(""); setInput(""); setCached(""); setOutput(""); setAddress(""); setModel(""); setKey(""); setContext("");
      setKind(""); setAgreement(""); setRetention(""); setTrains(""); setRegion(""); setRequests(""); setTokens("");
      await onSaved();
    }}>
      {!provider && <Field label={words.address} value={baseURL} onChange={setAddress} type="url" placeholder="https://api.openai.com/v1" required={!isUsual} />}
      <Choice label={words.providerKind} value={kind} onChange={setKind}
        options={[...(provider ? [] : [["", words.kindByAddress] as [string, string]]), ...kinds.map((one): [string, string] => [one, nameOf("kind." + one)])]} />
      <Check label={words.isInside} value={isInside} onChange={setInside} />
      <Field label={words.model} value={model} onChange={setModel} required />
      <Field label={words.key} hint={provider?.hasKey ? words.secretKept : kind === "bedrock" ? words.bedrockKey : undefined} value={key} onChange={setKey} type="password" autoComplete="off" />
      <Field label={words.name} value={name} onChange={setName} />
      <Choice label={words.tier} value={tier} onChange={setTier} options={["fast", "balanced", "premium"].map((one): [string, string] => [one, nameOf(one)])} />
      <Field label={words.contextTokens} value={context} onChange={setContext} type="number" min={1024} placeholder="32768" />
      <Field label={words.inputPrice} value={input} onChange={setInput} type="number" min={0} step="any" />
      <Field label={words.cachedPrice} value={cached} onChange={setCached} type="number" min={0} step="any" />
      <Field label={words.outputPrice} value={output} onChange={setOutput} type="number" min={0} step="any" />
      <Field label={words.requestsPerMinute} value={requests} onChange={setRequests} type="number" min={1} />
      <Field label={words.tokensPerMinute} value={tokens} onChange={setTokens} type="number" min={1} />
      <fieldset>
        <legend>{words.promises}</legend>
        <p className="hint">{words.promisesHint}</p>
        <Field label={words.agreementOn} value={agreementOn} onChange={setAgreement} type="date" />
        <Field label={words.retentionDays} value={retention} onChange={setRetention} type="number" min={0} />
        <Choice label={words.trainsOnData} value={trains} onChange={setTrains}
          options={[["", words.unknown], ["false", words.no], ["true", words.yes]]} />
        <Field label={words.region} value={region} onChange={setRegion} placeholder="us-east-1" />
      </fieldset>
    </Form>
  );
}
