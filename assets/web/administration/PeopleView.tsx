import { useState } from "react";
import { Session } from "../account/session";
import { query, send } from "../api";
import { Choice, Field, Form, heldAt, Nothing, Once, Place, Problems, Quiet, Role, Table, time, useGivable, useLoaded, usePlacesAndRoles } from "../parts";
import { nameOf, words } from "../words";
import { PersonView } from "./PersonView";
import type { Answers, Link } from "../api.gen";

/** People: found, invited, looked at. */
export function PeopleView({ session }: { session: Session }) {
  const [text, setText] = useState("");
  const [place, setPlace] = useState("");
  const [role, setRole] = useState("");
  const [after, setAfter] = useState("");
  const [chosen, setChosen] = useState("");
  const people = useLoaded<Answers["GET people"]>("people?" + query({ limit: "50", q: text.trim(), place, role, after }));
  const { places, roles, placeName, roleName, placeOptions, roleOptions } = usePlacesAndRoles();
  const [link, setLink] = useState<{ name: string; link: string }>();
  const filter = (set: (value: string) => void) => (value: string) => { setAfter(""); set(value); };
  if (chosen) return <PersonView id={chosen} session={session} onClose={() => { setChosen(""); people.reload(); }} />;
  return (
    <section>
      <h1>{words.people}</h1>
      {places.length > 0 && roles.length > 0 && <Invite session={session} places={places} roles={roles} roleName={roleName}
        onMade={(made) => { setLink(made); people.reload(); }} />}
      {link && <Once text={words.inviteLink.replace("NAME", link.name)} value={link.link} />}
      <div className="filters">
        <Field label={words.search} value={text} onChange={filter(setText)} type="search" />
        <Choice label={words.place} value={place} onChange={filter(setPlace)} options={[["", words.all], ...placeOptions]} />
        <Choice label={words.role} value={role} onChange={filter(setRole)} options={[["", words.all], ...roleOptions]} />
      </div>
      <Problems texts={[people.problem]} />
      {people.value?.people.length === 0 && <Nothing text={text} none={words.nobody} />}
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

/** Only what somebody may do: places where they may invite, and roles that allow no more than they may there. */
function Invite({ session, places, roles, roleName, onMade }: {
  session: Session; places: Place[]; roles: Role[]; roleName: (id: string) => string; onMade: (made: { name: string; link: string }) => void;
}) {
  const [givenName, setGiven] = useState("");
  const [familyName, setFamily] = useState("");
  const [email, setEmail] = useState("");
  const [wantedRole, setRole] = useState("educator");
  const [wantedPlace, setPlace] = useState("");
  const may = places.filter((one) => one.kind !== "class" && !one.ended && heldAt(session, one.id, places, roles).has("users:manage:school"));
  // One's own place first.
  const place = may.find((one) => one.id === wantedPlace) ?? may.find((one) => session.roles.some((held) => held.place === one.id)) ?? may[0];
  const offered = useGivable(place?.id);
  const role = offered.find((one) => one.id === wantedRole) ?? offered[0];
  if (!place || !role) return null;
  return (
    <details>
      <summary>{words.invite}</summary>
      <Form button={words.invite} label={words.invite} onSubmit={async () => {
        const made = await send<Link>("POST", "people", { givenName, familyName, email, role: role.id, place: place.id });
        setGiven(""); setFamily(""); setEmail("");
        onMade({ name: `${givenName} ${familyName}`, link: location.origin + made.link });
      }}>
        <Field label={words.given} value={givenName} onChange={setGiven} required />
        <Field label={words.family} value={familyName} onChange={setFamily} required />
        <Field label={words.email} value={email} onChange={setEmail} type="email" maxLength={320} required />
        <Choice label={words.role} value={role.id} onChange={setRole} options={offered.map((one): [string, string] => [one.id, roleName(one.id)])} />
        <Choice label={words.place} value={place.id} onChange={setPlace} options={may.map((one): [string, string] => [one.id, one.name])} />
      </Form>
    </details>
  );
}
