import { useText } from "../preferences";

/** Stands for posts that are being loaded. index.html has the same for the time before the program is loaded. */
export function ListSkeleton() {
  return (
    <Loading>
      {[1, 2, 3, 4].map((card) => (
        <div key={card} className="skeleton card"><i /><i /><i /></div>
      ))}
    </Loading>
  );
}

export function ArticleSkeleton() {
  return (
    <Loading>
      <div className="skeleton article"><i /><i /><i /><i /><i /><i /></div>
    </Loading>
  );
}

function Loading({ children }: { children: React.ReactNode }) {
  const text = useText();
  return (
    <div role="status">
      <span className="hidden">{text.loading}</span>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}
