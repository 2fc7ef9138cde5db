import { useCallback, useEffect, useRef, useState } from "react";
import { AccountView } from "./AccountView";
import { Citation, whenSignedOut } from "./api";
import { AskView } from "./AskView";
import { AuditView } from "./AuditView";
import { DoorView } from "./DoorViews";
import { LibraryView } from "./LibraryView";
import { PeopleView } from "./PeopleView";
import { loadSession, Session, signOut } from "./session";
import { SignInView } from "./SignInView";
import { SourcePanel } from "./SourcePanel";
import { words } from "./words";

/** The pages, and the permission that each needs. */
const views = {
  ask: { title: words.ask, needs: "questions:ask" }, library: { title: words.library, needs: "documents:read" },
  people: { title: words.people, needs: "users:read" }, audit: { title: words.audit, needs: "audit:read" },
  account: { title: words.account, needs: "account:manage:own" },
} as const;
type View = keyof typeof views;
const viewOf = (hash: string): View => (Object.keys(views).includes(hash.slice(1)) ? (hash.slice(1) as View) : "ask");
const door = location.pathname.match(/^\/(?:setup|link)\/(\w+)$/)?.[1];

export function App() {
  const [view, setView] = useState<View>(viewOf(location.hash));
  const [source, setSource] = useState<Citation>();
  const [session, setSession] = useState<Session | null>();
  const opener = useRef<HTMLElement | null>(null);

  useEffect(() => {
    const follow = () => setView(viewOf(location.hash));
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
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{words.skip}</a>
      <header className="bar">
        <a className="brand" href="#ask"><img src="/favicon.svg" alt="" width={28} height={28} />Homeroom</a>
        <nav aria-label="Homeroom">
          {isIn && (Object.keys(views) as View[]).filter((name) => name !== "account" && may(name)).map((name) => (
            <a key={name} href={"#" + name} aria-current={view === name ? "page" : undefined}>{views[name].title}</a>
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
      <div className={source ? "stage split" : view === "people" || view === "audit" ? "stage wide" : "stage"}>
        <main id="main" tabIndex={-1}>
          {door ? <DoorView token={door} onDone={() => location.assign("/")} />
            : session === undefined ? <p className="hint">{words.loading}</p>
            : !isIn || !session ? <SignInView half={session ?? undefined} onDone={() => { history.replaceState(null, "", "/" + location.hash); load(); }} />
            : !may(view) ? <section className="notice"><h1>{views[view].title}</h1><p>{words.notAllowed}</p></section>
            : (
              <>
                <div hidden={view !== "ask"}><AskView onOpen={open} openCitation={source} /></div>
                {view === "library" && <LibraryView />}
                {view === "people" && <PeopleView />}
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
