import { useState } from "react";
import { ProviderForm } from "../administration/ProvidersView";
import { ModelForm } from "../administration/ModelsView";
import { send, setToken } from "../api";
import { LibraryView } from "../LibraryView";
import { Field, Form, Once } from "../parts";
import { words } from "../words";
import { ConfirmView } from "./ConfirmView";
import { AppSetUp } from "./SecondFactorView";
import { Stage } from "./session";

const steps = [words.stepDistrict, words.secondFactors, words.stepSignIn, words.stepLibrary, words.stepModel];

/** The first run: the district and its administrator, ways to sign in, the library, a model provider. */
export function SetUpView({ token, onDone }: { token: string; onDone: (stage: Stage) => void }) {
  const [stage, setStage] = useState<Stage>();
  const [step, setStep] = useState(0);
  const [codes, setCodes] = useState<string[]>();
  const onward = async () => setStep(step + 1);
  return (
    <section className="narrow">
      {stage && <ConfirmView session={{ methods: stage.methods, hasPassword: true }} />}
      <h1>{words.setUpTitle}</h1>
      <ol className="steps">{steps.map((title, number) => (
        <li key={title} aria-current={number === step ? "step" : undefined}>{title}</li>
      ))}</ol>
      {step === 0 && <District token={token} onMade={(made) => { setStage(made); onward(); }} />}
      {step === 1 && (
        <>
          <h2>{words.enrolTitle}</h2>
          {codes ? <Once text={words.recoveryKeep} value={codes.join("\n")} />
            : <><p className="hint">{words.setUpFactorHint}</p><AppSetUp onDone={(made) => setCodes(made.recoveryCodes ?? [])} /></>}
        </>
      )}
      {step === 2 && (
        <>
          <h2>{words.stepSignIn}</h2>
          <p className="hint">{words.signInChoice}</p>
          <details><summary>{words.addProvider}</summary><ProviderForm onSaved={onward} /></details>
        </>
      )}
      {step === 3 && (
        <>
          <p className="hint">{words.libraryHint}</p>
          <LibraryView permissions={["documents:write"]} />
        </>
      )}
      {step === 4 && (
        <>
          <h2>{words.stepModel}</h2>
          <p className="hint">{words.chatModelsHint}</p>
          <details><summary>{words.addModel}</summary><ModelForm onSaved={async () => { if (stage) onDone(stage); }} /></details>
        </>
      )}
      {stage && step > 0 && step < 4 && (
        <button type="button" className="primary" onClick={onward}>{step === 1 && !codes ? words.later : words.onward}</button>
      )}
      {stage && step === 4 && <button type="button" className="primary" onClick={() => onDone(stage)}>{words.finish}</button>}
    </section>
  );
}

function District({ token, onMade }: { token: string; onMade: (stage: Stage) => void }) {
  const [district, setDistrict] = useState("");
  const [domains, setDomains] = useState("");
  const [givenName, setGiven] = useState("");
  const [familyName, setFamily] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  return (
    <>
      <p className="hint">{words.setUpHint}</p>
      <Form button={words.createDistrict} label={words.stepDistrict} onSubmit={async () => {
        const made = await send<Stage>("POST", "setup", {
          token, district, givenName, familyName, email, password,
          emailDomains: domains.split(",").map((one) => one.trim()).filter(Boolean),
        });
        setToken(made.csrf);
        onMade(made);
      }}>
        <Field label={words.district} value={district} onChange={setDistrict} required autoFocus />
        <Field label={words.emailDomains} hint={words.emailDomainsHint} value={domains} onChange={setDomains} />
        <Field label={words.given} value={givenName} onChange={setGiven} autoComplete="given-name" required />
        <Field label={words.family} value={familyName} onChange={setFamily} autoComplete="family-name" required />
        <Field label={words.email} value={email} onChange={setEmail} type="email" autoComplete="username" required />
        <Field label={words.newPassword} hint={words.passwordHint} value={password} onChange={setPassword} type="password"
          autoComplete="new-password" minLength={12} required />
      </Form>
    </>
  );
}
