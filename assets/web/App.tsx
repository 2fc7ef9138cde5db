import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { AccountView } from "./account/AccountView";
import { ConfirmView } from "./account/ConfirmView";
import { DoorView } from "./account/DoorViews";
import { loadSession, Session, signOut } from "./account/session";
import { SignInView } from "./account/SignInView";
import { AuditView } from "./administration/AuditView";
import { CoachRulesView } from "./administration/CoachRulesView";
import { CollectionsView } from "./administration/CollectionsView";
import { DomainsView } from "./administration/DomainsView";
import { JobsView } from "./administration/JobsView";
import { MailView } from "./administration/MailView";
import { ModelsView } from "./administration/ModelsView";
import { OutboundView } from "./administration/OutboundView";
import { PeopleView } from "./administration/PeopleView";
import { PlacesView } from "./administration/PlacesView";
import { PolicyView } from "./administration/PolicyView";
import { ProvidersView } from "./administration/ProvidersView";
import { RetentionView } from "./administration/RetentionView";
import { RolesView } from "./administration/RolesView";
import { RostersView } from "./administration/RostersView";
import { Citation, get, told, Unreachable, whenReached, whenSignedOut, whenStored } from "./api";
import { AskView } from "./coach/AskView";
import { InboxView } from "./coach/InboxView";
import { SharedView } from "./coach/SharedView";
import { SourcePanel } from "./coach/SourcePanel";
import { HelpView } from "./help/HelpView";
import { LibraryView } from "./LibraryView";
import { Foot, ThemeButton, time } from "./parts";
import { words } from "./words";
import type { Answers } from "./api.gen";

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
  mail: { title: words.mail, needs: "settings:write", part: words.administration },
  jobs: { title: words.jobs, needs: "health:read", part: words.administration },
  retention: { title: words.retentionTitle, needs: "settings:write", part: words.administration },
  policy: { title: words.policy, needs: "settings:write", part: words.administration },
  audit: { title: words.audit, needs: "audit:read", part: words.administration },
  help: { title: words.help, needs: "account:manage:own", part: words.help },
  account: { title: words.account, needs: "account:manage:own", part: words.account },
} as const;
type View = keyof typeof views;
const names = Object.keys(views) as View[];
/** `…/source/DOCUMENT/PAGE/START-END` at the end: a passage that lies open beside the page, or alone. */
const sourceForm = /(?:^#|\/)source\/([\w-]+)\/(\d+)(?:\/(\d+)-(\d+))?$/;
const sourceIn = (hash: string): Citation | undefined => {
  const found = hash.match(sourceForm);
  return found ? {
    document: found[1], title: words.source, hasPages: true, headingPath: [],
    spans: [{ page: Number(found[2]), start: Number(found[3] ?? 0), end: Number(found[4] ?? 0) }],
  } : undefined;
};
const addressOf = (citation: Citation) => {
  const span = citation.spans[0];
  return `source/${citation.document}/${span?.page ?? 1}` + (span ? `/${span.start}-${span.end}` : "");
};
/** `#ask/ID`: a page, and what is shown on it, without the source beside it. */
const pageOf = (hash: string) => hash.replace(sourceForm, "").replace(/^#$/, "");
const viewOf = (page: string): View | undefined => names.find((name) => name === page.slice(1).split("/")[0]);
const partOf = (page: string) => page.split("/")[1] || undefined;
const door = location.pathname.match(/^\/(?:setup|link)\/(\w+)$/)?.[1];
/** An address of the server's that leads to no page. */
const isStray = !door && location.pathname !== "/";

export function App() {
  const [hash, setHash] = useState(location.hash);
  const page = pageOf(hash);
  const [session, setSession] = useState<Session | null>();
  const [wasIn, setWasIn] = useState(false);
  const [isThere, setThere] = useState(true);
  const [storage, setStorage] = useState("");
  const [notSignedOut, setNotSignedOut] = useState("");
  const wasAway = useRef(false);
  const [news, setNews] = useState({ replies: 0, waiting: 0 });
  const opener = useRef<HTMLElement | null>(null);
  /** Citations as answers hold them, with their titles, by their addresses. */
  const cited = useRef(new Map<string, Citation>());
  const address = hash.match(sourceForm)?.[0].replace(/^[#/]/, "");
  const source = useMemo(() => (address ? cited.current.get(address) ?? sourceIn(hash) : undefined), [address]);

  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener("hashchange", follow);
    addEventListener("popstate", follow);
    return () => { removeEventListener("hashchange", follow); removeEventListener("popstate", follow); };
  }, []);

  const load = useCallback(() => {
    loadSession().then((found) => { setSession(found); setWasIn(found.stage === "complete"); }).catch((error) => {
      // Nobody there is no reason to ask for a password.
      if (error instanceof Unreachable) setTimeout(load, 3000); else setSession(null);
    });
  }, []);
  useEffect(() => {
    whenSignedOut(() => setSession(null));
    whenReached(setThere);
    whenStored(setStorage);
    if (!door) load();
  }, [load]);

  const isIn = !door && session?.stage === "complete";
  const loadNews = useCallback(() => { get<Answers["GET news"]>("news").then(setNews).catch(() => undefined); }, []);
  useEffect(() => {
    if (!isIn) return;
    loadNews();
    const timer = setInterval(() => { if (!document.hidden) loadNews(); }, 30000);
    return () => clearInterval(timer);
  }, [isIn, page, loadNews]);
  // Once it is there again, what could not be loaded is loaded.
  useEffect(() => {
    if (isThere) { if (wasAway.current) dispatchEvent(new Event("homeroom-back")); return; }
    wasAway.current = true;
    const timer = setInterval(loadNews, 3000);
    return () => clearInterval(timer);
  }, [isThere, loadNews]);

  const open = useCallback((citation: Citation) => {
    if (!sourceForm.test(location.hash)) opener.current = document.activeElement as HTMLElement;
    const address = addressOf(citation);
    cited.current.set(address, citation);
    const next = (pageOf(location.hash) || "#") + (pageOf(location.hash) ? "/" : "") + address;
    // Going back closes it; another one takes its place.
    if (sourceForm.test(location.hash)) history.replaceState(history.state, "", next);
    else history.pushState({ isOpened: true }, "", next);
    setHash(location.hash);
  }, []);
  const close = useCallback(() => {
    if (history.state?.isOpened) history.back();
    else { history.replaceState(null, "", pageOf(location.hash) || "/"); setHash(location.hash); }
  }, []);
  useEffect(() => { if (!address) { opener.current?.focus(); opener.current = null; } }, [address]);

  const may = (name: View) => !!session?.permissions.includes(views[name].needs);
  const first = names.find((name) => name !== "account" && name !== "help" && may(name));
  const found = page ? viewOf(page) : first;
  const view: View = found ?? "account";
  const isUnknown = isStray || (!!page && !found);
  // A person without any page is told what this is.
  const isHome = !page && !first;
  const count = news.replies + news.waiting;
  const title = isUnknown ? words.unknownTitle : isHome ? words.homeTitle : views[view].title;
  useEffect(() => { document.title = (isIn && count > 0 ? `(${count}) ` : "") + (isIn ? `${title} · Homeroom` : "Homeroom"); }, [title, count, isIn]);
  const badge = (name: View) => (name === "inbox" ? news.waiting : name === "ask" ? news.replies : 0);
  const badgeOf = (part: string) => names.reduce((sum, name) => sum + (may(name) && views[name].part === part ? badge(name) : 0), 0);
  const part = isUnknown || isHome ? "" : views[view].part;
  // One link for each part leads to the first of its pages that may be seen.
  const firsts = names.filter((name, index) => name !== "account" && may(name)
    && !names.slice(0, index).some((other) => may(other) && views[other].part === views[name].part));
  const beside = names.filter((name) => may(name) && views[name].part === part);
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{words.skip}</a>
      <header className="bar">
        <a className="brand" href={isStray ? "/" : first ? "#" + first : "/"}><img src="/favicon.svg" alt="" width={28} height={28} />Homeroom</a>
        <nav aria-label="Homeroom">
          {isIn && firsts.map((name) => (
            <a key={name} href={(isStray ? "/#" : "#") + name} aria-current={part === views[name].part || undefined}>
              {/* Where somebody sees of a part only what comes second in it, that names it. */}
              {names.find((other) => views[other].part === views[name].part) === name ? views[name].part
                : names.filter((other) => may(other) && views[other].part === views[name].part).length > 1 ? views[name].part : views[name].title}
              <Badge count={badgeOf(views[name].part)} />
            </a>
          ))}
        </nav>
        {isIn && session && (
          <>
            <a className="who" href="#account" aria-current={view === "account" ? "page" : undefined} aria-label={words.account}>{session.name}</a>
            <button type="button" className="quiet" onClick={() => { setNotSignedOut(""); signOut().catch((error) => setNotSignedOut(told(error))); }}>{words.signOut}</button>
          </>
        )}
        <ThemeButton />
      </header>
      {isIn && session && <ConfirmView session={session} />}
      {isIn && beside.length > 1 && (
        <nav className="sub" aria-label={part}>{beside.map((name) => (
          <a key={name} href={"#" + name} aria-current={view === name ? "page" : undefined}>{views[name].title}<Badge count={badge(name)} /></a>
        ))}</nav>
      )}
      {!isThere && <p className="banner" role="alert">{words.unreachable}</p>}
      {isIn && notSignedOut && <p className="banner" role="alert">{words.stillSignedIn} {notSignedOut}</p>}
      {isThere && storage && <p className="banner" role="alert">{storage === "storage.full" ? words.diskFull : storage === "storage.damaged" ? words.diskDamaged : words.diskReadOnly}</p>}
      <div className={source ? "stage split" : view === "ask" && isIn ? "stage talk" : part === words.administration || view === "collections" || view === "help" ? "stage wide" : "stage"}>
        <main id="main" tabIndex={-1}>
          {door ? <DoorView token={door} onDone={() => location.assign("/")} />
            : session === undefined ? <p className="hint">{words.loading}</p>
            : !isIn || !session ? <>{wasIn && <p className="narrow note" role="status">{words.signedOut}</p>}<SignInView half={session ?? undefined} onDone={() => { history.replaceState(null, "", "/" + location.hash); load(); }} /><div className="narrow"><Foot /></div></>
            : isUnknown ? <section className="notice"><h1>{words.unknownTitle}</h1><p>{words.unknownHint}</p><p><a href="/">{words.toStart}</a></p></section>
            : isHome ? <section className="notice"><h1>{words.homeTitle}</h1><p>{words.homeHint}</p><p><a href="#account">{words.account}</a></p></section>
            : !may(view) ? <section className="notice"><h1>{views[view].title}</h1><p>{words.notAllowed}</p></section>
            : (
              <>
                {session.secondFactorDue && view !== "account" && <p className="note" role="status">{words.factorDue} {time(session.secondFactorDue)}. <a href="#account">{words.account}</a></p>}
                {may("ask") && <div hidden={view !== "ask"}><AskView id={view === "ask" ? partOf(page) : undefined} isShown={view === "ask"} session={session}
                  news={news.replies} onNews={loadNews} onOpen={open} openCitation={source} /></div>}
                {view === "shared" && <SharedView key={page} share={partOf(page)} onOpen={open} openCitation={source} />}
                {view === "inbox" && <InboxView key={page} person={session.id} thread={partOf(page)} onNews={loadNews} onOpen={open} openCitation={source} />}
                {view === "coach" && <CoachRulesView />}
                {view === "domains" && <DomainsView />}
                {view === "outbound" && <OutboundView />}
                {view === "library" && <LibraryView permissions={session.permissions} />}
                {view === "collections" && <CollectionsView session={session} maySeePeople={may("people")} />}
                {view === "people" && <PeopleView session={session} />}
                {view === "places" && <PlacesView session={session} />}
                {view === "roles" && <RolesView />}
                {view === "rosters" && <RostersView />}
                {view === "providers" && <ProvidersView />}
                {view === "models" && <ModelsView />}
                {view === "mail" && <MailView />}
                {view === "jobs" && <JobsView mayChange={may("policy")} />}
                {view === "retention" && <RetentionView />}
                {view === "policy" && <PolicyView />}
                {view === "audit" && <AuditView permissions={session.permissions} />}
                {view === "help" && <HelpView name={partOf(page)} part={page.split("/")[2]} />}
                {view === "account" && <><AccountView session={session} /><Foot /></>}
              </>
            )}
        </main>
        {source && isIn && <SourcePanel citation={source} onClose={close} />}
      </div>
    </>
  );
}

/** How many things are new there. */
const Badge = ({ count }: { count: number }) => (count > 0 ? <span className="badge">{count}</span> : null);
