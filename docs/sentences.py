"""The sentences that a person reads: all of them for a translator, and those that the phone says with the terminal.

A sentence stands once in the sources. Where the phone says one of the terminal's, `SAID` has a key for it, the file
that says it, and how it begins there; the app reads it from `webapp/src/data/sentences.json`. What only the phone says
stands in the app, marked by `t` or `tn` of `webapp/src/rules/sentences.ts`.
"""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr
from functools import cache
from inspect import cleandoc
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

import recovery
from docs.app_sentences import of_app
from recovery.insights import today
from recovery.table import COMMANDS, function_of

PACKAGE = Path(str(recovery.__file__)).parent
APP = PACKAGE.parent / "webapp" / "src"
MARKS = {"tr": None, "trn": (1, 2), "Noun": (1, 2)}  # the functions of recovery/language.py
Sentence = str | tuple[str, str]
Named = Mapping[str, Mapping[str, Sentence]]  # by file: what it is called on the phone, and how it begins

# File, then key and beginning of each sentence. The beginning must tell it from all others of that file.
SAID: dict[str, dict[str, str]] = {
    "insights/today.py": {
        "after_a_lapse": "A lapse takes nothing away",
        "begun_just_now": "Good that you are here.",
        "quiet_days": "It has been quiet",
    },
    "insights/views/calendar.py": {"days_known": "{free} no use"},
    "plans/views/words.py": {
        "passed_of": "passed {passed} of {known}",
        "all_cravings": "as written down; all cravings",
    },
    "commands/sync/conflicts.py": {
        "later_stays": "Changed on two devices;",
        "here_stays": "{label}: {stays} from here",
        "there_stays": "{label}: {stays} from {there}",
    },
    "commands/plan/responses.py": {"kept_with_it": "Kept with this craving:"},
    "insights/views/streak.py": {
        "day_number": "day {day_number",
        "tomorrow_is_day_1": "tomorrow is day 1",
        "counting_begins": "counting for",
    },
    "journal/entries.py": {
        "craving": "craving {",
        "passed": "passed",
        "used": "used",
        "surfed": "surfed {",
        "after_minutes": "after {minutes}",
        "lasted": "lasted {",
        "lapse": "lapse",
        "near_overdose": "near overdose",
        "overdose": "overdose",
        "naloxone_given": "naloxone given",
        "check_in": "check-in",
        "used_substance": "used {",
        "no_use_of": "no use of {",
        "no_use": "no use",
        "filled_in": "filled in later",
        "mood": "mood {",
        "slept": "slept {",
        "confidence": "confidence {",
        "signs": "sign: {",
        "good": "good: {",
        "intention": "intention: {",
        "kept": " (kept)",
        "not_kept": " (not kept)",
        "note": "note",
    },
    "journal/moments.py": {
        "random_check_in": "random check-in {intensity}",
        "answered_late": "answered late",
        "a_day": "{count} random check-in a day",
        "on_days": "on {days} of 7 days",
        "switched_off": "switched off",
    },
    "journal/wave.py": {
        "breathe_in": "breathe in, slowly",
        "let_go": "and let it go",
        "feel_where": "feel where it is",
        "it_rises": "it rises, it falls",
        "at_the_start": "{rating} at the start",
        "rated_after": "{rating} after {minute}",
    },
    "commands/surf.py": {
        "like_a_wave": "An urge is like a wave",
        "be_safe": "Sit or stand",
    },
    "safety/numbers.py": {
        "local_emergency": "your local emergency number",
        "emergency_of": "your emergency number (",
        "in_the_us": "In the US, {line}",
    },
    "insights/views/sos.py": {
        "your_plan_for": "your plan for",
        "night_step": "night step",
        "step_for_this_hour": "step for this hour",
        "your_part": "your {part}",
        "worked_before": "worked before",
        "from_your_plan": "from your plan",
        "your_own_step": "your own step",
        "anytime": "Go where somebody is",
        "out_of_date": "{text}: out of date",
    },
    "treatment/tolerance.py": {
        "and": " and ",
        "jail": "jail",
        "detox": "detox",
        "a_discharge": "a discharge",
        "naltrexone": "naltrexone",
        "end_of_injection": "the end of an injection",
        "coming_off": "coming off {",
        "missed_medicine": "missed {",
    },
    "treatment/notices.py": {
        "for_medicine": "{what} for",
        "named_dose": "{name}, {form}",
        "next_dose": "next dose",
        "after_discharge": "{step} days after discharge",
        "expires": "{what} ({place})",
        "again": "{name} again",
    },
    "outlets/words.py": {
        "yesterday": "yesterday",
        "today": "today",
        "tomorrow": "tomorrow",
        "in_days": "in {days}",
        "days_ago": "{days} ago",
        "cravings": "{count:,} craving",
        "days": "{count:,} day",
        "entries": "{count:,} entry",
        "free_days": "{count:,} free day",
        "full_days": "{count:,} full day",
        "lapses": "{count:,} lapse",
        "things": "{count:,} thing",
        "times": "once",
    },
}

# The same for the circle, which the app loads with its screens.
SAID_OF_THE_CIRCLE: dict[str, dict[str, str]] = {
    "circle/member.py": {"sharing_ended": "Sharing has ended."},
    "circle/views.py": {
        "nobody_yet": "Nobody has it yet.",
        "unanswered": "Nobody is on the way yet.",
        "held_back": "{name} has sent more",
        "asks_for": "{name} has been asking for help since {since}: {want}.",
        "asks": "{name} has been asking for help since {since}.",
        "has_answered": "    {other} has answered.",
        "in_danger": "    If you believe {name}",
        "hard_time": "{name} is having a hard time",
        "if_you_see_me": "If you see me:",
        "a_page": "A page, {period}.",
        "proposes_visit": "{name} proposes an appointment",
        "proposes_by": "{name} proposes: {text} (by",
        "proposes": "{name} proposes: {text}",
        "confirmed_by": "confirmed by {name}",
        "has_not": "{name} has not checked in",
        "checked_in": "{name} checked in: {day}.",
        "shares_from": "{name} shares whether",
        "all_right_now": "{name} is all right now.",
        "was_opened": "The invitation to {name} was opened",
    },
    "circle/list_views.py": {"not_compared": ", not compared", "nothing": "nothing", "to_whom": "to whom you are"},
    "circle/log_views.py": {
        "not_yet": "not yet",
        "logged": "{at}  {name}: {what}",
        "logged_opened": "{at}  {name}: {what}; opened",
        "from_day_on": "{what}, from {day} on",
        "that_checked_in": "that you checked in on",
    },
    "commands/circle/ask.py": {
        "sent": "Sent \N{MIDDLE DOT}",
        "not_on": "Has not reached: {names}",
        "over_said": "Sent: you are all right now.",
        "hard_said": "Sent to {names}: you are having a hard",
    },
    "circle/reward_views.py": {
        "reward_mine": "You proposed a reward",
        "reward_theirs": "{name} proposes a reward",
        "reward_agreed": "Agreed reward: {text}",
        "reward_confirmed": "Confirmed so far",
        "reward_earned": "Agreed reward, earned",
        "reward_given": "Agreed reward, given",
    },
    "commands/circle/send.py": {
        "sent_to": "Sent to {name}: {what}.",
        "question": "What would you like to tell",
    },
    "circle/taking.py": {
        "proposed_by": "Proposed by {name}, by",
    },
    "commands/circle/invite.py": {
        "you_call_them": "What you call them. Others",
        "own_idea": "Is this your own idea?",
        "nothing_shared": "Nothing was shared",
        "name_there": "Somebody in your circle has that name",
        "hand_over": "Send this link to",
        "would_be": "{name} would be {role}",
        "will_see": "{name} will see, until",
    },
    "commands/circle/keep.py": {
        "may_notice": "{name} may notice.",
        "same_question": "Do both of you see",
        "all_ended": "You share nothing with anybody now.",
        "ended_one": "You share nothing with {name} now.",
        "whole_end": "Share nothing with anybody?",
        "compared": "Compared with {name}.",
        "yours": "Yours: {fingerprint}",
    },
    "commands/sync/links.py": {"not_replaced": "Whoever has a copy of that device"},
    "commands/circle/accept.py": {"take_up": "Open this invitation?", "left": "It was not opened."},
    "commands/circle/look.py": {"sees_nothing": "{name} sees nothing of you yet.", "nothing_yet": "Nothing yet."},
    "circle/opening.py": {"used": "This invitation was used already", "own": "That is an invitation of your own."},
}

# The same for treatment: what its entries say in short, and what is asked of them.
SAID_OF_TREATMENT: dict[str, dict[str, str]] = {
    "treatment/attendance.py": {
        "minutes": "{minutes} min",
        "takeaway": "takeaway: {",
        "homework": "homework: {",
        "homework_done": " (done)",
        "discussed": "to discuss (done {",
        "to_discuss": "to discuss",
    },
    "treatment/assessments.py": {"questionnaire": "questionnaire", "every_days": "every {count} days"},
    "treatment/questionnaires.py": {"not_complete": "not complete"},
    "treatment/body.py": {
        "body": "body",
        "withdrawal": "withdrawal",
        "pulse": "pulse",
        "slept": "slept {",
        "within": "with others and within",
        "with_others": "with others: {",
        "thoughts_of_suicide": "thoughts of suicide",
        "body_empty": "There must be withdrawal",
        "pressure_two": "Blood pressure has two numbers",
        "pressure_order": "Blood pressure has its higher",
    },
    "treatment/goals.py": {
        "each_time": "each time",
        "points_each": "{count} point each",
        "closed": "closed {",
        "done": "done",
    },
    "treatment/medication.py": {
        "as_needed": "as needed",
        "a_day": "a day",
        "at_hours": " at {hours}",
        "dose": "dose {",
        "ends_before": "must be the day of since",
    },
    "treatment/phrases.py": {
        "rated_after": "{what} {rating} after",
        "rated_before": "{what} {rating} before",
        "since": "since {day}",
        "span": "{first} to {last}",
    },
    "treatment/episodes.py": {
        "episode": "{type} episode",
        "aftercare": "aftercare, day {",
        "going": "going",
        "needs": "needs",
        "kept": "kept",
        "not_kept": "not kept",
    },
    "treatment/skills.py": {
        "feeling": "feeling",
        "urge": "urge {",
        "acted_on": "acted on",
        "not_acted_on": "not acted on",
        "rulers": "rulers",
        "importance": "importance",
        "confidence": "confidence",
        "readiness": "readiness",
        "situation": "what happened",
        "thought": "thought",
        "evidence_for": "speaks for it",
        "evidence_against": "speaks against it",
        "balanced": "fairer view",
        "ruler_empty": "There must be importance",
    },
    "treatment/health.py": {
        "count_there": "{count} there",
        "until": "until {day}",
        "gone": "gone {day}",
        "confirmed": "confirmed",
        "not_confirmed": "not confirmed",
        "again": "again {day}",
    },
}

# What treatment's own screens ask and answer: loaded with them.
ASKED_IN_TREATMENT: dict[str, dict[str, str]] = {
    "commands/thought.py": {
        "thought.situation": "What happened?",
        "thought.thought": "What went through your mind?",
        "thought.feeling": "What did you feel, in a word?",
        "thought.before": "How strong, 0 to 10?",
        "thought.evidence_for": "What speaks for the thought?",
        "thought.evidence_against": "What speaks against it? What",
        "thought.balanced": "A fairer way to see it?",
        "thought.after": "How strong is the feeling now, 0 to 10?",
    },
    "commands/card.py": {
        "card.urge": "How strong was the urge",
        "card.feelings": "What did you feel?",
        "card.skills": "Which skills did you use?",
        "card.acted_on": "Did you act on the urge?",
        "card.note": "Anything to add?",
        "if_you_used": "If you used, write it down",
    },
    "commands/body.py": {
        "body.withdrawal": "Withdrawal, 0 (none) to 10?",
        "body.symptoms": "What do you notice?",
        "help_at_once": "When to get help at once",
    },
    "commands/aftercare.py": {
        "aftercare.going": "How is it going, 0 to 10?",
        "aftercare.needs": "What do you need now?",
        "after_stay": "{step} days after your {type} stay.",
        "not_due": "No aftercare check-in is due.",
    },
    "commands/med.py": {
        "regimen.dose": "As it is prescribed",
        "regimen.form": "How it is given.",
        "regimen.prescriber": "Who prescribes it.",
        "regimen.refill": "When to have it refilled.",
        "regimen.visit": "The next visit for it.",
        "twin": "You already have a medication by that name",
        "stopped_alone": "If you stopped on your own",
        "tolerance_falls": "Without it your tolerance falls",
        "wears_off": "When it wears off tolerance",
    },
    "insights/views/today.py": {
        "thoughts_yesterday": "You wrote down thoughts of suicide.",
        "call_somebody": "Call somebody",
    },
    "commands/today.py": {
        "thoughts_today": "Are you having thoughts of suicide today",
        "said_so": "Good that you said so.",
    },
    "commands/dose.py": {
        "too_many": "You have now logged more doses",
        "took_more": "If you took more than prescribed, ask",
    },
    "commands/assess.py": {
        "form_at_hand": "Do you have the official form",
        "not_answered": "Nothing was answered, so",
        "about_form": "About {period}. Answer from",
        "about_own": "About {period}, in our own words.",
        "no_longer": "It no longer comes back",
        "never": "You have not answered this",
        "none_due": "No questionnaire is due.",
    },
    "commands/attend.py": {
        "attendance.before": "Mood before, 0 to 10",
        "attendance.after": "The same afterwards.",
        "attendance.takeaway": "What you take away from it.",
        "attendance.homework": "What to do until next time.",
        "talk_about": "Did you talk about it?",
        "no_homework": "No homework is open.",
    },
    "commands/appointment.py": {
        "appointment.what": "With whom, or what for?",
        "call_and_ask": "You can call and ask for a new one",
    },
    "commands/goal.py": {
        "goal.area": "A part of life",
        "goal.counts": "What counts by itself",
        "goal.target": "How many times it takes",
        "goal.points": "Points each time.",
        "goal.reward": "What you give yourself for it.",
        "goal_there": "There is already a goal by that name",
        "enjoy": "Enjoy it.",
    },
    "commands/health.py": {
        "health.name": "Which: hepatitis C",
        "health.until": "A condition's last day.",
        "health.result": "The result.",
        "health.confirmed": "By a laboratory.",
        "health.again": "When it is due again.",
    },
    "commands/naloxone.py": {
        "supply.place": "Where it is.",
        "supply.until": "The date on it.",
        "supply.count": "How many.",
        "tell_somebody": "Tell somebody where it is",
        "last_one": "That was the last one.",
    },
    "commands/episode.py": {"episode.goals": "What it is for. May repeat."},
    "treatment/learn_cards.py": {"pregnancy": "Pregnancy: do not stop"},
    "treatment/regimens.py": {"no_medication": "No medication is written down yet"},
    "treatment/views/pages.py": {
        "taken_of": "taken {taken} of {expected}",
        "unlogged": ", {unlogged} not written down",
        "more_than_planned": "more doses are written",
        "known_share": "{known:.0%} of those",
        "worst_share": "; at the very least",
        "next_as_planned": "next {value} as planned",
        "last_time": "last time",
        "first_time": "the first time",
        "scale_ends": "{low} to {high}, {part} is better",
        "answer_missing": "  An answer is missing",
        "no_diagnosis": "  A questionnaire is not a diagnosis;",
        "not_known": "not known",
        "the_same": "the same",
        "more_is_better": "more is better",
        "less_is_better": "less is better",
        "against": "against the last {last}",
        "withdrawal_rated": "Withdrawal, 0 to 10, as you",
        "course": "first {values}, highest",
        "points": ", 1 point",
        "reward_waits": "  earned and waiting",
        "left_until": "  {left} more until",
        "source": "Source: {source}. No medical",
    },
}

# And for patterns.
SAID_OF_PATTERNS: dict[str, dict[str, str]] = {
    "insights/shares.py": {"about_one": "about {low} in 10", "about": "about {low} to {high}"},
    "insights/patterns.py": {
        "true_share_less": "The true share: {share}, likely",
        "true_share": "The true share: {share}.",
        "likely_larger": "A finding like this",
    },
    "insights/time_patterns.py": {
        "hours": "{first:02}:00",
        "weekday": "{weekday}: {seen}",
        "crowded": "{about}: {seen}",
        "sleep": "Days after less than 6",
        "mood": "Days after a mood",
        "halt": "Days after {feeling}",
        "medication": "Days after a missed dose",
    },
    "insights/sampled_hours.py": {
        "sampled": "{first:02}:00 to {end:02}:00, at moments chosen at random: a craving at",
        "sampled_above": "{first:02}:00 to {end:02}:00, at moments chosen at random: a craving of",
    },
    "insights/name_patterns.py": {
        "rated": "With {name}: {high} of",
        "used": "With {name}: use after",
        "passed": "After {name}: {seen}",
    },
    "insights/lately.py": {
        "level": "The last two weeks, rated",
        "swing": "The last two weeks, more up",
        "silence": "Nothing logged for {days}",
        "rate": "The last {days} days: {seen}",
    },
    "insights/run_up.py": {
        "before_lapse": "The three days before a lapse: {sign} on {seen} of {known};",
        "before_lapse_cravings": "The three days before a lapse: {seen} cravings",
        "before_lapse_known": "The three days before a lapse: {sign} on {seen} of {known} (",
        "sign_cravings": "more cravings than",
        "sign_high": "a craving of 7",
        "sign_sleep": "less than 6 hours",
        "sign_mood": "a mood of 3",
        "sign_hungry": "hungry",
        "sign_angry": "angry",
        "sign_lonely": "lonely",
        "sign_tired": "tired",
        "sign_medication": "a missed dose",
        "sign_signs": "a warning sign of",
        "sign_silence": "nothing written down",
    },
    "insights/like_today.py": {
        "like_today": "{sign}: on {of} of the {known} days",
        "helped_you": "What helped you",
        "days_that_were": "These are past days; they",
        "today_sleep": "Less than 6 hours",
        "today_mood": "A mood of 3",
        "today_halt": "Two of hungry",
        "today_medication": "A missed dose yesterday",
    },
    "insights/views/checking.py": {
        "worth_checking": "Worth checking",
        "checks": "{count} check found",
        "missed": "With {cravings}, ordinary",
        "points": "{count} point",
        "write_if_then": "Write an if-then",
        "keep_in_plan": "Keep it in your plan",
        "keep_as_sign": "Keep it as a warning sign",
        "say_how": "Say how you are",
        "keep_for_counselor": "Keep it for your counselor",
    },
    "insights/views/words.py": {"tested": "Each finding shows"},
}

# And for the plan, which the app loads with its screens.
SAID_OF_THE_PLANS_TEXT: dict[str, dict[str, str]] = {
    "clock.py": {"no_day": "That is not a day I can read."},
    "dates/grammar.py": {"both_days": "That can be read as", "or_as": " or as "},
    "plans/markdown.py": {
        "no_section": "Line {number} names no section",
        "no_line": "Line {number} cannot be read.",
        "no_such_mark": "Line {number} has a mark",
        "fits": "Line {number}: under an item",
        "twice": "Line {number}: {label} is given twice",
        "on_line": "Line {number}: {sentence}",
    },
    "plans/plan.py": {
        "words": "must be text of 1 to",
        "awake": "must be hours such as",
        "when_one_of": "when must be one of: ",
        "number": "must be a number that can be dialled",
    },
    "store/names.py": {"name": "a name of 1 to", "names": "a list of up to"},
    "store/rules.py": {
        "must_be": "must be {needed}",
        "text": "text of 1 to",
        "whole": "a whole number from",
        "one_of": "one of: ",
        "or_later": "in {earliest_year} or later",
        "or_earlier": "in {latest_year} or earlier",
    },
    "commands/plan/edit.py": {
        "meanwhile": "The plan was changed elsewhere",
        "unchanged": "Nothing was changed.",
    },
}
SAID_OF_THE_PLAN: dict[str, dict[str, str]] = {
    "insights/gaps.py": {
        "trigger_without_response": "{trigger}: {times} in",
        "no_reason": "There is no reason",
        "no_contact": "There is nobody to call",
        "contact_without_phone": "{text} has no number",
        "no_lapse_step": "There is no step for after",
        "no_naloxone": "Naloxone is not in the plan.",
        "expired": "{text}: out of date since",
        "skill_never_tried": "{text}: in the plan, not tried",
        "skill_not_in_plan": "{name}: {passed} of {known} cravings",
        "not_in_plan": "It is not in the plan.",
        "stage": " ({stage} sign)",
        "sign_ticked": "{name}{stage}: ticked on",
        "gone_through": "gone through",
        "begun": "begun",
        "review_due": "The plan was {done}",
    },
    "plans/views/words.py": {
        "safe": "safe",
        "to_avoid": "to avoid",
        "moved": "~ {item} (moved)",
        "until": "until {day}",
        "early": "early",
        "middle": "middle",
        "late": "late",
    },
    "plans/views/screen.py": {
        "not_tried": "not tried yet",
        "used": "used {tried}, passed {passed}",
        "used_of": "used {tried}, passed {passed} of {known}",
        "out_of_date": "out of date",
        "no_number": "no number yet",
    },
    "plans/views/paper.py": {
        "title": "My relapse-prevention plan",
        "private": "This page is about a person",
        "then": "then {response}",
        "reviewed": "Reviewed {day}.",
    },
    "commands/plan/if_then.py": {
        "if_it_is": "If it is {trigger}",
        "shown_at_next": "In your plan. At the next",
    },
    "commands/sos/wallet_card.py": {
        "not_waking": "Not waking, not breathing?",
        "numbers": "Numbers",
        "my_people": "My people",
        "before_i_use": "Before I use",
        "now": "Now",
        "why": "Why",
    },
    "commands/plan/check.py": {"well": "As far as this program"},
    "commands/plan/review.py": {
        "write_if_then": "write an if-then",
        "write_one": "write one",
        "write_number": "write the number",
        "write_where": "write where it is",
        "write_date": "write the new date",
        "take_out": "take it out of the plan",
        "put_in": "put it in",
        "reviewed_today": "Reviewed today.",
    },
    "commands/plan/chapters.py": {"met": "   In your journal: {trigger}"},
    "plans/writing.py": {"there_already": "The plan has that already."},
}

# The same for looking back.
SAID_OF_LOOKING_BACK: dict[str, dict[str, Sentence]] = {
    "insights/views/sentences.py": {
        "moments_late": (", {count} later", ", {count} later"),
        "moments_asked": "Random check-ins: {answered}",
        "moments_craving": "{text}; a craving at",
        "written_on": "written on {written}",
        "no_cravings": "No cravings written down.",
        "no_cravings_beside": "No cravings written down; {before}",
        "change": "{cravings}, {beside}",
        "without_use_on_all": "Without use on all",
        "without_use": "Without use on {free} of {days}",
        "use_on": ", use on {used}",
        "not_known": ", {unknown} not known",
        "none_before": "none written down",
        "as_many": "as many as",
        "more_than": "{count} more than",
        "fewer_than": "{count} fewer than",
        "all_passed": ("; it passed", "; all {count} passed"),
        "passed": ("{count} passed", "{count} passed"),
        "ended_in_use": "{count} ended in use",
        "no_answer": "{count} has no answer yet",
        "hardest": "The hardest: {intensity}",
        "it_passed": "; it passed",
        "it_ended": "; it ended in use",
        "hardest_was": "hardest {intensity} ({time}).",
        "none_earlier": "{now} None written down in",
        "earlier": "{now} {earlier}: ",
        "usually": "usually {usual}, ",
        "passed_without_use": "{count} passed without use",
        "still_open": "{count} still without",
        "strong_on": "A craving of 7 or more on",
        "median_mean": "Median {median}",
        "spread": "{days} {middle}, spread",
        "days_without_use": "Days without use: ",
        "range_from": " The range is from",
        "no_check_ins": "There are no check-ins",
        "nothing_written": "Nothing is written down here yet",
        "did_they_pass": "Did they pass?",
        "check_in_takes": "A check-in takes",
        "no_plan_for": "No plan yet for",
        "and_more": " and {count} more",
        "early": "Early warning signs",
        "middle": "Middle warning signs",
        "late": "Late warning signs",
        "signs_on": "{stage} on {days} of {logged}",
        "on_those": "{cravings} on those",
        "rate_a_day": ", {rate} a day against",
    },
    "insights/views/words.py": {
        "passed_of": "{passed} of {known}",
        "base_rate": "As written down.",
        "only_ahead": "Where {count} or more were",
        "known_days": "Without use {free} of {days}, use on",
        "nothing_known": "Nothing is known yet",
        "this_day": "this day",
        "depending": " Depending on the days",
        "low_to_high": "{low} to {high}",
        "of_the_last": "{range_} of the last",
        "week_span": "Week {span}",
        "within_a_month": "{first}-{last} {month}",
        "day_of_month": "{day} {month}",
    },
    "insights/shares.py": {"about": "about {low} in 10", "about_from_to": "about {low} to"},
    "outlets/words.py": {
        "week": "week",
        "weeks": "{count} week",
        "filled_in": ", {count:,} filled in later",
        "week_before": "the week before",
        "weeks_before": ("the week before", "the {count} weeks before"),
        "days_before": "the day before",
    },
    "insights/views/first_page.py": {
        "set_off_most": "Set off most by",
        "passed_after": "Passed after",
        "of_all": "(all: {passed} of {known})",
        "worth_doing": "Worth doing",
        "good": "Good",
        "say_how": "say how {cravings} ended",
        "check_in_minute": "a check-in, in under",
        "no_plan": "{name} has no plan yet:",
        "hardest_row": "hardest",
    },
    "insights/views/report.py": {"set_off_by": "Set off by", "what_you_did": "What you did"},
    "insights/views/triggers.py": {
        "what_set_off": "What set cravings off",
        "what_was_done": "What you did about cravings",
        "passed_means": "passed: without use",
        "share_means": "From {count} on",
        "in_order": "In order of the share",
    },
    "insights/views/what_helped.py": {
        "helped_heading": "What helped with what",
        "without_it": "without it",
        "begun_alike": "begun at {low} to",
        "helped_brief": "{trigger}: after {skill}",
        "times_passed": "{name}, {times}: ",
        "and_without": "; without it {others} of",
        "begun_at": ", begun at",
        "begun_both": "Begun at {start}, without",
        "as_strong": ", as strong",
        "lower": ", {points} lower",
        "higher": ", {points} higher",
        "half_within": ", half within",
        "half_at_least": ", half took at least",
        "no_cause": "As written down; it shows no cause.",
        "of_the_medians": "Begun at, and lower",
        "both_ahead": "Where {count} or more of both",
    },
    "insights/views/grids.py": {"when_row": "When", "when": "   {span}, {cravings}", "too_few": "Too few yet to say"},
    "insights/views/streak.py": {
        "behind_you": "behind you",
        "next": "next",
        "days_on": "{days} on {day}",
        "all_in_all": "all in all",
        "since_counted": "{days} since {day}",
        "longest": "longest",
        "last_use": "last use",
        "since": "since",
        "free_days_row": "free days",
        "day_of_use": "a day of use is not counted",
        "first_day": "today is the first day",
        "each_checked_in": "{days}, each one",
        "all_filled_in": "{days}, filled in later",
        "checked_in": "{checked_in:,} checked in",
        "and_not_known": ", {count:,} not known",
        "in_all": "; {lapses} in all",
        "last_days": "last {days} days",
        "window_unknown": "without use {abstinent}, use",
        "window_known": "without use on {abstinent}",
        "window_between": "with the {unknown} not known",
    },
    "insights/treatment_summary.py": {
        "and_unlogged": ", {unlogged} not written down",
        "doses_taken": "{name}: {taken} of {expected} doses",
        "hardest_then": "; hardest craving on such a day",
        "no_craving_then": "; no craving written down on them",
        "dose_missed": "A dose was missed on",
        "you_went": "You went: ",
        "with_others": "With others: ",
        "good_moments": "{count} good moment",
        "hard_moments": "{count} hard one",
        "as_before": " (as before)",
        "not_complete": "not complete",
        "assessed_on": "{title} on {day}: ",
    },
    "insights/missed_doses.py": {
        "after_missed": "The day after a missed dose",
        "nothing_after": "{day} missed: nothing written",
        "day_after": "{day} missed: {cravings}",
        "others_on": "; others {cravings} on",
    },
    "insights/views/compare.py": {
        "by_chance": "Side by side, not a finding",
        "lengths_differ": "The periods differ",
        "logged": "logged",
        "logged_of": "{logged} of {days}",
        "cravings_row": "cravings",
        "a_logged_day": "cravings a logged day",
        "median_row": "median",
        "middle_half": "middle half",
        "hardest_of_both": "hardest",
        "strong_days": "days with 7 or more",
        "passed_known": "passed, of those known",
        "free_row": "days without use",
        "free_from_to": "{free} to {free_other} of {lived}",
        "did_passed": "What you did: passed",
    },
}

# What the counselor's page says: every sentence of these files, by the key that its beginning makes.
OF_THE_PAGE = (
    *("build", "changes", "charts", "document", "happened", "helped", "html", "questionnaires", "safety", "series"),
)
SAID_ON_THE_PAGE: dict[str, dict[str, str]] = {
    "exchange/counselor/material.py": {"my_prescriber": "my prescriber"},
    "exchange/counselor/worth_checking.py": {
        "looked_for": "Looked for over",
        "nothing_to_show": "Nothing to show",
        "waits": "What comes before a lapse: not",
    },
    "exchange/counselor/markdown.py": {"made_on": "made on {made_on}", "logged": "Logged {days_logged} of"},
    "commands/export/counselor.py": {"court": "Once given, this page is in their file"},
    "exchange/encryption.py": {"too_short": "A passphrase for sharing has"},
    "insights/views/words.py": {
        "base_rate": "As written down. All cravings",
        "only_ahead": "Where {count} or more were",
        "known_days": "Without use {free} of",
        "nothing_known": "Nothing is known yet about use",
        "these_days": "this day",
        "depending": " Depending on the days not known",
        "no_use": "no use",
        "not_known": "not known",
    },
    "insights/shares.py": {"about_in_10": "about {low} in 10", "about_to_in_10": "about {low} to {high}"},
    "insights/views/sentences.py": {"bias": "There are no check-ins in these days. Cravings"},
    "outlets/words.py": {"filled_in": ", {count:,} filled in later"},
}


def catalogue() -> str:
    """Every sentence that a person reads, with the modules that say it: what a translator fills in."""
    sentences = Catalog(charset="utf-8")
    with redirect_stderr(io.StringIO()) as warnings:
        for name, _, message, _, _ in extract_from_dir(PACKAGE, [("**.py", "python")], keywords=MARKS):
            sentences.add(message, locations=[(f"recovery/{Path(name).as_posix()}", 0)])
    for name, said in of_app(APP):
        sentences.add(said, locations=[(f"webapp/src/{name}", 0)])
    if warnings.getvalue():
        raise ValueError(warnings.getvalue())  # a sentence that no translator would get to see
    for command in COMMANDS:
        place = f"{command.target.partition(':')[0].replace('.', '/')}.py"
        sentences.add(cleandoc(function_of(command).__doc__), locations=[(place, 0)])
    for path, said in of_data():
        sentences.add(said, locations=[(path, 0)])
    page = io.BytesIO()
    write_po(page, sentences, omit_header=True, include_lineno=False, sort_output=True, width=120)
    return page.getvalue().decode("utf-8")


def of_data() -> Iterator[tuple[str, str]]:
    """The sentences of data files, each with its file: safety cards, what a number to call is for, learn cards.

    Of a card's line that names a command, also as the phone says it.
    """
    from docs import phone

    yield from (("recovery/safety/cards.toml", said) for said in safety_cards())
    for line in tomllib.loads((PACKAGE / "safety" / "numbers.toml").read_text("utf-8"))["line"]:
        yield from (("recovery/safety/numbers.toml", said) for said in (line["name"], line["for"]))
        if not line["number"][0].isdecimal():
            yield "recovery/safety/numbers.toml", line["number"]
    for path in sorted((PACKAGE / "treatment" / "learn").glob("*.toml")):
        card = tomllib.loads(path.read_text("utf-8"))
        told = [*texts([card["title"], card["lines"], card.get("in", {}), card.get("families", {})])]
        yield from ((f"recovery/treatment/learn/{path.name}", said) for said in told)
        shown = (phone.of_card(said)[0] for said in told if "recovery " in said)
        yield from (("webapp/src/data/learn.json", said) for said in shown if said not in told)


def safety_cards() -> list[str]:
    """All that the safety cards say, each label and each sentence once."""
    told = tomllib.loads((PACKAGE / "safety" / "cards.toml").read_text("utf-8"))
    parts = (told[name] for name in ("sentence", "read", "overdose", "tolerance", "after_overdose", "weeks_after"))
    return [said for said in dict.fromkeys(texts([*parts])) if said and not said.isdecimal()]


def texts(told: Any) -> Iterator[str]:
    """Every text in a table or a list, however deep."""
    if isinstance(told, str):
        yield told
    else:
        for inner in told.values() if isinstance(told, dict) else told:
            yield from texts(inner)


def of_the_phone() -> dict[str, Any]:
    """The terminal's sentences that the phone says too, by key; of one about a number of things both forms.

    A command of the terminal at the end is left out: the phone has a button there.
    """
    return {**_said(SAID), "kind_lines": today.KIND_LINES}


def of_the_circle() -> dict[str, str]:
    """Those of the circle; raises `ValueError` for one that names a command."""
    said: dict[str, str] = {key: sentence.strip(" ") for key, sentence in _said(SAID_OF_THE_CIRCLE).items()}
    said["not_compared"] = f", {said['not_compared'].strip(', ')}"
    return {key: without_typed(sentence) for key, sentence in said.items()}


def of_treatment() -> dict[str, Any]:
    """Those of treatment's entries, by key."""
    return _said(SAID_OF_TREATMENT)


def of_the_page() -> dict[str, Any]:
    """What the counselor's page says; a key is the first words of its sentence, a hole in it `x`.

    Of two sentences that differ in their first letter alone the small one's key ends in `_small`.
    """
    files = [f"exchange/counselor/{name}.py" for name in OF_THE_PAGE]
    found = {sentence for file in files for sentence in _marked().get(file, ())}
    said: dict[str, Any] = {}
    for sentence in sorted(found, key=str):  # capital letters come first
        key = _key(sentence)
        said[f"{key}_small" if key in said else key] = _form(sentence)
    return {**said, **_said(SAID_ON_THE_PAGE, for_a_screen)}


def _key(sentence: Sentence) -> str:
    plain = re.sub(r"\{[^}]*\}", "x", _first(sentence)).lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:36].strip("_")


def asked_in_treatment() -> dict[str, Any]:
    """What treatment's screens ask and answer, without commands, options and what only a terminal needs."""
    return _said(ASKED_IN_TREATMENT, for_a_screen)


def for_a_screen(sentence: str) -> str:
    """A sentence as a screen of the phone says it, without what only a terminal needs; raises `ValueError`."""
    shown = re.sub(r" \((separate with commas|walk.*)\)$| \[y/n\]$| May repeat\.$| y or n$", "", sentence.strip(" "))
    shown = re.sub(r"(?<=[.?]) (\w[\w ]*(:|, ?))? ?recovery .*$|; recovery .*$", "", shown)
    shown = re.sub(r", \w+ recovery .*$", "", shown)
    shown = re.sub(r": recovery .*$", ".", shown).replace(":.0%", "")
    if "recovery " in shown:
        raise ValueError(shown)
    return shown.removesuffix(":") + ("." if shown.endswith(":") else "")


def of_the_week() -> dict[str, Any]:
    """Those of the week's sentence."""
    return _said(
        {
            "insights/feedback_candidates.py": {
                "response_used": "Your answer to {situation}",
                "as_written": "{text} As written",
            }
        }
    )


def of_patterns() -> dict[str, Any]:
    """Those of patterns; days of the week from Monday on."""
    days = "Mondays Tuesdays Wednesdays Thursdays Fridays Saturdays Sundays".split()
    weekdays = [_form(_named("insights/time_patterns.py", day)) for day in days]
    return {**_said(SAID_OF_PATTERNS), "weekdays": weekdays}


def of_the_plan() -> dict[str, str]:
    """Those of the plan, without what they say to type."""
    return {
        key: re.sub(r"(?<=\.) recovery [a-z ]+\.$", "", sentence) for key, sentence in _said(SAID_OF_THE_PLAN).items()
    }


def of_the_plans_text() -> dict[str, Any]:
    """What the plan as one text says of a line that cannot be read."""
    return _said(SAID_OF_THE_PLANS_TEXT)


def of_looking_back() -> dict[str, Any]:
    """Those of looking back, without the commands at their end; raises `ValueError` where one stays."""
    return _said(SAID_OF_LOOKING_BACK, without_typed)


def without_typed(sentence: str) -> str:
    """A sentence without what it says to type, nor one saying no more; raises `ValueError` where a command stays."""
    shown = re.sub(r"(?<=[.?]) \w[\w ]+: recovery [a-z ]+( \{typed\})?$", "", sentence)
    shown = re.sub(r": recovery [a-z ]+( \{typed\})?$", ".", shown)
    if "recovery " in shown:
        raise ValueError(shown)
    return shown


def without_tail(sentence: str) -> str:
    """A sentence without the command at its end."""
    return re.sub(r":? recovery [a-z ]+$", "", sentence)


def _said(named: Named, shortened: Callable[[str], str] = without_tail) -> dict[str, Any]:
    return {key: _form(_named(file, begins), shortened) for file, keys in named.items() for key, begins in keys.items()}


def _form(sentence: Sentence, shortened: Callable[[str], str] = without_tail) -> Any:
    if isinstance(sentence, str):
        return shortened(sentence)
    return {"one": sentence[0], "many": sentence[1]}


def _named(file: str, begins: Sentence) -> Sentence:
    """The one sentence of a file that is that text, or begins so; raises `LookupError`."""
    marked = _marked()[file]
    beginning = [sentence for sentence in marked if _first(sentence).startswith(_first(begins))]
    fitting = [begins] if begins in marked else beginning
    if len(fitting) != 1:
        message = f"{len(fitting)} sentences of recovery/{file} begin with: {begins}"
        raise LookupError(message)
    return fitting[0]


def _first(sentence: Sentence) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


@cache
def _marked() -> dict[str, list[Sentence]]:
    """The marked sentences of each file, each once."""
    marked: dict[str, dict[Sentence, None]] = {}
    for name, _, message, _, _ in extract_from_dir(PACKAGE, [("**.py", "python")], keywords=MARKS):
        sentence = message if isinstance(message, str) else (message[0], message[1])
        marked.setdefault(Path(name).as_posix(), {})[sentence] = None
    return {name: list(sentences) for name, sentences in marked.items()}
