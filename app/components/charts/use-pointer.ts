import { type RefObject, useEffect, useRef } from 'react';

export interface PointerActions {
  /** The pointer is there, in pixels from the element's upper left corner; null where it has left. */
  readonly hover: (place: readonly [number, number] | null) => void;
  readonly pick: (place: readonly [number, number]) => void;
}

/**
 * Pointing at a plot. What can be pointed at can also be reached by the table beside it, so the plot itself stays one
 * picture to those who do not see it and takes no place in the order of the keyboard.
 */
export function usePointer(element: RefObject<Element>, actions: PointerActions): void {
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => {
    const watched = element.current;
    if (!watched) return;
    const place = (event: MouseEvent) => {
      const box = watched.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top] as const;
    };
    const onMove = (event: Event) => current.current.hover(place(event as PointerEvent));
    const onLeave = () => current.current.hover(null);
    const onClick = (event: Event) => current.current.pick(place(event as MouseEvent));
    watched.addEventListener('pointermove', onMove);
    watched.addEventListener('pointerleave', onLeave);
    watched.addEventListener('click', onClick);
    return () => {
      watched.removeEventListener('pointermove', onMove);
      watched.removeEventListener('pointerleave', onLeave);
      watched.removeEventListener('click', onClick);
    };
  }, [element]);
}
