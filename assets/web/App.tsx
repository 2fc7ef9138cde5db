import { useCallback, useEffect, useRef, useState } from "react";
import { AccountView } from "./account/AccountView";
import { DoorView } from "./account/DoorViews";
import { loadSession, Session, signOut } from "./account/session";
import { SignInView } from "./account/SignInView";
import { AuditView } from "./administration/AuditView";
import { CoachRulesView } from "./administration/CoachRulesView";
import { CollectionsView } from "./administration/CollectionsView";
import { DomainsView } from "./administration/DomainsView";
import { ModelsView } from "./administration/ModelsView";
import { OutboundView } from "./administration/OutboundView";
import { PeopleView } from "./administration/PeopleView";
import { PlacesView } from "./administration/PlacesView";
import { PolicyView } from "./administration/PolicyView";
import { ProvidersView } from "./administration/ProvidersView";
import { RolesView } from "./administration/RolesView";
import { RostersView } from "./administration/RostersView";
import { Citation, whenSignedOut } from "./api";
import { AskView } from "./coach/AskView";
import { InboxView } from "./coach/InboxView";
import { SharedView } from "./coach/SharedView";
import { SourcePanel } from "./coach/SourcePanel";
import { LibraryView } from "./LibraryView";
import { words } from "./words";

/** The pages, the permission that each needs, and those that lie together. */
const views = {
  ask: { title: words.ask, needs: "questions:ask", part: words.ask },
  shared: { title: words.shared, needs: "shared:read", part: words.ask },
  inbox: { title: words.inbox, needs: "threads:answer", part: words.ask },
  library: { title: words.documents, needs: "documents:read", part: words.library },
  collections: { title: words.collections, needs: "documents:write", part: words.library },
  people: { title: words.people, needs: "users:read", part: words.administration },
  places: { title: words.placesTitle, needs: "places:manage", part: words.administration },
  roles: { title: words.roles, needs: "roles:define", part: words.administration },
  rosters: { title: words.rosters, needs: "rosters:import", part: words.administration },
  providers: { title: words.providers, needs: "settings:write", part: words.administration },
  models: { title: words.chatModels, needs: "settings:write", part: words.administration },
  coach: { title: words.coachRules, needs: "settings:write", part: words.administration },
  domains: { title: words.domains, needs: "settings:write", part: words.administration },
  outbound: { title: words.outbound, needs: "settings:write", part: words.administration },
  policy: { title: words.policy, needs: "settings:write", part: words.administration },
  audit: { title: words.audit, needs: "audit:read", part: words.administration },
  account: { title: words.account, needs: "account:manage:own", part: words.account },
} as const;
type View = keyof typeof views;
const names = Object.keys(views) as View[];
/** `#ask/ID`: a page, and what is shown on it. */
const viewOf = (hash: string): View => names.find((name) => name === hash.slice(1).split("/")[0]) ?? "ask";
const partOf = (hash: string) => hash.split("/")[1];
/** `#source/DOCUMENT/PAGE/START-END`: a passage that another program points to. */
const sourceIn = (hash: string): Citation | undefined => {
  const found = hash.match(/^#source\/([\w-]+)\/(\d+)(?:\/(\d+)-(\d+))?$/);
  return found ? {
    document: found[1], title: words.source, hasPages: true, headingPath: [],
    spans: [{ page: Number(found[2]), start: Number(found[3] ?? 0), end: Number(found[4] ?? 0) }],
  } : undefined;
};
const door = location.pathname.match(/^\/(?:setup|link)\/(\w+)$/)?.[1];

export function App() {
  const [hash, setHash] = useState(location.hash);
  const [source, setSource] = useState<Citation | undefined>(sourceIn(location.hash));
  const view = viewOf(hash);
  const [session, setSession] = useState<Session | null>();
  const opener = useRef<HTMLElement | null>(null);

  useEffect(() => {
    const follow = () => {
      setHash(location.hash);
      const pointed = sourceIn(location.hash);
      if (pointed) setSource(pointed);
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);

  const load = useCallback(() => { loadSession().then(setSession).catch(() => setSession(null)); }, []);
  useEffect(() => {
    whenSignedOut(() => setSession(null));
    if (!door) load();
  }, [load]);

  const open = useCallback((citation: Citation) => {
    opener.current = document.activeElement as HTMLElement;
    setSource(citation);
  }, []);
  const close = useCallback(() => {
    setSource(undefined);
    opener.current?.focus();
  }, []);

  const isIn = !door && session?.stage === "complete";
  const may = (name: View) => !!session?.permissions.includes(views[name].needs);
  const { part } = views[view];
  // One link for each part leads to the first of its pages that may be seen.
  const firsts = names.filter((name, index) => name !== "account" && may(name)
    && !names.slice(0, index).some((other) => may(other) && views[other].part === views[name].part));
  const beside = names.filter((name) => may(name) && views[name].part === part);
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{words.skip}</a>
      <header className="bar">
        <a className="brand" href="#ask"><img src="/favicon.svg" alt="" width={28} height={28} />Homeroom</a>
        <nav aria-label="Homeroom">
          {isIn && firsts.map((name) => (
            <a key={name} href={"#" + name} aria-current={part === views[name].part || undefined}>{views[name].part}</a>
          ))}
        </nav>
        {isIn && session && (
          <>
            <a className="who" href="#account" aria-current={view === "account" ? "page" : undefined} aria-label={words.account}>{session.name}</a>
            <button type="button" className="quiet" onClick={signOut}>{words.signOut}</button>
          </>
        )}
        <ThemeButton />
      </header>
      {isIn && beside.length > 1 && (
        <nav className="sub" aria-label={part}>{beside.map((name) => (
          <a key={name} href={"#" + name} aria-current={view === name ? "page" : undefined}>{views[name].title}</a>
        ))}</nav>
      )}
      <div className={source ? "stage split" : view === "ask" && isIn ? "stage talk" : part === words.administration || view === "collections" ? "stage wide" : "stage"}>
        <main id="main" tabIndex={-1}>
          {door ? <DoorView token={door} onDone={() => location.assign("/")} />
            : session === undefined ? <p className="hint">{words.loading}</p>
            : !isIn || !session ? <SignInView half={session ?? undefined} onDone={() => { history.replaceState(null, "", "/" + location.hash); load(); }} />
            : !may(view) ? <section className="notice"><h1>{views[view].title}</h1><p>{words.notAllowed}</p></section>
            : (
              <>
                <div hidden={view !== "ask"}><AskView id={view === "ask" ? partOf(hash) : undefined} session={session} onOpen={open} openCitation={source} /></div>
                {view === "shared" && <SharedView key={hash} share={partOf(hash)} onOpen={open} openCitation={source} />}
                {view === "inbox" && <InboxView key={hash} thread={partOf(hash)} onOpen={open} openCitation={source} />}
                {view === "coach" && <CoachRulesView />}
                {view === "domains" && <DomainsView />}
                {view === "outbound" && <OutboundView />}
                {view === "library" && <LibraryView permissions={session.permissions} />}
                {view === "collections" && <CollectionsView maySeePeople={may("people")} />}
                {view === "people" && <PeopleView />}
                {view === "places" && <PlacesView />}
                {view === "roles" && <RolesView />}
                {view === "rosters" && <RostersView />}
                {view === "providers" && <ProvidersView />}
                {view === "models" && <ModelsView />}
                {view === "policy" && <PolicyView />}
                {view === "audit" && <AuditView />}
                {view === "account" && <AccountView session={session} />}
              </>
            )}
        </main>
        {source && isIn && <SourcePanel citation={source} onClose={close} />}
      </div>
    </>
  );
}

function ThemeButton() {
  const toggle = () => {
    const root = document.documentElement;
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    localStorage.setItem("theme", next);
  };
  return (
    <button type="button" className="icon" onClick={toggle} aria-label={words.theme} title={words.theme}>
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <circle cx="12" cy="12" r="8" fill="none" stroke="currentColor" strokeWidth="2" />
        <path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor" />
      </svg>
    </button>
  );
}
