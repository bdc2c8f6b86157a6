/** A screen whose code is loaded when it is first shown; meanwhile nothing moves and nothing spins. */

import type { ComponentType } from "preact";
import { signal } from "@preact/signals";
import { t } from "../rules/sentences.ts";
import type { ScreenProps } from "./screens.ts";

export function later(load: () => Promise<{ readonly default: ComponentType<ScreenProps> }>): ComponentType<ScreenProps> {
  const loaded = signal<ComponentType<ScreenProps> | "away" | null>(null);
  return function Later(props: ScreenProps) {
    const View = loaded.value;
    if (View === null) void load().then((module) => (loaded.value = module.default), () => (loaded.value = "away"));
    if (View === "away") return <p role="alert">{t("This screen could not be loaded. Open the app again once there is a network.")}</p>;
    return View === null ? null : <View {...props} />;
  };
}
