import { InkstoneProblem } from "@inkstone/client";
import { useText } from "../preferences";

/** Says what went wrong, and offers to try again. */
export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  const text = useText();
  const problem = error instanceof InkstoneProblem ? error : null;
  const starting = problem?.code === "not_ready";
  return (
    <section className="message" role="alert">
      <h2>{starting ? text.notReady : problem ? text.failed : text.unreachable}</h2>
      <p>{problem ? problem.detail : text.unreachableHint}</p>
      {problem && !starting && <p className="facts">{text.failedHint(problem.requestId)}</p>}
      <button type="button" onClick={retry}>{text.retry}</button>
    </section>
  );
}
