import { useEffect, useRef } from 'preact/hooks';

/** A report in a frame of its own: it has its own rules, and no script. The frame is as high as the report. */
export function ReportFrame({ address, title }: { readonly address: string; readonly title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const fit = () => {
      const root = frame.current?.contentDocument?.documentElement;
      if (frame.current && root) frame.current.style.height = `${root.scrollHeight + 2}px`;
    };
    const element = frame.current;
    element?.addEventListener('load', fit);
    addEventListener('resize', fit);
    // What is unfolded in a report makes it longer.
    const timer = setInterval(fit, 500);
    return () => {
      element?.removeEventListener('load', fit);
      removeEventListener('resize', fit);
      clearInterval(timer);
    };
  }, []);
  return (
    <>
      <p class="small">
        <a href={address}>the report by itself</a>, to print or to save
      </p>
      <iframe ref={frame} src={address} title={title} sandbox="allow-same-origin" />
    </>
  );
}
