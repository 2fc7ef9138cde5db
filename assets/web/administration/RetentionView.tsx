import { useState } from "react";
import { send } from "../api";
import { Field, Form, Problems, Table, useLoaded } from "../parts";
import { nameOf, words } from "../words";
import type { Retention, RetentionClass } from "../api.gen";

/** How long things are kept: every class of records, and a number of days where a district may choose it. */
export function RetentionView() {
  const { value, problem, reload } = useLoaded<Retention>("retention");
  return (
    <section>
      <h1>{words.retentionTitle}</h1>
      <p className="hint">{words.retentionTitleHint}</p>
      <Problems texts={[problem]} />
      {value && <DaysForm key={JSON.stringify(value.days)} retention={value} onSaved={reload} />}
      {value && <Table label={words.retentionTitle} heads={[words.whatIsKept, words.howLong]}
        rows={value.classes.filter((one) => one.kind !== "days").map((one) => ({ key: one.name, cells: [what(one), term(one)] }))} />}
    </section>
  );
}

/** A class in words: the catalogue's, or the server's own of a class that this page does not know. */
const what = (one: RetentionClass) => named("kept." + one.name, one.holds);
const named = (key: string, own: string) => (nameOf(key) === key ? own : nameOf(key));
/** The pages on which rules of their own are set. */
const pages: Record<string, [string, string]> = { "coach-rules": ["coach", words.coachRules], "account-policy": ["policy", words.policy] };

function term(one: RetentionClass) {
  if (one.kind === "asLongAs") return nameOf("keep." + one.owner);
  const page = one.setting ? pages[one.setting] : undefined;
  return <>{named("until." + one.name, one.rule ?? "")}{page && <> · <a href={"#" + page[0]}>{page[1]}</a></>}</>;
}

function DaysForm({ retention, onSaved }: { retention: Retention; onSaved: () => Promise<void> }) {
  const [days, setDays] = useState<Record<string, number>>(retention.days);
  const settable = retention.classes.filter((one) => one.kind === "days");
  return (
    <Form button={words.save} label={words.retentionTitle} onSubmit={async () => {
      await send("PUT", "retention", { days });
      await onSaved();
    }}>
      {settable.map((one) => (
        <Field key={one.name} label={what(one)} type="number" min={one.leastDays} max={one.mostDays}
          hint={words.daysBetween.replace("LEAST", String(one.leastDays)).replace("MOST", String(one.mostDays)).replace("STANDARD", String(one.standardDays))}
          value={String(days[one.name] ?? "")} placeholder={String(one.standardDays)}
          onChange={(text) => {
            const { [one.name]: _, ...others } = days;
            setDays(text ? { ...others, [one.name]: Number(text) } : others);
          }} />
      ))}
    </Form>
  );
}
