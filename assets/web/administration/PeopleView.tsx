import { useState } from "react";
import { send } from "../api";
import { Choice, Field, Form, Once, Problems, Quiet, Table, time, useLoaded, usePlacesAndRoles } from "../parts";
import { nameOf, words } from "../words";
import { Person, PersonView } from "./PersonView";

/** People: found, invited, looked at. */
export function PeopleView() {
  const [text, setText] = useState("");
  const [place, setPlace] = useState("");
  const [role, setRole] = useState("");
  const [after, setAfter] = useState("");
  const [chosen, setChosen] = useState("");
  const query = new URLSearchParams(Object.entries({ limit: "50", q: text, place, role, after }).filter(([, value]) => value));
  const people = useLoaded<{ people: Person[]; next?: string }>("people?" + query);
  const { placeName, roleName, placeOptions, roleOptions } = usePlacesAndRoles();
  const [link, setLink] = useState("");
  const filter = (set: (value: string) => void) => (value: string) => { setAfter(""); set(value); };
  if (chosen) return <PersonView id={chosen} onClose={() => { setChosen(""); people.reload(); }} />;
  return (
    <section>
      <h1>{words.people}</h1>
      <Invite places={placeOptions} roles={roleOptions} onMade={(made) => { setLink(made); people.reload(); }} />
      {link && <Once text={words.inviteLink} value={link} />}
      <div className="filters">
        <Field label={words.search} value={text} onChange={filter(setText)} type="search" />
        <Choice label={words.place} value={place} onChange={filter(setPlace)} options={[["", words.all], ...placeOptions]} />
        <Choice label={words.role} value={role} onChange={filter(setRole)} options={[["", words.all], ...roleOptions]} />
      </div>
      <Problems texts={[people.problem]} />
      {people.value?.people.length === 0 && <p className="hint">{words.nobody}</p>}
      <Table label={words.people} heads={[words.name, words.email, words.roles, words.state, words.lastSignIn]}
        rows={(people.value?.people ?? []).map((one) => ({
          key: one.id,
          cells: [
            <Quiet text={`${one.givenName} ${one.familyName}`} onClick={() => setChosen(one.id)} />, one.email ?? one.userName,
            <ul className="list">{one.roles.slice(0, 4).map((held) => <li key={held.id}>{roleName(held.role)} · {placeName(held.place)}</li>)}
              {one.roles.length > 4 && <li>+ {one.roles.length - 4}</li>}</ul>,
            one.state === "suspended" ? words.suspended : one.hasPassword || one.lastSignInAt ? words.active : nameOf("entered"),
            time(one.lastSignInAt),
          ],
        }))} />
      <div className="buttons">
        {after && <button type="button" onClick={() => setAfter("")}>{words.back}</button>}
        {people.value?.next && <button type="button" onClick={() => setAfter(people.value?.next ?? "")}>{words.more}</button>}
      </div>
    </section>
  );
}

function Invite({ places, roles, onMade }: { places: [string, string][]; roles: [string, string][]; onMade: (link: string) => void }) {
  const [givenName, setGiven] = useState("");
  const [familyName, setFamily] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("educator");
  const [place, setPlace] = useState("");
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
        <Choice label={words.role} value={role} onChange={setRole} options={roles} />
        <Choice label={words.place} value={place} onChange={setPlace} options={places} />
      </Form>
    </details>
  );
}
