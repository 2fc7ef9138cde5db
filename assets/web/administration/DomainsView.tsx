import { useId, useState } from "react";
import { send } from "../api";
import { Field, Form, Problems, Quiet, useAct, useLoaded } from "../parts";
import { words } from "../words";
import type { Answers, Domain } from "../api.gen";

/** The fields of practice by which passages and questions are sorted. */
export function DomainsView() {
  const { value, problem: missing, reload } = useLoaded<Answers["GET domains"]>("domains");
  const { problem, act } = useAct(reload);
  const all = value?.domains ?? [];
  const put = (domains: Domain[]) => send("PUT", "domains", { domains });
  return (
    <section>
      <h1>{words.domains}</h1>
      <p className="hint">{words.domainsHint}</p>
      <Problems texts={[missing, problem]} />
      {all.map((one) => (
        <details key={one.id + one.name}>
          <summary>{one.name}</summary>
          <DomainForm domain={one} onSave={async (changed) => { await put(all.map((other) => (other.id === one.id ? changed : other))); await reload(); }} />
          <Quiet text={words.delete} about={one.name} onClick={() => { if (confirm(words.confirmDelete)) act(() => put(all.filter((other) => other.id !== one.id))); }} />
        </details>
      ))}
      <details>
        <summary>{words.addDomain}</summary>
        <DomainForm key={all.length} onSave={async (made) => { await put([...all, made]); await reload(); }} />
      </details>
      <p><Quiet text={words.backToStandard} onClick={() => { if (confirm(words.backToStandard + "?")) act(() => send("DELETE", "domains")); }} /></p>
    </section>
  );
}

function DomainForm({ domain, onSave }: { domain?: Domain; onSave: (domain: Domain) => Promise<void> }) {
  const [name, setName] = useState(domain?.name ?? "");
  const [description, setDescription] = useState(domain?.description ?? "");
  const [examples, setExamples] = useState(domain?.examples.join("\n") ?? "");
  const about = useId(), lines = useId();
  const identifier = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "").slice(0, 40);
  return (
    <Form button={words.save} label={domain?.name ?? words.addDomain} onSubmit={() => onSave({
      id: domain?.id ?? identifier, name: name.trim(), description: description.trim(),
      examples: examples.split("\n").map((one) => one.trim()).filter(Boolean),
    })}>
      <Field label={words.name} value={name} onChange={setName} maxLength={80} required />
      <div className="row"><label htmlFor={about}>{words.domainAbout}</label>
        <textarea id={about} rows={3} maxLength={1000} value={description} onChange={(event) => setDescription(event.target.value)} required /></div>
      <div className="row"><label htmlFor={lines}>{words.domainExamples}</label>
        <textarea id={lines} rows={8} value={examples} onChange={(event) => setExamples(event.target.value)} /></div>
    </Form>
  );
}
