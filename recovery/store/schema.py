"""The journal's tables, step by step. A released step is never changed; a new one is added below it.

What follows from them is kept by SQL triggers, so that any program that writes the file keeps it true: of every table
by those in `sql_triggers`, of cravings by `craving_trigger` and `craving_coping`, which count names without reading any.
"""

from __future__ import annotations

from collections.abc import Callable

from recovery.store import sql_columns as sql

TYPE_CHECKING = False
if TYPE_CHECKING:
    from recovery.store.engine import Connection

APPLICATION_ID = 0x52435652


def first(connection: Connection) -> None:
    """Journal, history, profile, substances and the four kinds of entry."""
    for statement in (
        "CREATE TABLE journal (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL) STRICT",
        "INSERT INTO journal VALUES (1, lower(hex(randomblob(16))))",
        """CREATE TABLE commands (key INTEGER PRIMARY KEY, at TEXT NOT NULL, device TEXT NOT NULL,
           origin TEXT NOT NULL CHECK (origin IN ('local', 'inbox', 'sync', 'import')),
           name TEXT NOT NULL, undoes INTEGER UNIQUE) STRICT""",
        "CREATE TABLE context (one INTEGER PRIMARY KEY CHECK (one = 1), command INTEGER) STRICT",
        "INSERT INTO context VALUES (1, NULL)",
        """CREATE TABLE changes (key INTEGER PRIMARY KEY, command INTEGER, "table" TEXT NOT NULL, row INTEGER NOT NULL,
           action TEXT NOT NULL CHECK (action IN ('insert', 'update', 'delete')), data TEXT NOT NULL) STRICT""",
        "CREATE INDEX changes_command ON changes (command)",
        'CREATE INDEX changes_row ON changes ("table", row)',
        """CREATE TABLE timeline (key INTEGER PRIMARY KEY, kind TEXT NOT NULL, row INTEGER NOT NULL,
           id TEXT NOT NULL UNIQUE, day TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
        "CREATE UNIQUE INDEX timeline_row ON timeline (row, kind)",
        "CREATE INDEX timeline_when ON timeline (day, at, id)",
        "CREATE VIRTUAL TABLE search USING fts5(text, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')",
        f"CREATE TABLE taken ({sql.KEY}, id TEXT NOT NULL UNIQUE) STRICT",
        f"""CREATE TABLE profile (key INTEGER PRIMARY KEY CHECK (key = 1), {sql.ZONE},
           day_starts TEXT NOT NULL CHECK (day_starts IS strftime('%H:%M', day_starts) AND day_starts < '24')) STRICT""",
        f"""CREATE TABLE substance ({sql.KEY}, {sql.name("name")} NOT NULL UNIQUE COLLATE NOCASE, {sql.day("since")},
           {sql.day("closed", required=False)}) STRICT""",
        f"""CREATE TABLE craving ({sql.KEY}, {sql.ID}, {sql.AT}, {sql.ZONE}, {sql.day("day")},
           {sql.name("substance")}, {sql.rating("intensity", required=True)}, {sql.names("triggers")}, {sql.names("coping")},
           outcome TEXT CHECK (outcome IN ('passed', 'used')), {sql.rating("intensity_after")},
           minutes INTEGER CHECK (minutes BETWEEN 0 AND 1440), {sql.text("note")}) STRICT""",
        "CREATE INDEX craving_day ON craving (day)",
        "CREATE INDEX craving_open ON craving (at) WHERE outcome IS NULL",
        f"""CREATE TABLE lapse ({sql.KEY}, {sql.ID}, {sql.AT}, {sql.ZONE}, {sql.day("day")},
           {sql.name("substance")}, {sql.names("triggers")}, {sql.name("amount")}, overdose TEXT CHECK (overdose IN ('near', 'yes')),
           {sql.flag("naloxone")}, {sql.text("note")}) STRICT""",
        "CREATE INDEX lapse_day ON lapse (day)",
        f"""CREATE TABLE checkin ({sql.KEY}, {sql.ID}, {sql.day("day")} UNIQUE, {sql.flag("used")},
           {sql.name("substance")}, {sql.rating("mood")}, sleep_hours REAL CHECK (sleep_hours BETWEEN 0 AND 24), {sql.rating("confidence")},
           {sql.flag("hungry")}, {sql.flag("angry")}, {sql.flag("lonely")}, {sql.flag("tired")}, {sql.text("good")}, {sql.text("intention")},
           {sql.flag("intention_kept")}, {sql.text("note")}) STRICT""",
        f"""CREATE TABLE note ({sql.KEY}, {sql.ID}, {sql.AT}, {sql.ZONE}, {sql.day("day")},
           {sql.names("triggers")}, {sql.text("text")} NOT NULL) STRICT""",
        *(_name_table("trigger", "triggers")),
        *(_name_table("coping", "coping")),
    ):
        connection.execute(statement)


def _name_table(word: str, column: str) -> tuple[str, ...]:
    table = f"craving_{word}"
    fill = f"""INSERT OR IGNORE INTO {table} SELECT value, NEW.intensity, coalesce(NEW.outcome, ''), NEW.key
               FROM json_each(NEW.{column})"""
    clear = f"""DELETE FROM {table} WHERE intensity = OLD.intensity AND outcome = coalesce(OLD.outcome, '')
                AND craving = OLD.key AND name IN (SELECT value FROM json_each(OLD.{column}))"""
    return (
        f"""CREATE TABLE {table} (name TEXT NOT NULL, intensity INTEGER NOT NULL, outcome TEXT NOT NULL,
            craving INTEGER NOT NULL, PRIMARY KEY (name, intensity, outcome, craving)) STRICT, WITHOUT ROWID""",
        f"CREATE TRIGGER {table}_insert AFTER INSERT ON craving WHEN NEW.{column} <> '[]' BEGIN {fill}; END",
        f"CREATE TRIGGER {table}_update AFTER UPDATE OF intensity, outcome, {column} ON craving BEGIN {clear}; {fill}; END",
        f"CREATE TRIGGER {table}_delete AFTER DELETE ON craving BEGIN {clear}; END",
    )


def plans(connection: Connection) -> None:
    """The plan and its revisions; the ratings of a craving that was surfed, the warning signs ticked in a check-in."""
    noted = """INSERT INTO plan_revision (command) SELECT command FROM context WHERE command IS NOT NULL
               AND command NOT IN (SELECT command FROM plan_revision)"""
    for statement in (
        f"""CREATE TABLE plan_item ({sql.KEY}, {sql.ID},
           section TEXT NOT NULL CHECK (section IN ('reasons', 'warning_signs', 'situations', 'skills', 'contacts',
           'places', 'surroundings', 'treatment', 'lapse_steps', 'rewards', 'crisis')),
           position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 9007199254740992), {sql.text("text", 500)} NOT NULL,
           stage TEXT CHECK (stage IN ('early', 'middle', 'late')), {sql.names("triggers")}, {sql.names("responses")},
           {sql.name("phone")}, {sql.name("role")}, {sql.name("what_for")}, {sql.name("awake")},
           place TEXT CHECK (place IN ('safe', 'avoid')), {sql.day("until", required=False)}, {sql.name("moment")},
           step INTEGER CHECK (step BETWEEN 1 AND 6)) STRICT""",
        "CREATE INDEX plan_item_section ON plan_item (section)",
        f"CREATE TABLE plan (key INTEGER PRIMARY KEY CHECK (key = 1), {sql.day('reviewed_on', required=False)}) STRICT",
        # Which commands changed the plan, numbered. It holds no content, so erasing an item renumbers nothing.
        "CREATE TABLE plan_revision (key INTEGER PRIMARY KEY, command INTEGER NOT NULL UNIQUE) STRICT",
        f"CREATE TRIGGER plan_revision_insert AFTER INSERT ON plan_item BEGIN {noted}; END",
        f"CREATE TRIGGER plan_revision_update AFTER UPDATE ON plan_item BEGIN {noted}; END",
        f"CREATE TRIGGER plan_revision_delete AFTER DELETE ON plan_item BEGIN {noted}; END",
        "CREATE TABLE plan_draft (key INTEGER PRIMARY KEY CHECK (key = 1), text TEXT NOT NULL) STRICT",
        "ALTER TABLE craving ADD COLUMN ratings TEXT CHECK (json_type(ratings) = 'array' AND json_array_length(ratings) <= 100)",
        f"ALTER TABLE checkin ADD COLUMN {sql.names('signs')}",
        "CREATE INDEX checkin_signs ON checkin (day) WHERE signs <> '[]'",
    ):
        connection.execute(statement)


def treatment(connection: Connection) -> None:
    """What helps: medication, questionnaires, attendance, skills work, goals, episodes, body and health."""
    clock = "clock TEXT CHECK (clock IS strftime('%H:%M', clock) AND coalesce(clock, '0') < '24')"
    for name, columns in (
        ("regimen", f"""{sql.DAILY}, {sql.name("name")} NOT NULL, {sql.name("dose")}, {sql.whole("times", 1, 24, required=True)},
           {sql.whole("every_days", 1, 366, required=True)}, {sql.flag("as_needed")} NOT NULL,
           {sql.word("form", "tablet", "film", "liquid", "injection", "patch", "spray", "other", required=False)},
           {sql.names("hours")}, {sql.day("since")}, {sql.day("until", required=False)}, {sql.name("prescriber")}, {sql.day("refill", required=False)},
           {sql.day("visit", required=False)}, {sql.text("note")}, CHECK (until IS NULL OR until >= since)"""),
        ("dose", f"""{sql.TIMED}, {sql.name("medication")} NOT NULL, {sql.word("status", "taken", "late", "missed")},
           {sql.names("side_effects")}, {sql.text("note")}"""),
        ("assessment", f"""{sql.TIMED}, {sql.name("instrument")} NOT NULL, answers TEXT NOT NULL CHECK (json_array_length(answers) > 0),
           {sql.text("note")}"""),
        ("rhythm", f"""{sql.DAILY}, instrument TEXT NOT NULL UNIQUE, {sql.whole('every_days', 1, 366, required=True)}"""),
        ("attendance", f"""{sql.TIMED},
           {sql.word("type", "counseling", "group", "family", "12-step", "smart", "activity", "other")},
           {sql.name("name")}, {sql.rating("before")}, {sql.rating("after")}, {sql.whole("minutes", 0, 1440)}, {sql.text("takeaway")}, {sql.text("homework")},
           {sql.flag("homework_done")}, {sql.text("note")}"""),
        ("topic", f"""{sql.DAILY}, {sql.text("text")} NOT NULL, {sql.day('done', required=False)}"""),
        ("thought", f"""{sql.TIMED}, {sql.text("situation")} NOT NULL, {sql.text("thought")}, {sql.name("feeling")}, {sql.rating("before")}, {sql.text("evidence_for")},
           {sql.text("evidence_against")}, {sql.text("balanced")}, {sql.rating("after")}"""),
        ("card", f"""{sql.TIMED}, {sql.rating("urge", required=True)}, {sql.names("feelings")}, {sql.names("skills")}, {sql.flag("acted_on")},
           {sql.text("note")}"""),
        ("ruler", f"""{sql.TIMED}, {sql.name("about")}, {sql.rating("importance")}, {sql.rating("confidence")}, {sql.rating("readiness")},
           {sql.names("reasons")}, {sql.text("note")}"""),
        ("goal", f"""{sql.DAILY}, {sql.name("name")} NOT NULL, {sql.name("area")}, {sql.word("counts", "checkin", "dose", "attend", "activity", "told")},
           {sql.whole("target", 1, 1000, required=True)}, {sql.whole("points", 0, 1000, required=True)}, {sql.name("reward")},
           {sql.day("closed", required=False)}, {sql.text("note")}"""),
        ("step", f"""{sql.TIMED}, {sql.name("goal")} NOT NULL, {sql.text("note")}"""),
        ("reward", f"""{sql.DAILY}, {sql.name("goal")} NOT NULL, {sql.name("text")}"""),
        ("episode", f"""{sql.DAILY}, {sql.word("type", "detox", "inpatient", "residential", "outpatient", "sober-living", "hospital",
           "jail", "other")}, {sql.name("name")}, {sql.day("since")}, {sql.day("until", required=False)}, {sql.names("goals")}, {sql.text("note")},
           CHECK (until IS NULL OR until >= since)"""),
        ("aftercare", f"""{sql.DAILY}, {sql.name("episode")} NOT NULL, step INTEGER NOT NULL CHECK (step IN (1, 7, 30, 90)),
           {sql.rating("going")}, {sql.text("needs")}, {sql.text("note")}"""),
        ("appointment", f"""{sql.DAILY}, {sql.name("what")} NOT NULL, {sql.day("due")}, {clock},
           {sql.word("type", "visit", "counseling", "refill", "injection", "test", "other")}, {sql.name("place")}, {sql.flag("kept")},
           {sql.text("note")}"""),
        ("body", f"""{sql.TIMED}, {sql.rating("withdrawal")}, {sql.whole("pulse", 20, 300)},
           temperature REAL CHECK (temperature BETWEEN 30 AND 45), {sql.whole("systolic", 40, 300)}, {sql.whole("diastolic", 20, 200)},
           sleep_hours REAL CHECK (sleep_hours BETWEEN 0 AND 24), {sql.names("symptoms")}, {sql.text("note")}"""),
        ("wellbeing", f"""{sql.DAILY}, {sql.whole("good_exchanges", 0, 100)}, {sql.whole("hard_exchanges", 0, 100)},
           {sql.flag("thoughts_of_suicide")}, {sql.text("note")}, UNIQUE (day)"""),
        ("supply", f"""{sql.DAILY}, {sql.name("what")} NOT NULL, {sql.name("place")} NOT NULL, {sql.whole("count", 1, 100, required=True)},
           {sql.day("until", required=False)}, {sql.day("closed", required=False)}, {sql.text("note")}"""),
        ("health", f"""{sql.DAILY}, {sql.word("type", "test", "vaccine", "visit", "condition")}, {sql.name("name")} NOT NULL,
           {sql.day("dated")}, {sql.day("until", required=False)}, {sql.name("result")}, {sql.flag("confirmed")}, {sql.day("again", required=False)}, {sql.text("note")}"""),
    ):  # fmt: skip
        connection.execute(f"CREATE TABLE {name} ({columns}) STRICT")
    for name in ("dose", "assessment", "attendance", "step", "body", "card"):
        connection.execute(f"CREATE INDEX {name}_day ON {name} (day)")


def sharing(connection: Connection) -> None:
    """Names that are handed over as a role alone, and which pages were handed over: for `export counselor`."""
    for statement in (
        f"CREATE TABLE private ({sql.KEY}, {sql.ID}, {sql.name('name')} NOT NULL UNIQUE COLLATE NOCASE, {sql.name('role')} NOT NULL) STRICT",
        f"""CREATE TABLE handed_over ({sql.KEY}, {sql.day("made_on")}, {sql.day("first")}, {sql.day("last")},
           format TEXT NOT NULL) STRICT""",
    ):
        connection.execute(statement)


def looking(connection: Connection) -> None:
    """What `show --kind` and `show --trigger` look up. None of it is touched by writing a craving down."""
    for name in ("note", "thought", "ruler"):
        connection.execute(f"CREATE INDEX {name}_day ON {name} (day)")
    for name in ("lapse", "note"):
        connection.execute(f"CREATE INDEX {name}_triggers ON {name} (triggers) WHERE triggers <> '[]'")


def syncing(connection: Connection) -> None:
    """What this device keeps of sync: account and keys, the key rings, and of each record what history does not tell.

    Empty where sync is off, and outside history: nothing here is a person's to take back.
    """

    def blob(name: str, length: int) -> str:
        return f"{name} BLOB NOT NULL CHECK (length({name}) = {length})"

    for statement in (
        # `folder` is the device's name of its folder: a journal that was copied to another machine shows by it.
        # `seeding` is how far the tables were walked after joining, `scanned` the last change of history looked at.
        f"""CREATE TABLE sync_state (one INTEGER PRIMARY KEY CHECK (one = 1), server TEXT NOT NULL, {blob("account", 16)},
           {blob("identity", 32)}, {blob("recovery", 32)}, {blob("proof", 32)}, {blob("collection", 16)}, folder TEXT NOT NULL, name TEXT NOT NULL,
           {blob("device", 32)}, {blob("signing", 32)}, {blob("sealing", 32)}, word TEXT NOT NULL,
           generation INTEGER NOT NULL, {blob("ring_hash", 32)}, token TEXT, epoch BLOB CHECK (length(epoch) = 16),
           cursor INTEGER NOT NULL DEFAULT 0, clock_ms INTEGER NOT NULL DEFAULT 0, clock_counter INTEGER NOT NULL DEFAULT 0,
           scanned INTEGER NOT NULL DEFAULT 0, seeding TEXT, existing INTEGER NOT NULL DEFAULT 0 CHECK (existing IN (0, 1)),
           again INTEGER NOT NULL DEFAULT 0 CHECK (again IN (0, 1)), newest_key INTEGER NOT NULL DEFAULT 0, newest_key_seq INTEGER,
           warnings TEXT NOT NULL DEFAULT '[]', synced_at TEXT) STRICT""",
        """CREATE TABLE sync_ring (generation INTEGER PRIMARY KEY, ring BLOB NOT NULL, signature BLOB NOT NULL) STRICT""",
        # A record's fields stand in its row while it has one (`live`), else in `kept`, which also holds those that this
        # program does not know. `version` and `blob` are what is on its way, `known` is what the server has.
        f"""CREATE TABLE sync_record ({blob("id", 16).replace("BLOB", "BLOB PRIMARY KEY")}, kind TEXT NOT NULL, local TEXT NOT NULL,
           row INTEGER, live INTEGER NOT NULL CHECK (live IN (0, 1)), clocks TEXT NOT NULL, kept TEXT,
           count INTEGER NOT NULL DEFAULT 0, known BLOB, seq INTEGER NOT NULL DEFAULT 0, version BLOB, blob BLOB,
           unsent INTEGER NOT NULL CHECK (unsent IN (0, 1)), erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1)),
           aside TEXT, sealed_under INTEGER NOT NULL DEFAULT 0) STRICT""",
        "CREATE UNIQUE INDEX sync_record_row ON sync_record (kind, row) WHERE row IS NOT NULL",
        "CREATE INDEX sync_record_unsent ON sync_record (id) WHERE unsent = 1",
        "CREATE INDEX sync_record_aside ON sync_record (id) WHERE aside IS NOT NULL",
        "CREATE INDEX sync_record_heads ON sync_record (id) WHERE kind = 'heads'",
    ):
        connection.execute(statement)


def replacing(connection: Connection) -> None:
    """How often this device is still to be replaced in its account by one with other keys, and those keys once drawn."""
    for column in (
        "renewing INTEGER NOT NULL DEFAULT 0 CHECK (renewing BETWEEN 0 AND 2)",
        "next_signing BLOB CHECK (length(next_signing) = 32)",
        "next_sealing BLOB CHECK (length(next_sealing) = 32)",
    ):
        connection.execute(f"ALTER TABLE sync_state ADD COLUMN {column}")


def answering(connection: Connection) -> None:
    """Whether the official form was at hand when a questionnaire was answered."""
    from recovery.store import synced_columns

    synced_columns.add_columns(connection, "assessment", sql.flag("form_at_hand"))


def counting(connection: Connection) -> None:
    """When a craving was written down and when its outcome was; which substances a check-in's "not used" is about.

    Of the cravings that this device wrote, history tells both. They are sent as they are told, and no edit: the
    triggers of history do not know the new columns yet, and the clocks are those that the records had.
    """
    from recovery.store import synced_columns

    synced_columns.add_columns(connection, "craving", sql.instant("written"), sql.instant("ended"))
    synced_columns.add_columns(connection, "checkin", sql.names("free_of"))
    told = "SELECT CASE WHEN c.origin IN ('local', 'inbox') THEN c.at END"
    of_craving = (
        "FROM changes h JOIN commands c ON c.key = h.command WHERE h.row = craving.key AND h.\"table\" = 'craving'"
    )
    ending = "h.action = 'update' AND json_type(h.data, '$.outcome') IS NOT NULL"
    made_at = f"({told} {of_craving} AND h.action = 'insert' ORDER BY h.key LIMIT 1)"
    said_at = f"({told} {of_craving} AND {ending} ORDER BY h.key DESC LIMIT 1)"
    for statement in (
        f"UPDATE OR IGNORE craving SET written = {made_at} WHERE written IS NULL",
        f"""UPDATE OR IGNORE craving SET ended = CASE WHEN EXISTS (SELECT 1 {of_craving} AND {ending}) THEN {said_at}
            ELSE {made_at} END WHERE outcome IS NOT NULL AND ended IS NULL""",
    ):
        connection.execute(statement)
    connection.execute("CREATE INDEX craving_ahead ON craving (day) WHERE ended > written")
    connection.execute("CREATE INDEX craving_outcome ON craving (outcome)")
    synced_columns.send(connection, "craving", "written", "ended")
    synced_columns.as_old_as(connection, "checkin", "free_of", "used")  # the two are one answer


def seeding(connection: Connection) -> None:
    """The random number from which the ids come by which other systems know this person's records."""
    from recovery.store import synced_columns

    synced_columns.add_columns(connection, "profile", sql.ID.replace("id", "seed").replace(" NOT NULL UNIQUE", ""))


def naming(connection: Connection) -> None:
    """Which names of triggers and coping skills are one thing, as the person said."""
    connection.execute(
        f"""CREATE TABLE alias ({sql.KEY}, {sql.ID}, {sql.word("of", "trigger", "skill")}, {sql.name("name")} NOT NULL,
           {sql.name("same_as")}) STRICT"""
    )


def classing(connection: Connection) -> None:
    """The class of a substance, where somebody chose one. A guess is made on reading and stands nowhere."""
    from recovery.store import synced_columns

    classes = ("opioid", "alcohol", "sedative", "stimulant", "other", "cannabis", "nicotine", "behaviour")
    synced_columns.add_columns(connection, "substance", sql.word("type", *classes, required=False))


def asking(connection: Connection) -> None:
    """The open cravings of which this device has asked how they ended. It is carried nowhere and is no history."""
    connection.execute("CREATE TABLE asked (key INTEGER PRIMARY KEY, craving TEXT NOT NULL UNIQUE) STRICT")


def filling(connection: Connection) -> None:
    """Which check-ins were filled in afterwards, several days at once. Of those that this device wrote history tells."""
    from recovery.store import synced_columns

    synced_columns.add_columns(connection, "checkin", sql.flag("filled_in"))
    connection.execute(
        """UPDATE checkin SET filled_in = 1 WHERE filled_in IS NULL AND key IN (SELECT h.row FROM changes h
           JOIN commands c ON c.key = h.command WHERE h."table" = 'checkin' AND h.action = 'insert'
           AND c.name = 'checkin days')"""
    )
    connection.execute("CREATE INDEX checkin_filled_in ON checkin (day) WHERE filled_in = 1")
    synced_columns.send(connection, "checkin", "filled_in")
    synced_columns.as_old_as(connection, "checkin", "filled_in", "used")  # the two are one answer


def guarding(connection: Connection) -> None:
    """A random number that each transaction leaves, for the checksums beside the file; which key file was the last."""
    for statement in (
        "ALTER TABLE context ADD COLUMN mark INTEGER",
        "ALTER TABLE journal ADD COLUMN key_generation INTEGER NOT NULL DEFAULT 0",
    ):
        connection.execute(statement)


def circling(connection: Connection) -> None:
    """The people of the circle; and what this device keeps of each link: how far it read, its records, what it sent."""

    def digits(name: str, length: int) -> str:
        return f"{name} TEXT NOT NULL CHECK (length({name}) = {length} AND {name} NOT GLOB '*[^0-9a-f]*')"

    for statement in (
        f"""CREATE TABLE member ({sql.KEY}, {sql.ID}, {sql.name("name")} NOT NULL,
           {sql.word("role", "sponsor", "peer", "family", "counselor")}, {sql.flag("invited")} NOT NULL, {sql.text("origin", 300)} NOT NULL,
           {digits("account", 64)}, {digits("seed", 128)}, {digits("theirs", 64)}, {digits("ring", 64)},
           {sql.flag("claimed")} NOT NULL, {sql.flag("compared")} NOT NULL, {sql.names("shares")}, {sql.day("until")},
           {sql.flag("paused")} NOT NULL, {sql.day("ended", required=False)},
           due TEXT CHECK (due IS strftime('%H:%M', due) AND coalesce(due, '0') < '24'), {sql.whole("grace_h", 12, 168)},
           {sql.flag("notice")}, {sql.word("weekly", "mon", "tue", "wed", "thu", "fri", "sat", "sun", required=False)},
           {sql.name("me")}) STRICT""",
        # Of this device alone, and no history. `gone_as` is the key with which the server no longer let it in.
        """CREATE TABLE link (key INTEGER PRIMARY KEY, member TEXT NOT NULL UNIQUE, generation INTEGER NOT NULL DEFAULT 0,
           ring BLOB, signature BLOB, token TEXT, epoch BLOB CHECK (length(epoch) = 16), cursor INTEGER NOT NULL DEFAULT 0,
           clock_ms INTEGER NOT NULL DEFAULT 0, clock_counter INTEGER NOT NULL DEFAULT 0, next_seed TEXT, stopped TEXT,
           gone TEXT, gone_as TEXT, erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1)), notices TEXT NOT NULL DEFAULT '[]',
           sent_weekly TEXT) STRICT""",
        """CREATE TABLE link_record (key INTEGER PRIMARY KEY, member TEXT NOT NULL, id BLOB NOT NULL CHECK (length(id) = 16),
           kind TEXT NOT NULL, local TEXT NOT NULL, body TEXT NOT NULL, count INTEGER NOT NULL, known BLOB,
           seq INTEGER NOT NULL DEFAULT 0, version BLOB, blob BLOB, unsent INTEGER NOT NULL CHECK (unsent IN (0, 1)),
           told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)), UNIQUE (member, id)) STRICT""",
        """CREATE TABLE link_sent (key INTEGER PRIMARY KEY, member TEXT NOT NULL, kind TEXT NOT NULL, record BLOB NOT NULL,
           count INTEGER NOT NULL, at TEXT NOT NULL, opened TEXT) STRICT""",
    ):
        connection.execute(statement)


def marking(connection: Connection) -> None:
    """Under which of its keys a side of a link has marked all that it said; what was sent and what it said, in a word."""
    for statement in (
        "ALTER TABLE link ADD COLUMN marked_as TEXT",
        "ALTER TABLE link_sent ADD COLUMN change TEXT",
        "ALTER TABLE link_sent ADD COLUMN named TEXT",
    ):
        connection.execute(statement)


def sampling(connection: Connection) -> None:
    """Random check-ins: what was answered at moments that chance chose, and the plans by which they are drawn."""
    clock = "{name} TEXT NOT NULL CHECK ({name} IS strftime('%H:%M', {name}) AND {name} < '24')"
    for statement in (
        f"""CREATE TABLE moment ({sql.TIMED}, {sql.instant("drawn")} NOT NULL, {sql.rating("intensity", required=True)},
           {sql.names("triggers")}, {sql.name("place")}, {sql.text("note")}) STRICT""",
        "CREATE INDEX moment_day ON moment (day)",
        f"""CREATE TABLE sampling ({sql.TIMED}, {clock.format(name="awake_from")}, {clock.format(name="awake_until")},
           {sql.whole("times", 1, 3, required=True)}, {sql.whole("days", 1, 7, required=True)},
           seed TEXT NOT NULL CHECK (length(seed) = 64 AND seed NOT GLOB '*[^0-9a-f]*'), {sql.instant("stopped")},
           {sql.text("note")}) STRICT""",
    ):
        connection.execute(statement)


def telling(connection: Connection) -> None:
    """What the one sentence of each week was about, and what the person answered."""
    connection.execute(
        f"""CREATE TABLE feedback ({sql.KEY}, {sql.day("week")} UNIQUE, {sql.name("about")} NOT NULL, {sql.text("name", 500)},
           {sql.word("answer", "not_helpful", required=False)}) STRICT"""
    )


def dialling(connection: Connection) -> None:
    """The person's own numbers among those of `sos`; without a name, given ones that it does not show."""
    connection.execute(
        f"""CREATE TABLE number ({sql.KEY}, {sql.ID}, {sql.name("number")} NOT NULL UNIQUE COLLATE NOCASE, {sql.name("name")},
           {sql.name("what_for")}, {sql.day("added_on", required=False)}, {sql.whole("position", 0, 2**53, required=True)}) STRICT"""
    )


def sealing(connection: Connection) -> None:
    """What sync has sealed and is yet to hear of, in a table of its own: a record's row need not grow and shrink for it."""
    for statement in (
        """CREATE TABLE sync_sealed (key INTEGER PRIMARY KEY, record BLOB NOT NULL UNIQUE CHECK (length(record) = 16),
           version BLOB NOT NULL, blob BLOB NOT NULL) STRICT""",
        """INSERT INTO sync_sealed (record, version, blob) SELECT id, version, blob FROM sync_record
           WHERE version IS NOT NULL AND blob IS NOT NULL""",
        "ALTER TABLE sync_record DROP COLUMN version",
        "ALTER TABLE sync_record DROP COLUMN blob",
    ):
        connection.execute(statement)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    first, plans, treatment, sharing, looking, syncing, replacing, answering, counting, seeding, naming,
    classing, asking, filling, guarding, circling, marking, sampling, telling, dialling, sealing,
)  # fmt: skip
