import { useState } from "react";
import { send } from "../api";
import { Check, Choice, Field, Form, Nothing, Problems, Quiet, Table, time, useAct, useLoaded } from "../parts";
import { language, nameOf, sentence, words } from "../words";
import type { Answers, MailSettings, OutboxMessage } from "../api.gen";

type State = OutboxMessage["state"];
const states: State[] = ["queued", "sending", "sent", "failed", "bounced"];
const securities: MailSettings["security"][] = ["startTLS", "tls", "plain"];

/** The mail server, and what is to be sent through it. */
export function MailView() {
  const settings = useLoaded<MailSettings>("mail");
  const [state, setState] = useState("");
  const [before, setBefore] = useState("");
  const outbox = useLoaded<Answers["GET mail/outbox"]>(
    "mail/outbox?limit=50" + (state && "&state=" + state) + (before && "&before=" + before));
  const { problem, act } = useAct(outbox.reload);
  const count = (one: State) => `${nameOf("mail." + one)} (${(outbox.value?.counts[one] ?? 0).toLocaleString(language)})`;
  return (
    <section>
      <h1>{words.mail}</h1>
      <p className="hint">{words.mailHint}</p>
      <Problems texts={[settings.problem, outbox.problem, problem]} />
      {settings.value && <SettingsForm settings={settings.value} onSaved={settings.reload} />}
      {settings.value && <ReturnsForm key={settings.value.returns?.host} settings={settings.value} onSaved={settings.reload} />}
      {settings.value?.host && <TestForm onSent={outbox.reload} />}
      <h2>{words.outbox}</h2>
      <Choice label={words.state} value={state} onChange={(next) => { setState(next); setBefore(""); }}
        options={[["", words.allStates], ...states.map((one): [string, string] => [one, count(one)])]} />
      {outbox.value?.messages.length === 0 ? <Nothing text="" none={words.noMail} /> : (
        <Table label={words.outbox} heads={[words.when, words.purpose, words.recipient, words.state, words.tries, words.nextRun, words.reason, ""]}
          rows={(outbox.value?.messages ?? []).map((one) => ({
            key: one.id,
            cells: [time(one.at), nameOf("mail.kind." + one.kind), one.recipient, nameOf("mail." + one.state), one.attempts, time(one.nextAt),
              one.problem ? sentence(one.problem, one.words) : "",
              <>
                {(one.state === "failed" || one.state === "bounced" && one.problem !== "mail.returned") && <Quiet text={words.retry} about={one.recipient} onClick={() => act(() => send("POST", `mail/outbox/${one.id}/retry`))} />}
                {one.state !== "sending" && <Quiet text={words.dropJob} about={one.recipient}
                  onClick={() => { if (confirm(words.dropMailAsk)) act(() => send("DELETE", "mail/outbox/" + one.id)); }} />}
              </>],
          }))} />
      )}
      {outbox.value?.next && <button type="button" onClick={() => setBefore(outbox.value?.next ?? "")}>{words.more}</button>}
    </section>
  );
}

function SettingsForm({ settings, onSaved }: { settings: MailSettings; onSaved: () => Promise<void> }) {
  const [isOn, setOn] = useState(settings.isOn);
  const [host, setHost] = useState(settings.host);
  const [port, setPort] = useState(String(settings.port));
  const [security, setSecurity] = useState<string>(settings.security);
  const [isInside, setInside] = useState(settings.isInside);
  const [user, setUser] = useState(settings.user ?? "");
  const [password, setPassword] = useState("");
  const [from, setFrom] = useState(settings.from);
  const [name, setName] = useState(settings.name);
  const [perSecond, setPerSecond] = useState(String(settings.perSecond));
  return (
    <Form button={words.save} label={words.mail} onSubmit={async () => {
      await send("PUT", "mail", {
        isOn, host, port: Number(port), security, isInside, user, from, name, perSecond: Number(perSecond), ...(password && { password }),
      });
      setPassword("");
      await onSaved();
    }}>
      <Check label={words.mailOn} value={isOn} onChange={setOn} />
      <Field label={words.mailHost} value={host} onChange={setHost} placeholder="smtp.district.example" required />
      <Field label={words.mailPort} hint={words.mailPortHint} value={port} onChange={setPort} type="number" required />
      <Choice label={words.mailSecurity} value={security} onChange={setSecurity} options={securities.map((one): [string, string] => [one, nameOf(one)])} />
      <Check label={words.mailInside} value={isInside} onChange={setInside} />
      <Field label={words.mailUser} value={user} onChange={setUser} autoComplete="off" />
      <Field label={words.password} hint={settings.hasPassword ? words.mailPasswordKept : undefined} value={password} onChange={setPassword}
        type="password" autoComplete="new-password" />
      <Field label={words.mailFrom} value={from} onChange={setFrom} placeholder="homeroom@district.example" type="email" required />
      <Field label={words.mailName} value={name} onChange={setName} placeholder="Homeroom" />
      <Field label={words.mailPerSecond} value={perSecond} onChange={setPerSecond} type="number" required />
    </Form>
  );
}

/** The mailbox that mail comes back to. */
function ReturnsForm({ settings, onSaved }: { settings: MailSettings; onSaved: () => Promise<void> }) {
  const old = settings.returns;
  const [host, setHost] = useState(old?.host ?? "");
  const [port, setPort] = useState(String(old?.port ?? 993));
  const [security, setSecurity] = useState<string>(old?.security ?? "tls");
  const [isInside, setInside] = useState(old?.isInside ?? false);
  const [user, setUser] = useState(old?.user ?? "");
  const [password, setPassword] = useState("");
  return (
    <details className="card">
      <summary>{words.mailReturns}{old && ` · ${old.host}`}</summary>
      <p className="hint">{words.mailReturnsHint}</p>
      <Form button={words.save} label={words.mailReturns} onSubmit={async () => {
        await send("PUT", "mail", { returns: { host, port: Number(port), security, isInside, user, ...(password && { password }) } });
        setPassword("");
        await onSaved();
      }}>
        <Field label={words.mailReturnsHost} value={host} onChange={setHost} placeholder="imap.district.example" maxLength={253} />
        <Field label={words.mailPort} hint={words.mailReturnsPortHint} value={port} onChange={setPort} type="number" required />
        <Choice label={words.mailSecurity} value={security} onChange={setSecurity} options={securities.map((one): [string, string] => [one, nameOf(one)])} />
        <Check label={words.mailInside} value={isInside} onChange={setInside} />
        <Field label={words.mailReturnsUser} value={user} onChange={setUser} autoComplete="off" />
        <Field label={words.password} hint={old?.hasPassword ? words.mailReturnsPasswordKept : undefined} value={password} onChange={setPassword}
          type="password" autoComplete="new-password" />
      </Form>
    </details>
  );
}

function TestForm({ onSent }: { onSent: () => Promise<void> }) {
  const [to, setTo] = useState("");
  const [told, setTold] = useState("");
  return (
    <Form button={words.mailTest} label={words.mailTest} onSubmit={async () => {
      setTold("");
      const answer = await send<Answers["POST mail/test"]>("POST", "mail/test", { to });
      setTold(`${words.mailTested} ${answer.words}`);
      await onSent();
    }}>
      <Field label={words.mailTestTo} value={to} onChange={setTo} type="email" required />
      {told && <p role="status">{told}</p>}
    </Form>
  );
}
