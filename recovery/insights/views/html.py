"""The report as one HTML file: good on a phone, on paper, in the dark; it asks nothing of any other machine."""

from __future__ import annotations

from collections.abc import Iterator

from recovery.console import one_line
from recovery.insights.report import Report
from recovery.insights.views import charts, checking, sentences, what_helped, words
from recovery.insights.views.grids import CLAIM_CRAVINGS, CLAIM_DAYS
from recovery.insights.what_helped import Helped
from recovery.language import tr
from recovery.outlets import page as outlet
from recovery.outlets import words as wording
from recovery.outlets.page import text

_STYLE = """\
:root{--cell:#eceef1;--bar:#2f6f8f;--free:#2e7d54;--used:#b3541e}
@media screen and (prefers-color-scheme:dark){:root{--cell:#222933;--bar:#6db3d4;--free:#6cc295;--used:#e39a5f}}
header p,.dim,figcaption{color:var(--dim);margin:.25rem 0}.facts{max-width:44rem;padding:0;list-style:none}
.facts li{margin:.3rem 0}.facts li:first-child{font-size:1.15rem}
.charts{display:grid;gap:2rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr))}
figure{margin:0;max-width:30rem}figcaption{font-size:.85rem}svg{display:block;width:100%;height:auto}
svg text{font-size:12px;fill:var(--ink);font-family:inherit}svg .dim{fill:var(--dim)}svg .small{font-size:10px}
svg .tiny{font-size:9px}svg .value{font-size:14px}svg .strong{font-weight:700}svg .onheat{fill:var(--paper)}
.free,.dot{fill:var(--free)}.dot{fill:var(--bar)}.used{fill:var(--used)}.bar,.heat{fill:var(--bar)}.cell{fill:var(--cell)}
.ring,.open{fill:none;stroke:var(--dim);stroke-width:1.5}.open{stroke:var(--bar)}.rule{stroke:var(--line)}
.usual{fill:var(--bar);opacity:.16}.whisker{fill:none;stroke:var(--ink);stroke-width:1.2}
.checking{max-width:44rem;margin:1.25rem 0 2rem;padding:.75rem 1rem;border:1px solid var(--line);border-radius:.5rem}
.checking ul{margin:.25rem 0;padding-left:1.1rem}.checking li{margin:.5rem 0}
.checking p,small{color:var(--dim);margin:.25rem 0}
small{font-weight:400;font-size:.85rem}code{font-size:.85em;overflow-wrap:anywhere}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.3rem .9rem .3rem 0;text-align:left;
vertical-align:top}tbody th{font-weight:400;color:var(--dim)}
th[colspan]{padding-top:1rem;font-weight:700;color:var(--ink)}
footer{margin-top:2rem;padding-top:.75rem}
@media print{:root{--cell:#eee}figure{break-inside:avoid}
.charts{grid-template-columns:1fr 1fr;gap:1.25rem}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""


def page(report: Report) -> str:
    """The whole file."""
    facts = "".join(f"<li>{text(sentence)}</li>\n" for sentence in sentences.summary(report))
    figures = "\n".join(_figures(report))
    body = f'<ul class="facts">\n{facts}</ul>\n{_checking(report)}<div class="charts">\n{figures}\n</div>'
    return document(
        words.title(report.period), f"{sentences.coverage(report).capitalize()}.", f"{body}{_helped(report)}"
    )


def _checking(report: Report) -> str:
    """What is worth checking, each with its next step; nothing where there is too little to tell."""
    findings = checking.findings(report)
    items = [
        f"<li>{text(finding.text)}<br>{finding.step}"
        + (f": <code>{text(finding.command)}</code></li>" if finding.command else "</li>")
        for finding in findings
    ]
    said = checking.caution(report) or checking.nothing(report)
    body = (f"<ul>{''.join(items)}</ul>" if findings else "") + (f"<p>{said}</p>" if said else "")
    if not body:
        return ""
    heading = f"{checking.heading()} <small>({text(checking.base(report))})</small>"
    return f'<section class="checking"><h2>{heading}</h2>{body}</section>\n'


def _helped(report: Report) -> str:
    """What helped with what, by trigger; nothing where too little is known."""
    if not report.helped:
        return ""
    triggers = "".join(
        f"<h3>{text(one_line(trigger))}</h3><ul>{''.join(map(_pair, pairs))}</ul>"
        for trigger, pairs in what_helped.by_trigger(report.helped)
    )
    heading = f"{what_helped.heading()} <small>({text(words.short_span(report.period.lookback))})</small>"
    said = "".join(f"<p>{note}</p>" for note in what_helped.notes(report.helped))
    return f'\n<section class="checking"><h2>{heading}</h2>{triggers}{said}</section>'


def _pair(pair: Helped) -> str:
    return f"<li>{'<br>'.join(map(text, what_helped.sentences(pair)))}</li>"


def document(title: str, under: str, body: str) -> str:
    """A page around a body that is HTML already."""
    return outlet.document(
        title,
        f"""<header><h1>{text(title)}</h1>
<p>{text(under)}</p></header>
<main>
{body}
</main>
<footer><p>{words.given_away()}</p></footer>""",
        _STYLE,
    )


def _figures(report: Report) -> Iterator[str]:
    longer = words.short_span(report.period.lookback)
    yield _figure(
        "Days",
        charts.days(report),
        tr("Dot: no use. Square: use. Open ring: not known.")
        + (
            ""
            if report.period.days > charts.WEEK_ROWS_LIMIT
            else tr(" The digit is the day's hardest craving, 0 to 10.")
        ),
    )
    if report.cravings.ratings.count:
        caption = tr("Filled: passed without use. Open: no answer yet. Square: ended in use. The dashed line is 7.")
        if len(report.timed) > charts.DOTS_LIMIT:
            caption = tr("The hardest craving of each day. The dashed line is 7.")
        caption = f"{caption} {sentences.usual_range(report)}".strip()
        yield _figure(tr("Cravings, 0 to 10"), charts.intensity(report), caption)
    total = sum(map(sum, report.longer_heat))
    if total:
        caption = tr(
            "{cravings} over {longer}, by the clock at the time.", cravings=wording.cravings(total), longer=longer
        )
        if total < CLAIM_CRAVINGS or report.longer_days < CLAIM_DAYS:
            caption += tr(" Too few yet to say when it is hard.")
        yield _figure("When", charts.heatmap(report), caption)
    if report.longer_triggers:
        yield _figure(
            tr("Set off by"),
            charts.triggers(report.longer_triggers),
            tr("How many cravings, over {longer}.", longer=longer),
        )
    if report.longer_coping:
        caption = tr("Passed without use, of the cravings whose end is known, over {longer}. ", longer=longer)
        caption += tr(
            "{ranked} The thin line: where the true share may lie.",
            ranked=tr("In order of the share that passed; few tries count for less."),
        )
        said = words.base_rate(report.longer_ended), words.only_ahead(report.longer_coping)
        caption = " ".join(filter(None, (caption, *said)))
        yield _figure(tr("What you did"), charts.skills(report.longer_coping), caption)


def _figure(title: str, chart: str, caption: str) -> str:
    return f"<figure><h2>{title}</h2>{chart}<figcaption>{text(caption)}</figcaption></figure>"
