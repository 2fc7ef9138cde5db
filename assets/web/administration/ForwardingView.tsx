import { useState } from "react";
import { send } from "../api";
import { Check, Choice, Field, Form, Problems, time, useLoaded } from "../parts";
import { language, nameOf, words } from "../words";
import type { Forwarding } from "../api.gen";

type Form = Forwarding["form"];
const forms: Form[] = ["off", "syslog", "tls", "tcp", "udp"];
const isServer = (form: string) => form === "udp" || form === "tcp" || form === "tls";

/** Where each entry of the audit trail is sent on to, how far it came, and what is amiss. */
export function ForwardingView() {
  const { value, problem, reload } = useLoaded<Forwarding>("audit-forwarding");
  return (
    <details className="card">
      <summary>{words.forwarding}{value && ` · ${nameOf("forward." + value.form)}`}{value?.problem && ` · ${words.forwardingStopped}`}</summary>
      <p className="hint">{words.forwardingHint}</p>
      <Problems texts={[problem]} />
      {value && value.form !== "off" && (
        <p role="status">{words.forwardingWaiting} {(value.newest - value.forwarded).toLocaleString(language)}
          {value.forwardedAt && <> · {words.forwardingLast} {time(value.forwardedAt)}</>}</p>
      )}
      {value?.problem && <p className="note">{words.forwardingProblem} {time(value.failedAt)}: {value.problem}</p>}
      {value && <TargetForm key={value.form + value.host + value.port} value={value} onSaved={reload} />}
    </details>
  );
}

function TargetForm({ value, onSaved }: { value: Forwarding; onSaved: () => Promise<void> }) {
  const [form, setForm] = useState<string>(value.form);
  const [host, setHost] = useState(value.host ?? "");
  const [port, setPort] = useState(value.port ? String(value.port) : "");
  const [fromStart, setFromStart] = useState(false);
  // A file is named at the console; where one is, it may stay.
  const options = (value.form === "file" ? ["file", ...forms] : forms).map((one): [string, string] => [one, nameOf("forward." + one)]);
  return (
    <Form button={words.save} label={words.forwarding} onSubmit={async () => {
      await send("PUT", "audit-forwarding", {
        form, fromStart, ...(form === "file" && { path: value.path }), ...(isServer(form) && { host, ...(port && { port: Number(port) }) }),
      });
      setFromStart(false);
      await onSaved();
    }}>
      <Choice label={words.forwardingTo} value={form} onChange={(next) => { setForm(next); setPort(""); }} options={options} />
      {form === "file" && <p className="hint"><code>{value.path}</code> {words.auditCopyHint}</p>}
      {isServer(form) && <>
        <Field label={words.forwardingHost} hint={form === "tls" ? words.forwardingSecured : words.forwardingOpen} value={host} onChange={setHost}
          placeholder="logs.district.example" maxLength={253} required />
        <Field label={words.mailPort} value={port} onChange={setPort} type="number" placeholder={form === "tls" ? "6514" : "514"} />
      </>}
      {form !== "off" && <Check label={words.forwardingFromStart} value={fromStart} onChange={setFromStart} />}
    </Form>
  );
}
