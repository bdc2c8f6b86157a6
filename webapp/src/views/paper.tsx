/** The page as it is handed over, drawn in a shadow of its own: what is seen is what the file holds, and what is printed. */

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../rules/sentences.ts";

const SIGNS: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };
const SVG = "http://www.w3.org/2000/svg";
const LANDMARKS = ["main", "header", "footer"]; // the app's own page has these; within it they are parts like others
const PART = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+="[^"]*")*)\s*(\/?)>|([^<]+)/giu;
const CHART = /^data:image\/svg\+xml;base64,/u;

/** While it is printed the app's own parts are gone. */
const PRINTED = "@media print{@page{margin:9mm}.frame>header,nav,.kept,.notice,main>*:not(.paper){display:none!important}.frame,main{display:block!important;padding:0!important;max-width:none!important}.paper{border:0!important;padding:0!important}}";

export function Paper({ html }: { readonly html: string }): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = host;
    if (current === null) return undefined;
    const shadow = current.shadowRoot ?? current.attachShadow({ mode: "open" });
    const [style, size] = styleOf(html);
    shadow.adoptedStyleSheets = [sheet(style)];
    const body = document.createElement("div");
    body.className = "body";
    body.append(...built(/<body>([\s\S]*)<\/body>/u.exec(html)?.[1] ?? ""));
    shadow.replaceChildren(body);
    const printed = sheet(`${PRINTED}@media print{html{font-size:${size}!important}}`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, printed];
    return () => void (document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== printed));
  }, [html]);
  return <div ref={host} class="paper" role="region" aria-label={t("The page as it will be")} />;
}

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

/** The page's own style for its shadow, and the size of its letters on paper. */
function styleOf(html: string): readonly [style: string, size: string] {
  const own = /<style>([\s\S]*?)<\/style>/u.exec(html)?.[1] ?? "";
  const size = /html\{font-size:([^}]+)\}/u.exec(own)?.[1] ?? "";
  const style = own.replaceAll("@page{margin:14mm}", "").replaceAll("@page{margin:9mm}", "").replace(/html\{font-size:[^}]+\}/u, "");
  return [style.replaceAll(":root", ":host").replace(/(^|[\n}{,])(body|main|header|footer)(?=[\s{])/gu, "$1.$2"), size];
}

/** Elements out of the text of a page that `rules/page_html.ts` wrote: whole tags, quoted attributes, five signs. */
function built(html: string): readonly Node[] {
  const top = document.createElement("div");
  let open: Element = top;
  for (const [, closes, name = "", attributes = "", closed, words] of html.matchAll(PART)) {
    if (words !== undefined) {
      open.append(words.replace(/&(?:amp|lt|gt|quot|#x27);/gu, (sign) => SIGNS[sign] ?? sign));
    } else if (closes === "/") {
      open = open.parentElement ?? top;
    } else {
      const values = new Map(Array.from(attributes.matchAll(/([a-zA-Z-]+)="([^"]*)"/gu), ([, key = "", value = ""]) => [key, value.replace(/&(?:amp|lt|gt|quot|#x27);/gu, (sign) => SIGNS[sign] ?? sign)]));
      const made = name === "img" ? chart(values) : element(name, values, open);
      open.append(made);
      if (name !== "img" && closed !== "/") open = made;
    }
  }
  return [...top.childNodes];
}

function element(name: string, values: ReadonlyMap<string, string>, inside: Element): Element {
  const isDrawn = name === "svg" || inside.namespaceURI === SVG;
  const isLandmark = LANDMARKS.includes(name);
  const made = isDrawn ? document.createElementNS(SVG, name) : document.createElement(isLandmark ? "div" : name);
  if (isLandmark) made.setAttribute("class", name);
  for (const [key, value] of values) if (key !== "xmlns") made.setAttribute(key, value);
  return made;
}

/** The picture of a chart, drawn in the page itself, with its words for who hears it. */
function chart(values: ReadonlyMap<string, string>): Element {
  const source = atob((values.get("src") ?? "").replace(CHART, ""));
  const text = new TextDecoder().decode(Uint8Array.from(source, (sign) => sign.charCodeAt(0)));
  const drawn = built(text)[0];
  if (!(drawn instanceof SVGElement)) return document.createElement("span");
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", values.get("alt") ?? "");
  drawn.setAttribute("width", "100%");
  drawn.removeAttribute("height");
  return drawn;
}
