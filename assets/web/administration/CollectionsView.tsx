import { useState } from "react";
import { Session } from "../account/session";
import { Problem, send } from "../api";
import { Check, Choice, Field, Form, heldAt, people, personOf, Place, Problems, Quiet, Table, useAct, useLoaded, usePlacesAndRoles } from "../parts";
import { words } from "../words";
import type { Answers, Collection } from "../api.gen";

type Reader = Collection["readers"][number];
/** Readers as they are shown: people whose names one may not see are counted together. */
type Shown = { text: string; readers: Reader[] };
function shownAs(readers: Reader[], who: (reader: Reader) => string): Shown[] {
  const isHidden = (one: Reader) => !!one.person && !one.personName && !one.place && !one.role;
  const shown = readers.filter((one) => !isHidden(one)).map((one): Shown => ({ text: who(one), readers: [one] }));
  for (const mayWrite of [false, true]) {
    const hidden = readers.filter((one) => isHidden(one) && one.mayWrite === mayWrite);
    if (hidden.length) shown.push({ text: people(hidden.length), readers: hidden });
  }
  return shown.map((one) => ({ ...one, text: one.text + (one.readers[0].mayWrite ? ` (${words.writes.toLowerCase()})` : "") }));
}

/** Collections, and who reads and writes what is in them. */
export function CollectionsView({ session, maySeePeople }: { session: Session; maySeePeople: boolean }) {
  const { value, problem: missing, reload } = useLoaded<Answers["GET collections"]>("collections");
  const { problem, act } = useAct(reload);
  const { places, roles, placeName, roleName, roleOptions } = usePlacesAndRoles();
  const [chosen, setChosen] = useState("");
  const [name, setName] = useState("");
  const [place, setPlace] = useState("");
  const [isOpen, setOpen] = useState(false);
  // Where one may make some; what is one's own one may always.
  const own = places.filter((one) => one.kind !== "class" && !one.ended && heldAt(session, one.id, places, roles).has("collections:manage"));
  const at = own.find((one) => one.id === place);
  const whose = (one: Collection) => (one.isPrivate ? words.private : placeName(one.place) || words.district);
  const who = (reader: Reader) => [reader.personName ?? (reader.person && words.aPerson), reader.role && roleName(reader.role), reader.place && placeName(reader.place)]
    .filter(Boolean).join(" · ") || words.everyoneInDistrict;
  const edited = value?.collections.find((one) => one.id === chosen);
  return (
    <section>
      <h1>{words.collections}</h1>
      <p className="hint">{words.collectionsHint}</p>
      <details>
        <summary>{words.addCollection}</summary>
        <Form button={words.put} label={words.addCollection} onSubmit={async () => {
          await send("POST", "collections", { name, isPrivate: !at, place: at?.id, isOpen: !!at && isOpen });
          setName("");
          setOpen(false);
          await reload();
        }}>
          <Field label={words.name} value={name} onChange={setName} required />
          <Choice label={words.place} value={at?.id ?? ""} onChange={setPlace}
            options={[["", words.own], ...own.map((one): [string, string] => [one.id, one.name])]} />
          {at && <Check label={`${words.everyoneAt} ${at.name} (${people(at.people)})`} value={isOpen} onChange={setOpen} />}
          <p className="hint" role="status">{words.whoReads}: {at && isOpen ? `${words.everyoneAt} ${at.name} (${people(at.people)})` : at ? words.managersRead : words.districtManagersRead}</p>
        </Form>
      </details>
      <Problems texts={[missing, problem]} />
      <Table label={words.collections} heads={[words.name, words.place, words.documents, words.readers, ""]}
        rows={(value?.collections ?? []).map((one) => ({
          key: one.id,
          cells: [one.name, whose(one), one.documents,
            <ul className="list">{shownAs(one.readers, who).map((shown, index) => <li key={index}>{shown.text}</li>)}</ul>,
            one.mayManage && <div className="buttons">
              <Quiet text={words.readers} about={one.name} onClick={() => setChosen(one.id)} />
              <Quiet text={words.delete} about={one.name} onClick={() => { if (confirm(words.confirmDelete)) act(() => send("DELETE", "collections/" + one.id)); }} />
            </div>],
        }))} />
      {edited && <Readers key={edited.id} collection={edited} who={who} places={places} roles={roleOptions} maySeePeople={maySeePeople} onSaved={reload} />}
    </section>
  );
}

/** No place's identifier: stands for all of them. */
const everyone = "*";

function Readers({ collection, who, places, roles, maySeePeople, onSaved }: {
  collection: Collection; who: (reader: Reader) => string; places: Place[]; roles: [string, string][];
  maySeePeople: boolean; onSaved: () => Promise<void>;
}) {
  const { problem, act } = useAct(onSaved);
  const [place, setPlace] = useState("");
  const [role, setRole] = useState("");
  const [email, setEmail] = useState("");
  const [mayWrite, setWrite] = useState(false);
  const path = "collections/" + collection.id;
  const save = (readers: Reader[]) => send("PUT", path + "/readers", { readers });
  const [name, setName] = useState(collection.name);
  const at = places.find((one) => one.id === place);
  const add = async () => {
    const person = email.trim() ? await personOf(email) : undefined;
    const reader: Reader = { place: at?.id, role: role || undefined, person: person?.id, personName: person?.name, mayWrite };
    if (collection.readers.some((one) => one.place === reader.place && one.role === reader.role && one.person === reader.person))
      throw new Problem(0, "page.readerThere", words.readerThere);
    // A school's or the district's people are many: said before they can read it.
    const isWide = !person && (!at || at.kind === "school" || at.kind === "district");
    const counted = at ?? (isWide ? places.find((one) => one.kind === "district") : undefined);
    const count = counted && !role ? ` (${people(counted.people)})` : "";
    if (isWide && !confirm(`${words.confirmReader} “${collection.name}”: ${who(reader)}${count}.`)) return;
    await save([...collection.readers, reader]);
    setEmail(""); setPlace(""); setRole(""); setWrite(false);
    await onSaved();
  };
  return (
    <div className="pair">
      <Form button={words.addReader} label={`${words.readers}: ${collection.name}`} onSubmit={add}>
        <h2>{words.readers}: {collection.name}</h2>
        <ul className="list">{shownAs(collection.readers, who).map((shown) => (
          <li key={shown.text}>{shown.text} <Quiet text={words.remove} about={shown.text}
            onClick={() => act(() => save(collection.readers.filter((one) => !shown.readers.includes(one))))} /></li>
        ))}</ul>
        <Problems texts={[problem]} />
        {/* Nothing chosen is nobody: everyone comes last, and is meant. */}
        <Choice label={words.place} value={place} onChange={setPlace} required={!email.trim()} options={[["", words.chooseOne],
          ...places.filter((one) => one.kind !== "class" && one.kind !== "district" && !one.ended).map((one): [string, string] => [one.id, one.name]),
          [everyone, words.everyoneInDistrict]]} />
        <Choice label={words.role} value={role} onChange={setRole} options={[["", words.all], ...roles]} />
        {maySeePeople && <Field label={words.personEmail} value={email} onChange={setEmail} />}
        <Check label={words.writes} value={mayWrite} onChange={setWrite} />
      </Form>
      <Form button={words.rename} label={`${words.rename}: ${collection.name}`} onSubmit={async () => { await send("PATCH", path, { name }); await onSaved(); }}>
        <Field label={words.newName} value={name} onChange={setName} required />
      </Form>
    </div>
  );
}
