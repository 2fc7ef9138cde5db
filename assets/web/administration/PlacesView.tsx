import { useState } from "react";
import { Session } from "../account/session";
import { send } from "../api";
import { Choice, Field, Form, heldAt, Nothing, Place, Problems, Quiet, Table, useAct, usePlacesAndRoles } from "../parts";
import { nameOf, words } from "../words";

const shown = 200;

/** Schools, teams and classes, and the schools' agreements. */
export function PlacesView({ session }: { session: Session }) {
  const { places, roles, problem: missing, reload, placeName } = usePlacesAndRoles();
  const { problem, act } = useAct(reload);
  const [text, setText] = useState("");
  const [kind, setKind] = useState("");
  const [chosen, setChosen] = useState<Place>();
  const mayManage = (one: Place) => heldAt(session, one.id, places, roles).has("places:manage");
  const wanted = text.trim().toLowerCase().split(/\s+/);
  const fitting = places.filter((one) => (!kind || one.kind === kind) && wanted.every((word) => one.name.toLowerCase().includes(word)));
  return (
    <section>
      <h1>{words.placesTitle}</h1>
      <AddPlace places={places.filter(mayManage)} onAdded={reload} />
      {chosen && <Edit key={chosen.id} place={chosen} onDone={async () => { setChosen(undefined); await reload(); }} />}
      <div className="filters">
        <Field label={words.search} value={text} onChange={setText} type="search" />
        <Choice label={words.kind} value={kind} onChange={setKind}
          options={[["", words.all], ...["school", "team", "class"].map((one): [string, string] => [one, nameOf(one)])]} />
      </div>
      <Problems texts={[missing, problem]} />
      <Table label={words.placesTitle} heads={[words.name, words.kind, words.inPlace, words.count, words.agreement, ""]}
        rows={fitting.slice(0, shown).map((one) => ({
          key: one.id,
          cells: [one.name, nameOf(one.kind), placeName(one.parent), one.people,
            one.kind === "school" && (one.agreement
              ? <>{one.agreement.signedBy}, {one.agreement.signedOn} – {one.agreement.endsOn ?? ""}{!one.agreement.holds && <small className="problem">{words.noAgreement}</small>}</>
              : words.noAgreement),
            mayManage(one) && <div className="buttons">
              <Quiet text={words.edit} about={one.name} onClick={() => setChosen(one)} />
              {one.kind !== "district" && <Quiet text={words.delete} about={one.name} onClick={() => { if (confirm(words.confirmDelete)) act(() => send("DELETE", "places/" + one.id)); }} />}
            </div>],
        }))} />
      {places.length > 0 && fitting.length === 0 && <Nothing text={text} none={words.nothingFor} />}
      {fitting.length > shown && <p className="hint">{shown} {words.of} {fitting.length}</p>}
    </section>
  );
}

function AddPlace({ places, onAdded }: { places: Place[]; onAdded: () => Promise<void> }) {
  const [name, setName] = useState("");
  const [wantedKind, setKind] = useState("school");
  const [parent, setParent] = useState("");
  const aboveOf = (kind: string) => places.filter((one) =>
    kind === "school" ? one.kind === "district" : one.kind === "school" || (kind === "team" && one.kind === "district"));
  const kinds = ["school", "team", "class"].filter((one) => aboveOf(one).length > 0);
  const kind = kinds.includes(wantedKind) ? wantedKind : kinds[0];
  const above = kind ? aboveOf(kind) : [];
  if (!kind) return null;
  return (
    <details>
      <summary>{words.addPlace}</summary>
      <Form button={words.put} label={words.addPlace} onSubmit={async () => {
        await send("POST", "places", { name, kind, parent: above.some((one) => one.id === parent) ? parent : above[0]?.id });
        setName("");
        await onAdded();
      }}>
        <Field label={words.name} value={name} onChange={setName} required />
        <Choice label={words.kind} value={kind} onChange={setKind}
          options={kinds.map((one) => [one, nameOf(one)])} />
        <Choice label={words.inPlace} value={parent} onChange={setParent} options={above.map((one) => [one.id, one.name])} />
      </Form>
    </details>
  );
}

function Edit({ place, onDone }: { place: Place; onDone: () => Promise<void> }) {
  const [name, setName] = useState(place.name);
  const old = place.agreement;
  const [signedOn, setSignedOn] = useState(old?.signedOn ?? "");
  const [signedBy, setSignedBy] = useState(old?.signedBy ?? "");
  const [document, setDocument] = useState(old?.document ?? "");
  const [residency, setResidency] = useState(old?.residency ?? "");
  const [endsOn, setEndsOn] = useState(old?.endsOn ?? "");
  const path = "places/" + place.id;
  const optional = (text: string) => text.trim() || undefined;
  return (
    <div className="pair">
      <Form button={words.rename} label={`${words.rename}: ${place.name}`} onSubmit={async () => { await send("PATCH", path, { name }); await onDone(); }}>
        <Field label={words.newName} value={name} onChange={setName} required autoFocus />
      </Form>
      {place.kind === "school" && (
        <Form button={words.save} label={`${words.agreement}: ${place.name}`} onSubmit={async () => {
          await send("PUT", path + "/agreement", { signedOn, signedBy, document, residency: optional(residency), endsOn: optional(endsOn) });
          await onDone();
        }}>
          <h2>{words.agreement}</h2>
          <Field label={words.signedOn} value={signedOn} onChange={setSignedOn} type="date" required />
          <Field label={words.signedBy} value={signedBy} onChange={setSignedBy} required />
          <Field label={words.document} value={document} onChange={setDocument} required />
          <Field label={words.residency} value={residency} onChange={setResidency} />
          <Field label={words.endsOn} value={endsOn} onChange={setEndsOn} type="date" />
          {old && <Quiet text={words.delete} about={words.agreement} onClick={async () => { await send("DELETE", path + "/agreement"); await onDone(); }} />}
        </Form>
      )}
    </div>
  );
}
