import { useEffect, useMemo, useState } from "react";
import type { Answers } from "../api.gen";
import { Field, Foot, Nothing, Problems, useLoaded } from "../parts";
import { language, words } from "../words";
import { blocks, Markdown, plain } from "./markdown";

type Handbook = Answers["GET handbook"];
/** What stands below one heading. */
type Section = { page: string; pageTitle: string; id: string; title: string; text: string };

/** The handbook is in English, whatever the page speaks. */
const foreign = language === "en" ? {} : { lang: "en" };

function sectionsOf(handbook: Handbook): Section[] {
  return handbook.pages.flatMap((page) => {
    const found: Section[] = [];
    for (const block of blocks(page.text)) {
      if (block.kind === "heading") found.push({ page: page.name, pageTitle: page.title, id: block.id, title: plain(block.text), text: "" });
      else if (found.length) {
        const text = block.kind === "list" ? block.items.join(" ") : block.kind === "table" ? block.rows.flat().join(" ") : block.text;
        found[found.length - 1].text += " " + plain(text);
      }
    }
    return found;
  });
}

/** The sections that hold all words, those first whose title does. */
function search(sections: Section[], text: string): Section[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (one: string) => wanted.every((word) => one.toLowerCase().includes(word));
  const found = sections.filter((one) => holds(`${one.title} ${one.text}`));
  return [...found.filter((one) => holds(one.title)), ...found.filter((one) => !holds(one.title))].slice(0, 30);
}

/** The text around the first of the words. */
function around(section: Section, text: string): string {
  const word = text.trim().toLowerCase().split(/\s+/)[0];
  const place = Math.max(0, section.text.toLowerCase().indexOf(word));
  const start = Math.max(0, place - 60);
  return (start ? "…" : "") + section.text.slice(start, start + 180).trim() + (section.text.length > start + 180 ? "…" : "");
}

/** The handbook: its pages beside the one that is read, and a search in all of them. */
export function HelpView({ name, part }: { name?: string; part?: string }) {
  const { value, problem } = useLoaded<Handbook>("handbook");
  const [text, setText] = useState("");
  const sections = useMemo(() => (value ? sectionsOf(value) : []), [value]);
  const page = value?.pages.find((one) => one.name === (name ?? "index"));
  const isSearching = !!text.trim();
  const found = isSearching ? search(sections, text) : undefined;
  useEffect(() => { setText(""); }, [name, part]);
  useEffect(() => {
    // While something is searched, the page is not there to be scrolled.
    if (!page || isSearching) return;
    const heading = part ? document.getElementById(part) : null;
    heading?.scrollIntoView();
    heading?.focus();
    if (part || !name) return;
    // On a telephone the page stands below its contents.
    if (matchMedia("(max-width: 52rem)").matches) document.getElementById("help-page")?.scrollIntoView(); else scrollTo(0, 0);
  }, [page, part, isSearching]);
  return (
    <div className="help docs">
      <div className="contents">
        <div className="filters" role="search"><Field label={words.helpFind} value={text} onChange={setText} type="search" /></div>
        {value && <nav aria-label={words.helpContents}><ul {...foreign}>{value.pages.map((one) => (
          <li key={one.name}><a href={"#help/" + one.name} aria-current={one === page ? "page" : undefined}>{one.title}</a></li>
        ))}</ul></nav>}
        <button type="button" className="quiet" onClick={() => print()}>{words.helpPrint}</button>
      </div>
      <div id="help-page">
        <Problems texts={[problem]} />
        {!value && !problem && <p className="hint">{words.loading}</p>}
        {found ? (
          <section aria-label={words.helpFound}>
            <h1>{words.helpFound}</h1>
            {!found.length && <Nothing text={text} none="" />}
            <ul className="found" {...foreign}>{found.map((one) => (
              <li key={one.page + "/" + one.id}>
                <a href={`#help/${one.page}/${one.id}`}>{one.title === one.pageTitle ? one.title : `${one.pageTitle}: ${one.title}`}</a>
                <p className="hint">{around(one, text)}</p>
              </li>
            ))}</ul>
          </section>
        ) : page ? <article {...foreign}><Markdown text={page.text} title={page.title} /></article>
          : value && <><h1>{words.unknownTitle}</h1><p><a href="#help">{words.helpContents}</a></p></>}
        <Foot />
      </div>
    </div>
  );
}
