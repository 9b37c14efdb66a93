// Stands unseen in each answer with citations: opens the one place that a mark [n] of this answer asks for (public/wbm.js).
import { useEffect, useRef } from 'react';
import { useSetRecoilState } from 'recoil';
import { sideViewState } from '@chainlit/react-client';

export default function Fundstellen() {
  const here = useRef(null);
  const setSideView = useSetRecoilState(sideViewState);

  useEffect(() => {
    const node = here.current;
    const open = (event) => {
      const place = props.places.find((candidate) => candidate.n === event.detail);
      if (!place) return;
      const id = `fundstelle-${props.message}-${place.n}`;
      const element = { id, forId: props.message, type: 'custom', name: 'Fundstelle', display: 'side', props: { ...place, message: props.message } };
      setSideView({ title: place.short, elements: [element] });
    };
    node.addEventListener('wbm:open', open);
    document.dispatchEvent(new CustomEvent('wbm:places'));
    return () => node.removeEventListener('wbm:open', open);
  }, []);

  return <span ref={here} hidden className="wbm-places" data-labels={JSON.stringify(props.labels)} />;
}
