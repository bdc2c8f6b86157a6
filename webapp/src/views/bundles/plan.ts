/** The screens of the plan: loaded when one of them is shown. */

export { CrisisSteps } from "../crisis_steps.tsx";
export { IfThen } from "../if_then.tsx";
export { PlanScreen } from "../plan.tsx";
export { PlanCheck } from "../plan_check.tsx";
export { PlanHistory } from "../plan_history.tsx";
export { PlanItemScreen } from "../plan_item.tsx";
export { PlanPaper } from "../plan_paper.tsx";
export { PlanText } from "../plan_text.tsx";
export { PlanStart } from "../plan_start.tsx";
export { Wallet } from "../wallet.tsx";
export { WeekSentence } from "../week_sentence.tsx";
