import { useEffect, useState } from "react";
import { get, send, setToken, told } from "../api";
import { Field, Form, Once } from "../parts";
import { AppSetUp } from "./SecondFactorView";
import { Session, Stage, usePasskey } from "./session";
import { sentence, words } from "../words";
import type { Ways } from "../api.gen";

/** Coming in: a provider's button, or a name and a password, and then the second factor. */
export function SignInView({ half, onDone }: { half?: Session; onDone: () => void }) {
  const [ways, setWays] = useState<Ways>();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [stage, setStage] = useState<Stage | undefined>(half);
  const problem = new URLSearchParams(location.search).get("problem");

  useEffect(() => { get<Ways>("sign-in").then(setWays).catch(() => undefined); }, []);

  const took = (next: Stage) => {
    setToken(next.csrf);
    if (next.stage === "complete") onDone(); else setStage(next);
  };
  if (stage?.stage === "secondFactor") return <SecondStep methods={stage.methods} onStage={took} />;
  if (stage?.stage === "enrolment") return <Enrolment onDone={onDone} />;
  if (ways && !ways.isSetUp) return <section className="narrow"><h1>Homeroom</h1><p>{words.notSetUp}</p></section>;
  return (
    <section className="narrow">
      <h1>{words.signInTo}</h1>
      {ways?.district && <p className="hint">{ways.district}</p>}
      {problem && <p className="problem" role="alert">{sentence(problem)}</p>}
      {ways?.providers.map((one) => (
        <a className="button" key={one.id} href={`/sign-in/at/${one.id}?next=${encodeURIComponent("/" + location.hash)}`}>
          {words.signInWith} {one.name}
        </a>
      ))}
      {!!ways?.providers.length && <p className="or">{words.or}</p>}
      <Form button={words.signIn} label={words.signIn}
        onSubmit={async () => took(await send<Stage>("POST", "sign-in", { name, password }))}>
        <Field label={words.nameOrEmail} value={name} onChange={setName} autoComplete="username" required autoFocus />
        <Field label={words.password} value={password} onChange={setPassword} type="password"
          autoComplete="current-password" required />
      </Form>
      <p className="hint">{words.forgot}</p>
    </section>
  );
}

function SecondStep({ methods, onStage }: { methods: string[]; onStage: (stage: Stage) => void }) {
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState("");
  const passkey = async () => {
    try { onStage(await usePasskey()); } catch (error) {
      setProblem(error instanceof DOMException ? words.passkeyFailed : told(error));
    }
  };
  return (
    <section className="narrow">
      <h1>{words.secondTitle}</h1>
      {methods.includes("passkey") && <button type="button" className="primary" onClick={passkey}>{words.usePasskey}</button>}
      {problem && <p className="problem" role="alert">{problem}</p>}
      <Form button={words.continue} label={words.secondTitle}
        onSubmit={async () => onStage(await send<Stage>("POST", "sign-in/code", { code }))}>
        <Field label={words.code} hint={words.codeHint} value={code} onChange={setCode} autoComplete="one-time-code" required autoFocus />
      </Form>
      <button type="button" className="quiet" onClick={() => send("DELETE", "session").finally(() => location.assign("/"))}>
        {words.startOver}
      </button>
    </section>
  );
}

function Enrolment({ onDone }: { onDone: () => void }) {
  const [codes, setCodes] = useState<string[]>();
  return (
    <section className="narrow">
      <h1>{words.enrolTitle}</h1>
      {codes ? (
        <>
          <Once text={words.recoveryKeep} value={codes.join("\n")} />
          <button type="button" className="primary" onClick={onDone}>{words.understood}</button>
        </>
      ) : (
        <>
          <p className="hint">{words.enrolHint}</p>
          <AppSetUp onDone={(stage) => {
            setToken(stage.csrf);
            if (stage.recoveryCodes?.length) setCodes(stage.recoveryCodes); else onDone();
          }} />
        </>
      )}
    </section>
  );
}
