import { useState } from "react";
import { Problem, send } from "../api";
import { Check, Choice, Field, Form, Problems, Quiet, Table, useAct, useLoaded, usePlacesAndRoles } from "../parts";
import { nameOf, words } from "../words";
import type { Answers, Provider } from "../api.gen";

type Tested = Answers["POST providers/{provider}/test"];
type Finding = Tested["findings"][number];

const kinds = ["google", "microsoft", "classlink", "clever", "oidc"];
const titles: Record<string, string> = {
  google: "Google", microsoft: "Microsoft Entra", classlink: "ClassLink", clever: "Clever", oidc: "OpenID Connect",
};

/** Where else people sign in: added, tried, changed. */
export function ProvidersView() {
  const { value, problem: missing, reload } = useLoaded<Answers["GET providers"]>("providers");
  const { problem, act } = useAct(reload);
  const [chosen, setChosen] = useState<Provider>();
  const [findings, setFindings] = useState<Finding[]>([]);
  const [isOpen, setOpen] = useState(false);
  const [saves, setSaves] = useState(0);
  // What is confirmed is what is seen: its name alone says nothing of whose it is.
  const asked = (one: Provider) => [words.confirmProviderHint, "", `${words.name}: ${one.name} (${titles[one.kind] ?? one.kind})`,
    one.settings.issuer && `${words.issuer}: ${one.settings.issuer}`, `${words.clientID}: ${one.clientID}`,
    one.settings.hostedDomains?.length && `${words.hostedDomains}: ${one.settings.hostedDomains.join(", ")}`,
    one.settings.districtID && `${words.districtID}: ${one.settings.districtID}`].filter((line) => line !== undefined && line !== 0).join("\n");
  const agree = async (one: Provider) => {
    try { await send("POST", `providers/${one.id}/confirm`, { version: one.version }); } catch (error) {
      if (!(error instanceof Problem && error.code === "accounts.providerChanged")) throw error;
      await reload();
      throw new Problem(error.status, "page.providerChanged", words.providerChanged);
    }
  };
  const show = (one?: Provider) => { setChosen(one); setOpen(!!one); };
  const test = (one: Provider) => act(async () =>
    setFindings((await send<Tested>("POST", `providers/${one.id}/test`, {})).findings));
  return (
    <section>
      <h1>{words.providers}</h1>
      <details open={isOpen} onToggle={(event) => { if (event.currentTarget.open) setOpen(true); else show(); }}>
        <summary>{chosen ? `${words.edit}: ${chosen.name}` : words.addProvider}</summary>
        <ProviderForm key={`${chosen?.id} ${saves}`} provider={chosen}
          onSaved={async () => { show(); setSaves(saves + 1); await reload(); }} />
      </details>
      <p role="status">{saves > 0 && !isOpen && words.saved}</p>
      <Problems texts={[missing, problem]} />
      {value?.providers.length === 0 && <p className="hint">{words.noProviders}</p>}
      <Table label={words.providers} heads={[words.name, words.kind, words.state, words.redirect, ""]}
        rows={(value?.providers ?? []).map((one) => ({
          key: one.id,
          cells: [<>{one.name}{!one.reachesEverybody && <small>{words.providerReach}</small>}</>, titles[one.kind], one.isEnabled ? words.on : words.off, <code>{one.redirect}</code>,
            <div className="buttons">
              <Quiet text={words.test} about={one.name} onClick={() => test(one)} />
              {one.mayConfirm && <Quiet text={words.confirmProvider} about={one.name}
                onClick={() => { if (confirm(asked(one))) act(() => agree(one)); }} />}
              <Quiet text={words.edit} about={one.name} onClick={() => show(one)} />
              <Quiet text={words.delete} about={one.name} onClick={() => { if (confirm(words.confirmDelete)) act(() => send("DELETE", "providers/" + one.id)); }} />
            </div>],
        }))} />
      <ul className="list" aria-live="polite">{findings.map((one) => (
        <li key={one.text} className={one.isGood ? undefined : "problem"}>{one.isGood ? "✓" : "✗"} {one.text}</li>
      ))}</ul>
    </section>
  );
}

/** Also a step of the first set-up. */
export function ProviderForm({ provider, onSaved }: { provider?: Provider; onSaved: () => Promise<void> }) {
  const { roleOptions } = usePlacesAndRoles();
  const old = provider?.settings;
  const [kind, setKind] = useState<string>(provider?.kind ?? "google");
  const [name, setName] = useState(provider?.name ?? "");
  const [clientID, setClient] = useState(provider?.clientID ?? "");
  const [secret, setSecret] = useState("");
  const [issuer, setIssuer] = useState(old?.issuer ?? "");
  const [hosted, setHosted] = useState(old?.hostedDomains?.join(", ") ?? "");
  const [districtID, setDistrict] = useState(old?.districtID ?? "");
  const [rosterClaim, setClaim] = useState(old?.rosterClaim ?? "");
  const [emailClaim, setEmailClaim] = useState(old?.emailClaim ?? "");
  const [owns, setOwns] = useState(old?.ownsAddresses ?? false);
  const [tenant, setTenant] = useState(Object.entries(old?.requiredClaims ?? {}).map((pair) => pair.join("=")).join(", "));
  const [isEnabled, setEnabled] = useState(provider?.isEnabled ?? true);
  const [vouches, setVouches] = useState(old?.vouchesForSecondFactor ?? false);
  const [isInside, setInside] = useState(old?.isInside ?? false);
  const [role, setRole] = useState(old?.provisioning?.isOn ? old.provisioning.role ?? "" : "");
  // Google says which addresses it checked; Clever names people by the roster's number.
  const mayOwn = kind !== "google" && kind !== "clever";
  const optional = (text: string) => text.trim() || undefined;
  const save = async () => {
    // What this page has no field for stays as it was.
    const provisioning = role || old?.provisioning ? { ...old?.provisioning, isOn: !!role, role: role || old?.provisioning?.role } : undefined;
    const body = {
      kind, name: optional(name) ?? titles[kind], clientID, secret: optional(secret), isEnabled,
      settings: {
        ...old, issuer: kind === "microsoft" || kind === "oidc" ? optional(issuer) : undefined,
        hostedDomains: hosted.trim() ? hosted.split(",").map((one) => one.trim()) : undefined, districtID: optional(districtID),
        requiredClaims: tenant.trim() ? Object.fromEntries(tenant.split(",").map((one) => one.trim().split("="))) : undefined,
        rosterClaim: optional(rosterClaim), emailClaim: mayOwn ? optional(emailClaim) : undefined,
        ownsAddresses: (mayOwn && owns) || undefined, vouchesForSecondFactor: vouches, isInside: isInside || undefined, provisioning,
      },
    };
    await (provider ? send("PUT", "providers/" + provider.id, body) : send("POST", "providers", body));
    await onSaved();
  };
  return (
    <Form button={words.save} label={words.addProvider} onSubmit={save}>
      <Choice label={words.kind} value={kind} onChange={setKind} options={kinds.map((one) => [one, titles[one]])} />
      <Field label={words.name} value={name} onChange={setName} placeholder={titles[kind]} />
      <Field label={words.clientID} value={clientID} onChange={setClient} required />
      <Field label={words.secret} hint={provider?.hasSecret ? words.secretKept : undefined} value={secret} onChange={setSecret} type="password" autoComplete="off" />
      {(kind === "microsoft" || kind === "oidc") && <Field label={words.issuer} value={issuer} onChange={setIssuer} type="url" required
        placeholder={kind === "microsoft" ? "https://login.microsoftonline.com/TENANT/v2.0" : undefined} />}
      {kind === "google" && <Field label={words.hostedDomains} value={hosted} onChange={setHosted} required />}
      {kind === "clever" && <Field label={words.districtID} value={districtID} onChange={setDistrict} required />}
      {(kind === "classlink" || kind === "oidc") && <Field label={words.requiredClaims} hint={words.requiredClaimsHint} value={tenant} onChange={setTenant}
        required={kind === "classlink"} pattern="[^=]+=.+" />}
      {kind !== "clever" && <Field label={words.rosterClaim} value={rosterClaim} onChange={setClaim} />}
      {mayOwn && <Field label={words.emailClaim} hint={words.emailClaimHint} value={emailClaim} onChange={setEmailClaim} />}
      {mayOwn && <Check label={words.ownsAddresses} value={owns} onChange={setOwns} />}
      <Choice label={words.provision} value={role} onChange={setRole}
        options={[["", nameOf("nobody")], ...roleOptions.filter(([id]) => !id.endsWith("Administrator"))]} />
      <Check label={words.vouches} value={vouches} onChange={setVouches} />
      {kind === "oidc" && <Check label={words.issuerInside} value={isInside} onChange={setInside} />}
      <Check label={words.enabled} value={isEnabled} onChange={setEnabled} />
      <p className="hint">{words.redirect}: <code>{provider?.redirect ?? location.origin + "/sign-in/callback"}</code></p>
    </Form>
  );
}
