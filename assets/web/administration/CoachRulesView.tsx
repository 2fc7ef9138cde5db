import { useId, useState } from "react";
import { send } from "../api";
import { Check, Field, Form, Problems, Quiet, useAct, useLoaded, usePlacesAndRoles } from "../parts";
import { nameOf, words } from "../words";
import type { Answers, CoachRules, Prompt } from "../api.gen";

type Web = Answers["GET web-search"];

/** How long conversations are kept, what models are told, and whether the web is searched. */
export function CoachRulesView() {
  const rules = useLoaded<CoachRules>("coach-rules");
  const prompts = useLoaded<Answers["GET prompts"]>("prompts");
  const web = useLoaded<Web>("web-search");
  return (
    <section>
      <h1>{words.coachRules}</h1>
      <Problems texts={[rules.problem, prompts.problem, web.problem]} />
      {rules.value && <RulesForm rules={rules.value} onSaved={rules.reload} />}
      {web.value && <WebForm web={web.value} onSaved={web.reload} />}
      <h2>{words.prompts}</h2>
      <p className="hint">{words.promptsHint}</p>
      {prompts.value?.prompts.map((one) => <PromptForm key={one.name + one.version} prompt={one} onSaved={prompts.reload} />)}
    </section>
  );
}

function RulesForm({ rules, onSaved }: { rules: CoachRules; onSaved: () => Promise<void> }) {
  const { roles, roleName } = usePlacesAndRoles();
  const [days, setDays] = useState(String(rules.conversationDays ?? ""));
  const [link, setLink] = useState(String(rules.linkDays));
  const [byRole, setByRole] = useState<Record<string, number>>(rules.conversationDaysByRole);
  const asking = roles.filter((one) => one.permissions.includes("questions:ask"));
  return (
    <Form button={words.save} label={words.retention} onSubmit={async () => {
      await send("PUT", "coach-rules", { conversationDays: days ? Number(days) : undefined, conversationDaysByRole: byRole, linkDays: Number(link) });
      await onSaved();
    }}>
      <h2>{words.retention}</h2>
      <p className="hint">{words.retentionHint}</p>
      <Field label={words.daysKept} value={days} onChange={setDays} type="number" min={1} max={36500} />
      <div className="filters">{asking.map((role) => (
        <Field key={role.id} label={roleName(role.id)} type="number" min={1} max={36500} value={String(byRole[role.id] ?? "")}
          onChange={(text) => {
            const { [role.id]: _, ...others } = byRole;
            setByRole(text ? { ...others, [role.id]: Number(text) } : others);
          }} />
      ))}</div>
      <Field label={words.linkDays} value={link} onChange={setLink} type="number" min={1} max={3650} required />
    </Form>
  );
}

function WebForm({ web, onSaved }: { web: Web; onSaved: () => Promise<void> }) {
  const [isOn, setOn] = useState(web.isOn);
  const [isInside, setInside] = useState(web.isInside);
  const [baseURL, setAddress] = useState(web.baseURL);
  const [key, setKey] = useState("");
  return (
    <Form button={words.save} label={words.webSearch} onSubmit={async () => {
      await send("PUT", "web-search", { isOn, isInside, baseURL, key: key || undefined });
      setKey("");
      await onSaved();
    }}>
      <h2>{words.webSearch}</h2>
      <p className="hint">{words.webSearchHint}</p>
      <Check label={words.webAllowed} value={isOn} onChange={setOn} />
      <Field label={words.address} value={baseURL} onChange={setAddress} type="url" required />
      <Check label={words.isInside} value={isInside} onChange={setInside} />
      <Field label={words.key} hint={web.hasKey ? words.secretKept : undefined} value={key} onChange={setKey} type="password" autoComplete="off" />
    </Form>
  );
}

function PromptForm({ prompt, onSaved }: { prompt: Prompt; onSaved: () => Promise<void> }) {
  const [text, setText] = useState(prompt.text);
  const { problem, act } = useAct(onSaved);
  const id = useId();
  return (
    <details>
      <summary>{nameOf("prompt." + prompt.name)} <small>{prompt.version}{prompt.isEdited && ` · ${words.editedCopy}`}</small></summary>
      <Form button={words.save} label={nameOf("prompt." + prompt.name)} onSubmit={async () => { await send("PUT", "prompts/" + prompt.name, { text }); await onSaved(); }}>
        <div className="row">
          <label htmlFor={id}>{nameOf("prompt." + prompt.name)}</label>
          <textarea id={id} rows={14} minLength={20} maxLength={8000} value={text} onChange={(event) => setText(event.target.value)} required />
        </div>
        <Problems texts={[problem]} />
        {prompt.isEdited && <Quiet text={words.backToStandard} onClick={() => act(() => send("DELETE", "prompts/" + prompt.name))} />}
      </Form>
    </details>
  );
}
