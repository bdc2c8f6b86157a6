/** Which units a person's own things show. */

import { numbersOf, settings } from "../shell/settings.ts";

const FAHRENHEIT = ["US", "BS", "BZ", "FM", "KY", "LR", "MH", "PW"];

/** Whether thermometers of the person's country show Fahrenheit. */
export function isFahrenheit(): boolean {
  return FAHRENHEIT.includes(numbersOf(settings.value).country ?? "");
}
