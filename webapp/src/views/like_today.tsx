/** Days like today, on the first screen: loaded once that stands, and asked of half a year only where today has a sign. */

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { harmless } from "../rules/entries.ts";
import { helped, likeToday, lookedBack, sentence, signsOf } from "../rules/like_today.ts";
import { likeTodaySaid, past, rows, today } from "../shell/day.ts";
import { useRowsOf } from "./rows_of.ts";

export function LikeToday(): JSX.Element | null {
  return rows.value !== null && signsOf(rows.value, today.value).length > 0 ? <Counted /> : null;
}

function Counted(): JSX.Element | null {
  const wide = useRowsOf(lookedBack(today.value));
  const told = wide === null ? null : likeToday(wide, today.value);
  const sign = told?.sign ?? "";
  useEffect(() => {
    likeTodaySaid.value = sign;
    return () => void (likeTodaySaid.value = "");
  }, [sign]);
  if (told === null || rows.value === null || past.value === null) return null;
  return <p class="card">{harmless(sentence(told, helped(rows.value, past.value)))}</p>;
}
