import qrcode from "qrcode-generator";
import { useState } from "react";
import { send, told } from "../api";
import { Field, Form, Once, time, useLoaded } from "../parts";
import { addPasskey, Session, Stage } from "./session";
import { words } from "../words";
import type { Answers, SecondFactors } from "../api.gen";

/** Sets up an authenticator app: shows the secret, and takes a first code. */
export function AppSetUp({ password = "", onDone }: { password?: string; onDone: (stage: Stage) => void }) {
  const [proposal, setProposal] = useState<Answers["POST second-factors/app"]>();
  const [code, setCode] = useState("");
  if (!proposal)
    return <Form button={words.addApp} onSubmit={async () => setProposal(await send("POST", "second-factors/app", { password }))} />;
  return (
    <Form button={words.continue} label={words.addApp}
      onSubmit={async () => onDone(await send("POST", "second-factors/app/confirm", { ticket: proposal.ticket, code }))}>
      <p>{words.scan}</p>
      <Picture text={proposal.address} />
      <p><code>{proposal.secret}</code></p>
      <Field label={words.codeFromApp} value={code} onChange={setCode} autoComplete="one-time-code" inputMode="numeric" required />
    </Form>
  );
}

/** A text as a QR code. */
function Picture({ text }: { text: string }) {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  let path = "";
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (code.isDark(y, x)) path += `M${x},${y}h1v1h-1z`;
  return (
    <svg className="code" viewBox={`-2 -2 ${size + 4} ${size + 4}`} role="img" aria-label="QR">
      <rect x={-2} y={-2} width={size + 4} height={size + 4} fill="#fff" /><path d={path} fill="#000" />
    </svg>
  );
}

/** The second factors of one's own account. */
export function SecondFactorView({ session }: { session: Session }) {
  const { value, reload } = useLoaded<SecondFactors>("second-factors");
  const [password, setPassword] = useState("");
  const [codes, setCodes] = useState<string[]>([]);
  const [problem, setProblem] = useState("");
  const act = async (body: () => Promise<Stage | { recoveryCodes?: string[] } | void>) => {
    setProblem("");
    try {
      const answer = await body();
      setCodes(answer?.recoveryCodes ?? []);
      await reload();
    } catch (error) { setProblem(error instanceof DOMException ? words.passkeyFailed : told(error)); }
  };
  const remove = (what: object) => act(() => send("POST", "second-factors/remove", { ...what, password }));
  return (
    <section>
      <h2>{words.secondFactors}</h2>
      {session.urgesSecondFactor && !value?.hasApp && <p className="note">{words.urge}</p>}
      {session.secondFactorDue && !value?.hasApp && <p className="note">{words.factorDue} {time(session.secondFactorDue)}</p>}
      {session.hasPassword && (
        <Field label={words.presentPassword} value={password} onChange={setPassword} type="password" autoComplete="current-password" />
      )}
      {problem && <p className="problem" role="alert">{problem}</p>}
      {codes.length > 0 && <Once text={words.recoveryKeep} value={codes.join("\n")} />}
      {value?.hasApp
        ? <p>{words.app} <button type="button" className="quiet" onClick={() => remove({ app: true })}>{words.remove}</button></p>
        : <AppSetUp password={password} onDone={(stage) => act(async () => stage)} />}
      <ul className="list" aria-label={words.passkeys}>{value?.passkeys.map((one) => (
        <li key={one.id}>{one.name} <small>{time(one.usedAt)}</small>
          <button type="button" className="quiet" onClick={() => remove({ passkey: one.id })}>{words.remove}</button></li>
      ))}</ul>
      {!!value?.recoveryCodes && <p>{words.recovery}: {value.recoveryCodes}</p>}
      <div className="buttons">
        <button type="button" onClick={() => act(() => addPasskey(navigator.platform || "Passkey", password))}>{words.addPasskey}</button>
        {(value?.hasApp || !!value?.passkeys.length) && (
          <button type="button" onClick={() => act(() => send("POST", "second-factors/recovery-codes", { password }))}>{words.newCodes}</button>
        )}
      </div>
    </section>
  );
}
