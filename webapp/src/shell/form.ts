/** A form whose fields come back after SOS, the bar or Back: what is typed in it stands in `unsaved.ts` until it is kept or put away. */

import { useRef } from "preact/hooks";
import { here } from "./routes.ts";
import { typed, type Typed } from "./unsaved.ts";

/** A field of a form; used as a signal is. */
export interface Field<T> {
  value: T;
  peek(): T;
}

export interface Form {
  /** `fresh` is what it says before anybody touched it; what is given must be plain data. */
  readonly field: <T>(name: string, fresh: T, isBegun?: (value: T) => boolean) => Field<T>;
  /** All of it is kept, or put away by the person. */
  readonly over: () => void;
}

/** The form of the screen that is shown and of what it is about, or, with a name, of that screen whatever it is about. */
export function useForm(screenAlone?: string): Form {
  const { screen, about } = here.peek();
  const { current: of } = useRef(screenAlone === undefined ? `${screen} ${about}\n` : `${screenAlone} \n`);
  const field = <T>(name: string, fresh: T, isBegun: (value: T) => boolean = () => true): Field<T> => {
    const key = of + name;
    const read = (all: Typed): T => (key in all ? (all[key]?.value as T) : fresh);
    return {
      get value() { return read(typed.value); },
      set value(value: T) {
        const { [key]: _, ...others } = typed.peek();
        typed.value = JSON.stringify(value) === JSON.stringify(fresh) ? others : { ...others, [key]: { value, isBegun: isBegun(value) } };
      },
      peek: () => read(typed.peek()),
    };
  };
  const over = (): void => {
    typed.value = Object.fromEntries(Object.entries(typed.peek()).filter(([key]) => !key.startsWith(of)));
  };
  return { field, over };
}

export interface Given<All> {
  readonly all: All;
  readonly isBegun: boolean;
  readonly set: (more: Partial<All>) => void;
  readonly over: () => void;
}

/** Several values of a form as one, each as `fresh` says until somebody touches it. */
export function useGiven<All extends object>(form: Form, fresh: All, name = "given"): Given<All> {
  const more = form.field<Partial<All>>(name, {});
  return {
    all: { ...fresh, ...more.value },
    isBegun: Object.keys(more.value).length > 0,
    set: (changed) => void (more.value = { ...more.peek(), ...changed }),
    over: () => void (more.value = {}),
  };
}
