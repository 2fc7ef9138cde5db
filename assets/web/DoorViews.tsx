import { useEffect, useState } from "react";
import { send, setToken, told } from "./api";
import { LibraryView } from "./LibraryView";
import { Field, Form } from "./parts";
import { Stage } from "./session";
import { words } from "./words";

type Link = { purpose: "setUp" | "invitation" | "reset"; name?: string; email?: string };

/** What a one-time link opens: the set-up of a new appliance, or one's own account. */
export function DoorView({ token, onDone }: { token: string; onDone: () => void }) {
  const [link, setLink] = useState<Link>();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    send<Link>("POST", "links/check", { token }).then(setLink).catch((error) => setProblem(told(error)));
  }, [token]);
  const done = (stage: Stage) => {
    setToken(stage.csrf);
    onDone();
  };
  if (problem)
    return <section className="narrow"><h1>{words.linkSpentTitle}</h1><p>{problem}</p><p><a href="/">{words.signIn}</a></p></section>;
  if (!link) return <p className="hint">{words.loading}</p>;
  return link.purpose === "setUp" ? <SetUp token={token} onDone={done} /> : <Welcome token={token} link={link} onDone={done} />;
}

function Welcome({ token, link, onDone }: { token: string; link: Link; onDone: (stage: Stage) => void }) {
  const [password, setPassword] = useState("");
  return (
    <section className="narrow">
      <h1>{words.welcome}, {link.name}</h1>
      <p className="hint">{words.choosePassword}</p>
      <Form button={words.setPassword} label={words.setPassword}
        onSubmit={async () => onDone(await send<Stage>("POST", "links/redeem", { token, password }))}>
        <input type="text" className="hidden" autoComplete="username" defaultValue={link.email} readOnly tabIndex={-1} aria-hidden="true" />
        <Field label={words.newPassword} hint={words.passwordHint} value={password} onChange={setPassword} type="password"
          autoComplete="new-password" minLength={12} required autoFocus />
      </Form>
    </section>
  );
}

function SetUp({ token, onDone }: { token: string; onDone: (stage: Stage) => void }) {
  const [stage, setStage] = useState<Stage>();
  const [district, setDistrict] = useState("");
  const [domains, setDomains] = useState("");
  const [givenName, setGiven] = useState("");
  const [familyName, setFamily] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  if (stage)
    return (
      <section className="narrow">
        <h1>{words.stepLibrary}</h1>
        <p className="hint">{words.libraryHint}</p>
        <LibraryView />
        <button type="button" className="primary" onClick={() => onDone(stage)}>{words.finish}</button>
      </section>
    );
  return (
    <section className="narrow">
      <h1>{words.setUpTitle}</h1>
      <p className="hint">{words.setUpHint}</p>
      <Form button={words.createDistrict} label={words.setUpTitle} onSubmit={async () => {
        const made = await send<Stage>("POST", "setup", {
          token, district, givenName, familyName, email, password,
          emailDomains: domains.split(",").map((one) => one.trim()).filter(Boolean),
        });
        setToken(made.csrf);
        setStage(made);
      }}>
        <Field label={words.district} value={district} onChange={setDistrict} required autoFocus />
        <Field label={words.emailDomains} hint={words.emailDomainsHint} value={domains} onChange={setDomains} />
        <Field label={words.given} value={givenName} onChange={setGiven} autoComplete="given-name" required />
        <Field label={words.family} value={familyName} onChange={setFamily} autoComplete="family-name" required />
        <Field label={words.email} value={email} onChange={setEmail} type="email" autoComplete="username" required />
        <Field label={words.newPassword} hint={words.passwordHint} value={password} onChange={setPassword} type="password"
          autoComplete="new-password" minLength={12} required />
      </Form>
    </section>
  );
}
