"""The command table: every command's name, its group in the help, one line about it, and the function that runs it.

Functions are named as text and imported only when they run, so whoever reads the table loads nothing else.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

from recovery.language import tr


class Command(NamedTuple):
    """One row of the table. `target`, `line` and `unread` name functions as `module:function`.

    `target` is the command. `line`, if any, puts the words typed into a form that typer takes. `unread` is
    called with the words of a line that is not understood, before that is said.
    """

    name: str
    group: str
    help: str
    target: str
    hidden: bool = False
    line: str = ""
    unread: str = ""
    # While the journal is locked it is sealed into the inbox, and runs at the next opening: it must then do the same,
    # from its arguments alone.
    sealed: bool = False


_NOW, _JOURNAL, _BACK, _PLAN, _TREATMENT, _SHARE, _SAFE, _DEVICES, _LEARN = (
    tr("Right now"),
    tr("Journal"),
    tr("Look back"),
    tr("Plan"),
    tr("Treatment"),
    tr("Share"),
    tr("Keep safe"),
    tr("Devices"),
    tr("Learn"),
)
# The ten of daily life, as the help begins.
DAILY = ("sos", "log", "after", "lapse", "checkin", "note", "today", "report", "plan show", "undo")
_USE = "recovery.commands.safety_first:unread_use"
GROUPS = (_NOW, _JOURNAL, _BACK, _PLAN, _TREATMENT, _SHARE, _SAFE, _DEVICES, _LEARN)

COMMANDS = (
    Command("sos", _NOW, tr("Help for the worst minute: numbers, what worked, overdose."), "recovery.commands.sos.command:sos", unread="recovery.commands.sos.command:unread"),
    Command("log", _NOW, tr("Write down a craving: 0 to 10, what set it off after it."), "recovery.commands.log:log", sealed=True),
    Command("after", _NOW, tr("Say how the last craving ended: passed or used."), "recovery.commands.after:after", sealed=True),
    Command("lapse", _NOW, tr("Write down a return to use. Safety first, no blame."), "recovery.commands.lapse:lapse", unread=_USE, sealed=True),
    Command("used", _NOW, tr("The same as lapse, in a word; it asks first."), "recovery.commands.lapse:used", unread=_USE, sealed=True),
    Command("surf", _NOW, tr("Ride an urge out with a calm timer, rated every 5 minutes."), "recovery.commands.surf:surf"),
    Command("checkin", _JOURNAL, tr("The daily answer, in under a minute."), "recovery.commands.checkin.command:checkin", line="recovery.commands.checkin.line:in_one_answer", sealed=True),
    Command("moment", _JOURNAL, tr("Answer a random check-in: how strong it is right now."), "recovery.commands.moment:moment", sealed=True),
    Command("intend", _JOURNAL, tr("The morning's intention; the evening's check-in asks about it."), "recovery.commands.intend:intend"),
    Command("note", _JOURNAL, tr("Write anything down."), "recovery.commands.note:note", sealed=True),
    Command("show", _JOURNAL, tr("Read entries: the last 20, a period, a kind, a trigger, one."), "recovery.commands.show:show"),
    Command("search", _JOURNAL, tr("Find entries by their words."), "recovery.commands.search:search"),
    Command("edit", _JOURNAL, tr("Change an entry, with its flags or in your editor."), "recovery.commands.edit:edit"),
    Command("remove", _JOURNAL, tr("Take an entry out of the journal."), "recovery.commands.remove:remove"),
    Command("undo", _JOURNAL, tr("Take back the last command."), "recovery.commands.undo:undo"),
    Command("redo", _JOURNAL, tr("Bring back what undo took."), "recovery.commands.undo:redo"),
    Command("trigger list", _JOURNAL, tr("Your triggers, and the other names each has."), "recovery.commands.trigger:list_"),
    Command("trigger rename", _JOURNAL, tr("Call a trigger by another name."), "recovery.commands.trigger:rename"),
    Command("trigger merge", _JOURNAL, tr("Count one name of a trigger under another."), "recovery.commands.trigger:merge"),
    Command("skill list", _BACK, tr("Your coping skills, and the other names each has."), "recovery.commands.skill:list_"),
    Command("skill rename", _BACK, tr("Call a coping skill by another name."), "recovery.commands.skill:rename"),
    Command("skill merge", _BACK, tr("Count one name of a coping skill under another."), "recovery.commands.skill:merge"),
    Command("today", _BACK, tr("Where you stand, on one screen; recovery alone shows it too."), "recovery.commands.today:today"),
    Command("streak", _BACK, tr("Days without, and all the days that stay counted."), "recovery.commands.streak:streak"),
    Command("triggers", _BACK, tr("What set cravings off, and how they ended."), "recovery.commands.triggers:triggers"),
    Command("skill helped", _BACK, tr("What helped with what: each skill beside the same trigger without it."), "recovery.commands.skill:helped"),
    Command("report", _BACK, tr("The week: cravings, triggers, what helped."), "recovery.commands.report:report"),
    Command("feedback", _BACK, tr("One sentence about your week, and one thing to do about it."), "recovery.commands.feedback:feedback"),
    Command("calendar", _BACK, tr("Months as a grid of days."), "recovery.commands.calendar:calendar"),
    Command("plan start", _PLAN, tr("Write your plan, in about ten minutes; stop at any point."), "recovery.commands.plan.start:start"),
    Command("plan show", _PLAN, tr("Your plan, and how often what is in it helped."), "recovery.commands.plan.show:show"),
    Command("plan add", _PLAN, tr("Write one thing into your plan."), "recovery.commands.plan.change:add"),
    Command("plan edit", _PLAN, tr("The whole plan as Markdown in your editor."), "recovery.commands.plan.edit:edit"),
    Command("plan remove", _PLAN, tr("Take one thing out of your plan."), "recovery.commands.plan.change:remove"),
    Command("plan move", _PLAN, tr("Put one thing at another place in its section."), "recovery.commands.plan.change:move"),
    Command("plan check", _PLAN, tr("What the plan does not answer yet, beside your journal."), "recovery.commands.plan.check:check"),
    Command("plan review", _PLAN, tr("Go through what is missing, one thing at a time."), "recovery.commands.plan.review:review"),
    Command("plan history", _PLAN, tr("Every change of your plan."), "recovery.commands.plan.history:history"),
    Command("plan diff", _PLAN, tr("What differs between two revisions."), "recovery.commands.plan.history:diff"),
    Command("plan restore", _PLAN, tr("Make the plan what it was at a revision."), "recovery.commands.plan.history:restore"),
    Command("med add", _TREATMENT, tr("Add a medication as it is prescribed."), "recovery.commands.med:add"),
    Command("med change", _TREATMENT, tr("Another dose, another refill or visit date."), "recovery.commands.med:change"),
    Command("med stop", _TREATMENT, tr("Say that a medication has ended."), "recovery.commands.med:stop"),
    Command("med list", _TREATMENT, tr("What you take."), "recovery.commands.med:list_"),
    Command("med show", _TREATMENT, tr("Doses taken, late and missed, and what comes next."), "recovery.commands.med:show"),
    Command("med card", _TREATMENT, tr("What to know after a missed dose."), "recovery.commands.med:card"),
    Command("dose", _TREATMENT, tr("Write a dose down: taken, late or missed."), "recovery.commands.dose:dose"),
    Command("assess", _TREATMENT, tr("Answer a questionnaire: phq9, gad7, bam, sows, auditc ..."), "recovery.commands.assess:assess"),
    Command("assess history", _TREATMENT, tr("How a questionnaire moved over time."), "recovery.commands.assess:history"),
    Command("assess list", _TREATMENT, tr("The questionnaires there are."), "recovery.commands.assess:list_"),
    Command("assess due", _TREATMENT, tr("The questionnaires whose day has come."), "recovery.commands.assess:due"),
    Command("assess every", _TREATMENT, tr("How often a questionnaire comes back: 7d, 2w, off."), "recovery.commands.assess:every"),
    Command("attend", _TREATMENT, tr("Write down a session, a meeting or an activity."), "recovery.commands.attend:attend"),
    Command("attend list", _TREATMENT, tr("Where you went."), "recovery.commands.attend:list_"),
    Command("attend homework", _TREATMENT, tr("Open homework, and what is done of it."), "recovery.commands.attend:homework"),
    Command("discuss", _TREATMENT, tr("Put something on the list for your counselor."), "recovery.commands.discuss:discuss"),
    Command("discuss add", _TREATMENT, tr("The same as discuss."), "recovery.commands.discuss:discuss", hidden=True),
    Command("discuss list", _TREATMENT, tr("What you want to discuss."), "recovery.commands.discuss:topics"),
    Command("discuss done", _TREATMENT, tr("Take something off the list."), "recovery.commands.discuss:discussed"),
    Command("thought", _TREATMENT, tr("A thought record, in two minutes."), "recovery.commands.thought:thought"),
    Command("card", _TREATMENT, tr("A line of your diary card: urge, feeling, skill, acted on."), "recovery.commands.card:card"),
    Command("ruler", _TREATMENT, tr("Importance, confidence, readiness, and your reasons."), "recovery.commands.ruler:ruler"),
    Command("goal add", _TREATMENT, tr("Set a goal for something you do."), "recovery.commands.goal:add"),
    Command("goal done", _TREATMENT, tr("You did it, once."), "recovery.commands.goal:done"),
    Command("goal list", _TREATMENT, tr("Your goals and how they stand."), "recovery.commands.goal:list_"),
    Command("goal reward", _TREATMENT, tr("Take a reward that you earned."), "recovery.commands.goal:reward"),
    Command("goal close", _TREATMENT, tr("End a goal."), "recovery.commands.goal:close"),
    Command("episode add", _TREATMENT, tr("A stretch of treatment: residential, outpatient and others."), "recovery.commands.episode:add"),
    Command("episode end", _TREATMENT, tr("A discharge."), "recovery.commands.episode:end"),
    Command("episode list", _TREATMENT, tr("Every episode."), "recovery.commands.episode:list_"),
    Command("aftercare", _TREATMENT, tr("The check-in 1, 7, 30 and 90 days after a discharge."), "recovery.commands.aftercare:aftercare"),
    Command("appointment add", _TREATMENT, tr("Note an appointment."), "recovery.commands.appointment:appointment_add"),
    Command("appointment list", _TREATMENT, tr("What is coming up."), "recovery.commands.appointment:appointment_list"),
    Command("appointment kept", _TREATMENT, tr("Say that an appointment took place."), "recovery.commands.appointment:appointment_kept"),
    Command("body", _TREATMENT, tr("How withdrawal feels, and what you measured."), "recovery.commands.body:body"),
    Command("body history", _TREATMENT, tr("Withdrawal and measurements over time."), "recovery.commands.body:history"),
    Command("naloxone add", _TREATMENT, tr("Note where naloxone is and when it expires."), "recovery.commands.naloxone:naloxone_add"),
    Command("naloxone list", _TREATMENT, tr("Naloxone that is at hand."), "recovery.commands.naloxone:naloxone_list"),
    Command("naloxone gone", _TREATMENT, tr("It was used, given away or thrown out."), "recovery.commands.naloxone:naloxone_gone"),
    Command("health", _TREATMENT, tr("A test, a vaccine, an emergency visit, a condition."), "recovery.commands.health:health_add"),
    Command("health list", _TREATMENT, tr("Tests, vaccines, visits and conditions."), "recovery.commands.health:health_list"),
    Command("remind add", _TREATMENT, tr("Set a reminder with what this machine has; no server."), "recovery.commands.remind.machine:add"),
    Command("remind random", _TREATMENT, tr("Check-ins at random moments, for hours that are honest."), "recovery.commands.remind.random:random"),
    Command("remind list", _TREATMENT, tr("The reminders that are set."), "recovery.commands.remind.machine:list_"),
    Command("remind remove", _TREATMENT, tr("Take a reminder away."), "recovery.commands.remind.machine:remove"),
    Command("remind say", _TREATMENT, tr("What a reminder runs."), "recovery.commands.remind.machine:say_", hidden=True),
    Command("export data", _SHARE, tr("The whole journal as JSON Lines."), "recovery.commands.export.data:export_data"),
    Command("export counselor", _SHARE, tr("One honest page for your counselor; you see it first."), "recovery.commands.export.counselor:export_counselor"),
    Command("export table", _SHARE, tr("One kind of entry as CSV, or all as tidy tables (all)."), "recovery.commands.export.table:export_table"),
    Command("export calendar", _SHARE, tr("Appointments, doses and review dates for a calendar."), "recovery.commands.export.calendar:export_calendar"),
    Command("private add", _SHARE, tr("Keep a name out of what you hand over: its role is shown instead."), "recovery.commands.private:add"),
    Command("private list", _SHARE, tr("What is kept out, and what is shown instead."), "recovery.commands.private:list_"),
    Command("private remove", _SHARE, tr("Show a name again."), "recovery.commands.private:remove"),
    Command("import", _SHARE, tr("Take in a journal, or another program's file (--from)."), "recovery.commands.import_:import_"),
    Command("circle invite", _SHARE, tr("Ask somebody into your circle: you choose what they see."), "recovery.commands.circle.invite:invite"),
    Command("circle accept", _SHARE, tr("Take up somebody's invitation."), "recovery.commands.circle.accept:accept"),
    Command("circle compare", _SHARE, tr("Make sure that nobody sits between you."), "recovery.commands.circle.keep:compare"),
    Command("circle list", _SHARE, tr("Who is in your circle, and what each of you shares."), "recovery.commands.circle.look:list_"),
    Command("circle show", _SHARE, tr("What somebody says to you, or sees of you."), "recovery.commands.circle.look:show"),
    Command("circle log", _SHARE, tr("What each was sent, and when it was opened."), "recovery.commands.circle.look:log"),
    Command("circle share", _SHARE, tr("Share more or less with somebody."), "recovery.commands.circle.keep:share", line="recovery.commands.circle.keep:share_line"),
    Command("circle pause", _SHARE, tr("Stop for a while what goes out by itself."), "recovery.commands.circle.keep:pause"),
    Command("circle end", _SHARE, tr("Share nothing any more, with one or with everybody."), "recovery.commands.circle.keep:end"),
    Command("circle ask", _SHARE, tr("Ask your circle for help; the numbers to call come first."), "recovery.commands.circle.ask:ask"),
    Command("circle over", _SHARE, tr("Say that you are all right now."), "recovery.commands.circle.ask:over"),
    Command("circle hard", _SHARE, tr("Say that this is a hard time, without asking for anything."), "recovery.commands.circle.ask:hard"),
    Command("circle answer", _SHARE, tr("Answer somebody who asks for help."), "recovery.commands.circle.answer:answer"),
    Command("circle cheer", _SHARE, tr("Send somebody a kind line."), "recovery.commands.circle.answer:cheer"),
    Command("circle send", _SHARE, tr("Send one person one thing by hand, after you have seen it."), "recovery.commands.circle.send:send"),
    Command("circle give", _SHARE, tr("One page as a link that is opened once, after you have seen it."), "recovery.commands.circle.give:give"),
    Command("circle take", _SHARE, tr("Take what somebody proposed into your journal."), "recovery.commands.circle.send:take"),
    Command("circle reward", _SHARE, tr("A reward agreed with a counselor, for what they confirm."), "recovery.commands.circle.reward:reward"),
    Command("circle doorbell", _SHARE, tr("A program of yours that tells somebody to look."), "recovery.commands.circle.doorbell:doorbell"),
    Command("meetings", _SHARE, tr("Which meetings come next, from a list in a file."), "recovery.commands.meetings:meetings"),
    Command("init", _SAFE, tr("Make your journal: a short conversation, or flags."), "recovery.commands.init:init"),
    Command("substance list", _SAFE, tr("What you stay free of, and since when."), "recovery.commands.substance:list_"),
    Command("substance add", _SAFE, tr("Track another substance."), "recovery.commands.substance:add"),
    Command("substance class", _SAFE, tr("Say what a substance is: its warnings follow that."), "recovery.commands.substance:class_"),
    Command("substance rename", _SAFE, tr("Give a substance another name, everywhere."), "recovery.commands.substance:rename"),
    Command("substance since", _SAFE, tr("Correct the first day without it."), "recovery.commands.substance:since"),
    Command("substance close", _SAFE, tr("Stop tracking a substance; nothing is deleted."), "recovery.commands.substance:close"),
    Command("passphrase set", _SAFE, tr("Lock the journal with a passphrase."), "recovery.commands.passphrase:set_"),
    Command("passphrase change", _SAFE, tr("Choose another passphrase, or another key too."), "recovery.commands.passphrase:change"),
    Command("passphrase check", _SAFE, tr("Try your 24 recovery words."), "recovery.commands.passphrase:check"),
    Command("passphrase card", _SAFE, tr("What sos may show of yours while locked."), "recovery.commands.passphrase:card"),
    Command("passphrase keyring", _SAFE, tr("Let this system's keyring open the journal too."), "recovery.commands.passphrase:keyring_"),
    Command("passphrase remove", _SAFE, tr("Take the passphrase away."), "recovery.commands.passphrase:remove"),
    Command("lock", _SAFE, tr("Close the journal now."), "recovery.commands.lock:lock"),
    Command("unlock", _SAFE, tr("Open the journal for a while."), "recovery.commands.unlock:unlock"),
    Command("backup", _SAFE, tr("The whole journal in one file, locked if the journal is."), "recovery.commands.backup:backup"),
    Command("restore", _SAFE, tr("Put a backup in the journal's place."), "recovery.commands.restore:restore"),
    Command("doctor", _SAFE, tr("Is everything as it should be?"), "recovery.commands.doctor:doctor"),
    Command("purge", _SAFE, tr("Erase everything before a day, for good."), "recovery.commands.purge:purge"),
    Command("wipe", _SAFE, tr("Erase journal, keys and backups from this device."), "recovery.commands.wipe:wipe"),
    Command("serve", _DEVICES, tr("Run the server that your devices share; it can read nothing."), "recovery.commands.serve:serve"),
    Command("serve backup", _DEVICES, tr("Copy the server's database while it runs."), "recovery.commands.serve:backup"),
    Command("sync", _DEVICES, tr("Send what is new here, take in what is new elsewhere."), "recovery.commands.sync.run:sync"),
    Command("sync join", _DEVICES, tr("Open an account at a server, or join yours by its 24 words."), "recovery.commands.sync.join:join"),
    Command("sync status", _DEVICES, tr("How this device stands with its server."), "recovery.commands.sync.status:status"),
    Command("sync leave", _DEVICES, tr("Stop syncing; your entries stay."), "recovery.commands.sync.leave:leave"),
    Command("pair", _DEVICES, tr("Add a device: eight words or a code, six digits to compare."), "recovery.commands.pair:pair"),
    Command("devices", _DEVICES, tr("The devices of your account."), "recovery.commands.devices:devices"),
    Command("devices revoke", _DEVICES, tr("Take a device off your account."), "recovery.commands.devices:revoke"),
    Command("app verify", _DEVICES, tr("Check that the phone app at an address is this program's."), "recovery.commands.app.verify:verify"),
    Command("app export", _DEVICES, tr("Write the phone app's files, to serve them elsewhere."), "recovery.commands.app.export:export"),
    Command("demo", _LEARN, tr("Eight weeks of made-up entries, and what is made of them."), "recovery.commands.demo:demo"),
    Command("numbers list", _LEARN, tr("The numbers that sos shows, with source and date."), "recovery.commands.numbers:list_"),
    Command("numbers add", _LEARN, tr("Add a number of your own to sos."), "recovery.commands.numbers:add"),
    Command("numbers hide", _LEARN, tr("Take a number out of sos."), "recovery.commands.numbers:hide"),
    Command("numbers restore", _LEARN, tr("Show a hidden number again."), "recovery.commands.numbers:restore"),
    Command("learn", _LEARN, tr("Short cards: tolerance, naloxone, medication, sleep, more."), "recovery.commands.learn:learn"),
    Command("completion", _LEARN, tr("The script that completes recovery in your shell."), "recovery.commands.completion:completion"),
    Command("config", _LEARN, tr("Read or change a setting."), "recovery.commands.config:config"),
)  # fmt: skip


def function_of(command: Command) -> Any:
    """The function that runs a command; its docstring is the sentence that `--help` begins with."""
    return named(command.target)


def named(target: str) -> Any:
    """What `module:function` names, imported now."""
    module, _, function = target.partition(":")
    return getattr(import_module(module), function)
