"""A day in Firefox and in WebKit, whose keys and storage differ: begin, log, load anew, lock, write locked, `sos`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.server.conftest import Serving
from tests.web import engines
from tests.web.conftest import left_out
from tests.web.engines import Engine

# What a person does, in the page itself. `until` looks again until it holds, as long as the driver waits.
HANDS = """
const until = async holds => {
  for (let found; ; await new Promise(on => setTimeout(on, 50))) if ((found = holds())) return found;
};
const named = (name, whole) => [...document.querySelectorAll('button, a')]
  .find(one => whole ? one.textContent.trim() === name : one.textContent.includes(name));
const touch = async (name, whole = false) => (await until(() => named(name, whole))).click();
const bar = async screen => (await until(() => document.querySelector(`nav [data-screen=${screen}]`))).click();
const label = name => [...document.querySelectorAll('label')].find(one => one.textContent.includes(name));
const fill = async (name, text) => {
  const field = (await until(() => label(name))).control;
  field.value = text;
  field.dispatchEvent(new Event('input', {bubbles: true}));
};
const title = name => until(() => document.querySelector('h1')?.textContent === name);
const shows = text => until(() => document.body.innerText.includes(text));
const begun = () => until(() => document.documentElement.dataset.begun);
"""


@pytest.fixture(params=["Firefox", "WebKit"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if not os.environ.get("TESTS_ALL"):
        pytest.skip(f"the phone app in {request.param}: make check runs it")
    lacks = engines.missing(request.param)
    if lacks is not None:
        left_out(f"the phone app in {request.param}: there is no {lacks} here")
    with engines.running(request.param) as running:
        yield running


def test_a_day(engine: Engine, serving: Serving) -> None:
    def does(code: str) -> object:
        return engine.run(f"{HANDS} await begun(); {code}")

    engine.open(f"{serving.origin}/app/")
    does("""
      await touch('Begin a new journal');
      await fill('What do you want to stay free of', 'heroin');
      await fill('When did you last use', new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10));
      await touch('No lock'); await touch('Begin', true);
      await touch('Leave them open'); await shows('without heroin');
      await bar('log'); await touch('7', true); await title('Craving')
    """)
    engine.open(f"{serving.origin}/app/")
    does("await bar('entries'); await shows('craving 7')")
    does("""
      await bar('more'); await touch('Lock', true);
      await fill('Passphrase', 'old corner 7'); await fill('The same once more', 'old corner 7');
      await touch('Lock the journal'); await shows('The passphrase is set.'); await touch('Lock it now')
    """)
    engine.open(f"{serving.origin}/app/")
    assert does("await shows('Without opening it'); return document.body.innerText.includes('heroin')") is False
    does("await touch('Log a craving'); await touch('4', true); await shows('Kept: craving 4')")
    calls = does(
        "await bar('sos'); await title('SOS'); return document.querySelectorAll('main a[href^=\"tel:\"]').length"
    )
    assert isinstance(calls, int)
    assert calls > 0
    engine.open(f"{serving.origin}/app/")
    does("""
      await fill('Passphrase', 'wrong'); await touch('Open', true); await shows('That is not the passphrase');
      await fill('Passphrase', 'old corner 7'); await touch('Open', true); await shows('without heroin');
      await bar('entries'); await shows('craving 7'); await shows('craving 4')
    """)
