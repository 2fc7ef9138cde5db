import { useCallback, useEffect, useRef, useState } from "react";
import { Citation, listDocuments, Problem } from "./api";
import { AskView } from "./AskView";
import { LibraryView } from "./LibraryView";
import { SourcePanel } from "./SourcePanel";
import { words } from "./words";

type View = "ask" | "library";
const viewOf = (hash: string): View => (hash === "#library" ? "library" : "ask");

export function App() {
  const [view, setView] = useState<View>(viewOf(location.hash));
  const [source, setSource] = useState<Citation>();
  const [signedOut, setSignedOut] = useState(false);
  const opener = useRef<HTMLElement | null>(null);

  useEffect(() => {
    const follow = () => setView(viewOf(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);

  useEffect(() => {
    listDocuments().catch((error) => setSignedOut(error instanceof Problem && error.status === 401));
  }, []);

  const open = useCallback((citation: Citation) => {
    opener.current = document.activeElement as HTMLElement;
    setSource(citation);
  }, []);
  const close = useCallback(() => {
    setSource(undefined);
    opener.current?.focus();
  }, []);

  return (
    <>
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{words.skip}</a>
      <header className="bar">
        <a className="brand" href="#ask"><img src="/favicon.svg" alt="" width={28} height={28} />Homeroom</a>
        <nav aria-label="Homeroom">
          <a href="#ask" aria-current={view === "ask" ? "page" : undefined}>{words.ask}</a>
          <a href="#library" aria-current={view === "library" ? "page" : undefined}>{words.library}</a>
        </nav>
        <ThemeButton />
      </header>
      <div className={source ? "stage split" : "stage"}>
        <main id="main" tabIndex={-1}>
          {signedOut ? (
            <section className="notice"><h1>{words.signedOut}</h1><p>{words.signIn}</p></section>
          ) : (
            <>
              <div hidden={view !== "ask"}><AskView onOpen={open} openCitation={source} /></div>
              {view === "library" && <LibraryView />}
            </>
          )}
        </main>
        {source && <SourcePanel citation={source} onClose={close} />}
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
