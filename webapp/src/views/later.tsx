/** Screens whose code is loaded together when one of them is first shown; meanwhile nothing moves and nothing spins. */

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { t } from "../rules/sentences.ts";
import type { ScreenProps } from "./screens.ts";

type Screens<Name extends string> = Readonly<Record<Name, ComponentType<ScreenProps>>>;

/** Gives the screen of a name among those that a module exports. */
export function later<Name extends string>(load: () => Promise<Screens<Name>>): (name: Name) => ComponentType<ScreenProps> {
  const loaded = signal<Screens<Name> | "away" | null>(null);
  const begin = (): void => void load().then((module) => (loaded.value = module), () => (loaded.value = "away"));
  return (name) =>
    function Later(props: ScreenProps) {
      if (loaded.value === null) begin();
      if (loaded.value === "away") return <p role="alert">{t("This screen could not be loaded. Open the app again once there is a network.")}</p>;
      const View: ComponentType<ScreenProps> | undefined = loaded.value?.[name];
      return View === undefined ? null : <View {...props} />;
    };
}
