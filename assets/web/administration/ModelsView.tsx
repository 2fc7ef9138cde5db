import { useState } from "react";
import { send } from "../api";
import { Field, Form, Problems, Quiet, Table, useAct, useLoaded } from "../parts";
import { words } from "../words";

type Provider = { id: string; name: string; baseURL: string; model: string; hasKey: boolean };

/** The models that write answers: added once they have written a word, tried, removed. */
export function ModelsView() {
  const { value, problem: missing, reload } = useLoaded<{ providers: Provider[] }>("model-providers");
  const { problem, act } = useAct(reload);
  const [outcome, setOutcome] = useState("");
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
    </section>
  );
}

/** Also a step of the first set-up. */
export function ModelForm({ onSaved }: { onSaved: () => Promise<void> }) {
  const [name, setName] = useState("");
  const [baseURL, setAddress] = useState("");
  const [model, setModel] = useState("");
  const [key, setKey] = useState("");
  return (
    <Form button={words.use} label={words.addModel} onSubmit={async () => {
      await send("POST", "model-providers", { name: name.trim() || new URL(baseURL).host, baseURL, model, key: key || undefined });
      setName(""); setAddress(""); setModel(""); setKey("");
      await onSaved();
    }}>
      <Field label={words.address} value={baseURL} onChange={setAddress} type="url" placeholder="https://api.openai.com/v1" required />
      <Field label={words.model} value={model} onChange={setModel} required />
      <Field label={words.key} value={key} onChange={setKey} type="password" autoComplete="off" />
      <Field label={words.name} value={name} onChange={setName} />
    </Form>
  );
}
