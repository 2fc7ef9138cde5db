import { useState } from "react";
import { send, told } from "./api";
import { Choice, Field, Form, Once, Table, time, useLoaded } from "./parts";
import { nameOf, words } from "./words";

type Person = {
  id: string; givenName: string; familyName: string; email?: string; userName?: string; state: string; hasPassword: boolean;
  lastSignInAt?: string; roles: { id: string; role: string; place: string }[];
};
type Places = { places: { id: string; kind: string; name: string }[] };
type Roles = { roles: { id: string; name: string; isBuiltIn: boolean }[] };

/** People: found, invited, suspended, let in again. */
export function PeopleView() {
  const [text, setText] = useState("");
  const people = useLoaded<{ people: Person[]; next?: string }>("people?limit=100&q=" + encodeURIComponent(text));
  const places = useLoaded<Places>("places");
  const roles = useLoaded<Roles>("roles");
  const [link, setLink] = useState("");
  const [problem, setProblem] = useState("");
  const placeName = (id: string) => places.value?.places.find((one) => one.id === id)?.name ?? "";
  const act = async (body: () => Promise<unknown>) => {
    setProblem("");
    try { await body(); await people.reload(); } catch (error) { setProblem(told(error)); }
  };
  const makeLink = (one: Person) => act(async () => {
    setLink(location.origin + (await send<{ link: string }>("POST", `people/${one.id}/link`, {})).link);
  });
  const erase = (one: Person) => { if (confirm(words.confirmErase)) act(() => send("DELETE", "people/" + one.id)); };
  return (
    <section>
      <h1>{words.people}</h1>
      <Invite places={places.value} roles={roles.value} onMade={(made) => { setLink(made); people.reload(); }} />
      {link && <Once text={words.inviteLink} value={link} />}
      {(problem || people.problem) && <p className="problem" role="alert">{problem || people.problem}</p>}
      <Field label={words.search} value={text} onChange={setText} type="search" />
      {people.value?.people.length === 0 && <p className="hint">{words.nobody}</p>}
      <Table label={words.people} heads={[words.name, words.email, words.roles, words.state, words.lastSignIn, ""]}
        rows={(people.value?.people ?? []).map((one) => ({
          key: one.id,
          cells: [
            `${one.givenName} ${one.familyName}`, one.email ?? one.userName,
            <ul className="list">{one.roles.map((held) => <li key={held.id}>{nameOf(held.role)} · {placeName(held.place)}</li>)}</ul>,
            one.state === "suspended" ? words.suspended : one.hasPassword || one.lastSignInAt ? words.active : words.invited,
            time(one.lastSignInAt),
            <div className="buttons">
              <button type="button" className="quiet" onClick={() => makeLink(one)}>{words.makeLink}</button>
              <button type="button" className="quiet" onClick={() => act(() =>
                send("POST", `people/${one.id}/${one.state === "suspended" ? "restore" : "suspend"}`))}>
                {one.state === "suspended" ? words.restore : words.suspend}</button>
              <button type="button" className="quiet" onClick={() => act(() => send("DELETE", `people/${one.id}/sessions`))}>{words.endSessions}</button>
              <button type="button" className="quiet" onClick={() => erase(one)}>{words.erase}</button>
            </div>,
          ],
        }))} />
    </section>
  );
}

function Invite({ places, roles, onMade }: { places?: Places; roles?: Roles; onMade: (link: string) => void }) {
  const [givenName, setGiven] = useState("");
  const [familyName, setFamily] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("educator");
  const [place, setPlace] = useState("");
  const kinds = ["district", "school", "team"];
  return (
    <details>
      <summary>{words.invite}</summary>
      <Form button={words.invite} label={words.invite} onSubmit={async () => {
        const made = await send<{ link: string }>("POST", "people", { givenName, familyName, email, role, place: place || undefined });
        setGiven(""); setFamily(""); setEmail("");
        onMade(location.origin + made.link);
      }}>
        <Field label={words.given} value={givenName} onChange={setGiven} required />
        <Field label={words.family} value={familyName} onChange={setFamily} required />
        <Field label={words.email} value={email} onChange={setEmail} type="email" required />
        <Choice label={words.role} value={role} onChange={setRole}
          options={(roles?.roles ?? []).map((one) => [one.id, one.isBuiltIn ? nameOf(one.id) : one.name])} />
        <Choice label={words.place} value={place} onChange={setPlace}
          options={(places?.places ?? []).filter((one) => kinds.includes(one.kind)).map((one) => [one.id, one.name])} />
      </Form>
    </details>
  );
}
